"""The rule of the plant computed from the rows of its MES, sharing no code with the generator.

``read`` interprets the rows as demo/plant/README.md says. The switches of ``Wrong`` turn one rule
of interpretation wrong, to show what a careless adapter would find.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

QUANTITIES = ("MENGE_GES", "MENGE_GUT", "MENGE_AUS", "MENGE_NA")


@dataclass(frozen=True)
class Wrong:
    """One careless interpretation at a time."""

    calendar_day: bool = False
    every_delivery: bool = False
    first_revision: bool = False
    no_reversals: bool = False
    kilograms_are_pieces: bool = False
    unknown_is_zero: bool = False
    any_volume: bool = False
    gap_breaks: bool = False
    gap_is_bad: bool = False
    two_weeks: bool = False
    ignores_scores: bool = False


NOTHING_WRONG = Wrong()


@dataclass(frozen=True)
class Made:
    """A usable row: quantities as reported, ``scale`` turns them into pieces."""

    key: str
    revision: int
    operation: str
    started: date
    shift_day: date
    badge: str | None
    produced: Decimal
    defective: Decimal
    scale: Decimal
    reversal: bool


@dataclass
class Sum:
    produced: Decimal = Decimal(0)
    defective: Decimal = Decimal(0)
    badges: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Plant:
    """What lies in a plant's folder."""

    plant: dict[str, Any]
    truth: dict[str, Any]
    made: tuple[Made, ...]
    rejected: dict[str, int]


@cache
def read(folder: Path) -> Plant:
    plant = json.loads((folder / "plant.json").read_text(encoding="utf-8"))
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    database = sqlite3.connect(folder / "mes.sqlite")
    database.row_factory = sqlite3.Row
    rows = _Rows(database, ZoneInfo(plant["zone"]))
    made = (*rows.counts(), *rows.differences())
    database.close()
    return Plant(plant, truth, made, dict(rows.rejected))


