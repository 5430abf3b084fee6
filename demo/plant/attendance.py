"""The attendance system of the plant: everybody's month in a database of its own, and its truth.

Each account of a person and month is booked on the third of the next month, some are corrected a
week later, and a few hold what no figure can be read from.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from demo.plant.people import Person
from demo.plant.plan import Plan

FILE = "attendance.sqlite"
MAPPING = Path(__file__).with_name("attendance.yaml")

_BOOKED, _CORRECTED = timedelta(days=2, hours=6), timedelta(days=9, hours=6)
_WORKDAYS = 21
_CORRECTIONS = 0.05
_NO_FIGURE = "k.A."
"""Keine Angabe: what a clerk writes who does not know."""

_TABLES = """
CREATE TABLE PERSONAL (
    SATZ_NR INTEGER PRIMARY KEY, PERS_NR TEXT NOT NULL, NAME TEXT NOT NULL, ABT TEXT, AUSTRITT TEXT
);
CREATE TABLE ZEITKONTO (
    SATZ_NR INTEGER PRIMARY KEY, KONTO_NR TEXT NOT NULL, LFD INTEGER NOT NULL,
    PERS_NR TEXT NOT NULL, VON TEXT NOT NULL, BIS TEXT NOT NULL,
    ANW_QUOTE TEXT, UEBERSTD TEXT, AEND_ZEIT TEXT NOT NULL
);
CREATE INDEX IX_ZKT_NR ON ZEITKONTO (KONTO_NR, LFD);
"""


@dataclass(frozen=True, slots=True)
class Booking:
    """A row of ZEITKONTO; a figure that is not ``None`` is the truth until a later revision."""

    account: str
    revision: int
    badge: str
    first: date
    last: date
    changed: datetime
    attendance: Decimal | None
    overtime: Decimal | None


class Attendance:
    """What was booked, in order of time."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._people = plan.people.everybody
        made = [booking for person in self._people for booking in self._bookings(person)]
        self.bookings = sorted(made, key=lambda booking: (booking.changed, booking.account))

    def write(self, file: Path, *, known_by: datetime | None = None) -> None:
        """The database, without what was booked after ``known_by`` (the plant's wall clock)."""
        file.unlink(missing_ok=True)
        with sqlite3.connect(file) as database:
            database.executescript(_TABLES)
            people = (
                (number, person.badge, person.name, person.department)
                for number, person in enumerate(self._people, start=1)
            )
            database.executemany("INSERT INTO PERSONAL VALUES (?, ?, ?, ?, NULL)", people)
            known = [b for b in self.bookings if known_by is None or b.changed <= known_by]
            rows = ((number, *_row(booking)) for number, booking in enumerate(known, start=1))
            database.executemany("INSERT INTO ZEITKONTO VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.close()

    def records(self) -> dict[str, int]:
        """How many different keys an adapter must yield, by stream."""
        return {"indicator_value": len(self._in_force()), "person": len(self._people)}

    def rejected(self) -> dict[str, dict[str, int]]:
        """How many rows an adapter must refuse, by stream and reason."""
        missing = sum(booking.attendance is None for booking in self.bookings)
        unreadable = sum(booking.overtime is None for booking in self.bookings)
        return {"indicator_value": {"missing_value": missing, "not_a_number": unreadable}}

    def truth(self) -> dict[str, dict[str, dict[str, str]]]:
        """Indicator → badge → month → value in force."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for (indicator, badge, month), value in self._in_force().items():
            found.setdefault(indicator, {}).setdefault(badge, {})[month] = str(value)
        return found

    def _in_force(self) -> dict[tuple[str, str, str], Decimal]:
        values: dict[tuple[str, str, str], Decimal] = {}
        for booking in self.bookings:
            month = f"{booking.first:%Y-%m}"
            for name, value in (
                ("attendance", booking.attendance),
                ("overtime", booking.overtime),
            ):
                if value is not None:
                    values[name, booking.badge, month] = value
        return values

    def _bookings(self, person: Person) -> Iterator[Booking]:
        end = datetime.combine(self._plan.settings.last_day, time.max)
        for number, (first, last) in enumerate(self._months()):
            rng = Random(f"{self._plan.settings.seed}/attendance/{person.badge}/{first}")
            account = f"{person.badge}{first:%Y%m}"
            following = datetime.combine(last + timedelta(days=1), time())
            corrected = rng.random() < _CORRECTIONS
            for revision, since in ((1, _BOOKED), (2, _CORRECTED)):
                changed = following + since
                if changed > end or (revision == 2 and not corrected):
                    continue
                present = _WORKDAYS - rng.choice((0, 0, 0, 1, 1, 2, 5))
                share = round(Decimal(100 * present) / _WORKDAYS, 2)
                hours = Decimal(rng.randrange(-600, 2000, 25)) / 100
                flaw = _flaw(self._people.index(person), number) if revision == 1 else ""
                yield Booking(
                    account,
                    revision,
                    person.badge,
                    first,
                    last,
                    changed,
                    None if flaw == "missing" else share,
                    None if flaw == "unreadable" else hours,
                )

    def _months(self) -> Iterator[tuple[date, date]]:
        """The calendar months that lie wholly in the plant's time."""
        first = self._plan.settings.first_day.replace(day=1)
        while True:
            following = (first + timedelta(days=31)).replace(day=1)
            last = following - timedelta(days=1)
            if last > self._plan.settings.last_day:
                return
            if first >= self._plan.settings.first_day:
                yield first, last
            first = following


def _flaw(person: int, month: int) -> str:
    """One person's first month has no quota, another's no readable overtime."""
    return {(20, 0): "missing", (33, 0): "unreadable", (34, 0): "unreadable"}.get(
        (person, month), ""
    )


def _row(booking: Booking) -> tuple[object, ...]:
    def written(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:.2f}".replace(".", ",")

    return (
        booking.account,
        booking.revision,
        booking.badge,
        f"{booking.first:%d.%m.%Y}",
        f"{booking.last:%d.%m.%Y}",
        written(booking.attendance),
        written(booking.overtime) or _NO_FIGURE,
        f"{booking.changed:%Y-%m-%d %H:%M:%S}",
    )