class _Rows:
    """The rows of the database, interpreted one by one."""

    def __init__(self, database: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self.rejected: Counter[str] = Counter()
        weights = database.execute("SELECT AG_NR, STK_GEW FROM AGANG WHERE STK_GEW IS NOT NULL")
        self._weights = {code: Decimal(weight.replace(",", ".")) for code, weight in weights}
        shifts = database.execute("SELECT SCHICHT, VON FROM SCHICHTPLAN")
        self._begins = {code: int(begin[:2]) for code, begin in shifts}

    def counts(self) -> Iterator[Made]:
        for row in self._database.execute("SELECT * FROM BDE_MELDUNG ORDER BY SATZ_NR"):
            flaw = self._flaw(row)
            if flaw:
                self.rejected[flaw] += 1
                continue
            produced, _, scrapped, reworked = self._quantities(row)
            started = _time(row["BEGINN"])
            yield Made(
                row["MELD_NR"],
                row["LFD"],
                row["AG_NR"],
                started.date(),
                self._shift_day(started, row["SCHICHT"]),
                row["PERS_NR"],
                produced,
                scrapped + reworked,
                1 / self._weights[row["AG_NR"]] if row["ME"] == "KG" else Decimal(1),
                row["STORNO_KZ"] == "X",
            )

    def differences(self) -> Iterator[Made]:
        counter = self._database.execute("SELECT * FROM ZAEHLER").fetchone()
        size, largest = 10 ** counter["STELLEN"], counter["MAX_JE_ABL"]
        before: list[int] | None = None
        for row in self._database.execute("SELECT * FROM ZAEHLER_STAND ORDER BY SATZ_NR"):
            now = [row[name] for name in ("STAND_GES", "STAND_AUS", "STAND_NA")]
            if before is not None:
                reset = now[0] < before[0] and now[0] - before[0] + size > largest
                made = [n if reset else (n - b) % size for n, b in zip(now, before, strict=True)]
                at = _time(row["ABL_ZEIT"])
                yield Made(
                    f"Z{row['SATZ_NR']}",
                    1,
                    row["AG_NR"],
                    at.date(),
                    self._shift_day(at, row["SCHICHT"]),
                    row["PERS_NR"],
                    Decimal(made[0]),
                    Decimal(made[1] + made[2]),
                    Decimal(1),
                    reversal=False,
                )
            before = now

    def _shift_day(self, at: datetime, shift: str) -> date:
        """The day on which the shift began that was running then."""
        return at.date() - timedelta(days=int(at.hour < self._begins[shift]))

    @staticmethod
    def _quantities(row: sqlite3.Row) -> list[Decimal]:
        return [Decimal(str(row[name]).replace(",", ".")) for name in QUANTITIES]

    def _flaw(self, row: sqlite3.Row) -> str | None:
        try:
            row["CHARGE"].decode("gb18030")
        except UnicodeDecodeError:
            return "unreadable_text"
        if row["ME"] not in {"ST", "KG"}:
            return "unknown_unit"
        if row["SCHICHT"] not in self._begins:
            return "unknown_code"
        if not (self._exists(row["BEGINN"]) and self._exists(row["ENDE"])):
            return "invalid_time"
        if any(row[name] is None for name in QUANTITIES):
            return "missing_value"
        return self._numeric_flaw(row)

    def _numeric_flaw(self, row: sqlite3.Row) -> str | None:
        try:
            numbers = self._quantities(row)
        except InvalidOperation:
            return "not_a_number"
        if any(number.is_nan() for number in numbers):
            return "not_a_number"
        if row["STORNO_KZ"] != "X" and min(numbers) < 0:
            return "negative_quantity"
        return "quantities_disagree" if numbers[0] != sum(numbers[1:]) else None

    def _exists(self, text: str) -> bool:
        try:
            naive = _time(text)
        except ValueError:
            return False
        if naive.weekday() != 6:
            return True
        there_and_back = naive.replace(tzinfo=self._zone).astimezone(UTC).astimezone(self._zone)
        return there_and_back.replace(tzinfo=None) == naive


def _time(text: str) -> datetime:
    """``DD.MM.YYYY HH:MM:SS``."""
    day, month, year = int(text[:2]), int(text[3:5]), int(text[6:10])
    hour, minute, second = map(int, text[11:].split(":"))
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


def week_text(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


class Decision:
    """The needs that a reader finds who makes one mistake, or none."""

    def __init__(self, plant: Plant, wrong: Wrong = NOTHING_WRONG) -> None:
        self._plant = plant
        self._wrong = wrong
        self.weeks: dict[str, dict[date, Sum]] = defaultdict(lambda: defaultdict(Sum))
        self.keys = {made.key for made in plant.made}
        for made in self._current():
            self._add(made)

    def _current(self) -> Iterator[Made]:
        if self._wrong.every_delivery:
            last = {made.key: made.revision for made in self._plant.made}
            yield from (made for made in self._plant.made if made.revision == last[made.key])
            return
        current: dict[str, Made] = {}
        for made in self._plant.made:
            known = current.get(made.key)
            later = known is None or made.revision > known.revision
            if later and not (self._wrong.first_revision and known):
                current[made.key] = made
        yield from current.values()

    def _add(self, made: Made) -> None:
        if made.reversal and self._wrong.no_reversals:
            return
        day = made.started if self._wrong.calendar_day else made.shift_day
        scale = 1 if self._wrong.kilograms_are_pieces else made.scale
        total = self.weeks[made.operation][day - timedelta(days=day.weekday())]
        total.produced += made.produced * scale
        total.defective += made.defective * scale
        if made.badge and made.produced > 0:
            total.badges.add(made.badge)

    def needs(self) -> list[dict[str, object]]:
        operations = self._plant.plant["operations"]
        found = [need for operation in operations if (need := self._need(operation))]
        return sorted(found, key=lambda need: str(need["operation"]))

    def raised(self) -> set[object]:
        return {need["operation"] for need in self.needs()}

    def _need(self, operation: dict[str, str]) -> dict[str, object] | None:
        run = self._last_run(operation)
        scores = self._scores(operation, run)
        if not run or not scores:
            return None
        mean = (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        if mean >= self._plant.truth["rule"]["score_below"] and not self._wrong.ignores_scores:
            return None
        weeks = [week_text(day) for day in run]
        return {"operation": operation["code"], "weeks": weeks, "mean_score": mean}

    def _scores(self, operation: dict[str, str], run: list[date]) -> list[int]:
        people = self._plant.plant["employees"]
        scores = {person["badge"]: person["scores"].get(operation["skill"]) for person in people}
        badges: set[str] = set()
        for day in run:
            badges |= self.weeks[operation["code"]][day].badges
        missing = 0 if self._wrong.unknown_is_zero else None
        known = badges - set(self._plant.plant["shared_badges"])
        found = [scores.get(badge, missing) for badge in known]
        return [score for score in found if score is not None]

    def _last_run(self, operation: dict[str, str]) -> list[date]:
        truth, wrong = self._plant.truth, self._wrong
        needed = 2 if wrong.two_weeks else truth["rule"]["weeks"]
        volume = 1 if wrong.any_volume else truth["rule"]["min_volume"]
        limit = Decimal(operation["limit"])
        last: list[date] = []
        run: list[date] = []
        day = date.fromisoformat(truth["first_day"])
        while day < date.fromisoformat(truth["last_day"]):
            total = self.weeks[operation["code"]].get(day, Sum())
            counts = total.produced >= volume
            bad = counts and total.defective / total.produced > limit
            if bad or (run and not counts and wrong.gap_is_bad):
                run.append(day)
            elif counts or wrong.gap_breaks:
                run = []
            if len(run) >= needed:
                last = run[:]
            day += timedelta(days=7)
        return last
