"""From a line of the system to a canonical record: the one place that knows both.

``adapters/contract.py`` says what each field means. A value that cannot be used raises ``Flaw``:
the row is then kept with the reason, and comes in when it was put right.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from adapters.contract import ProductionCount, Reason

from .settings import MySystemSettings

_HALF_A_DAY = timedelta(hours=12)


class Flaw(Exception):
    """Why a row cannot be used: which field, which value, how to mend it."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def count(source: str, row: Mapping[str, str], settings: MySystemSettings) -> ProductionCount:
    """The row as a production count. Raises ``Flaw``."""
    zone = ZoneInfo(settings.zone)
    started, ended = _moment(row, "started", zone), _moment(row, "ended", zone)
    if ended < started:
        raise Flaw(Reason.INVALID_TIME, "ended is before started. Correct them in the system.")
    good, scrapped, reworked = (_quantity(row, n) for n in ("good", "scrapped", "reworked"))
    return ProductionCount(
        source=source,
        key=needed(row, "number"),
        revision=revision(row),
        day=_day(row, started, settings),
        shift=needed(row, "shift"),
        operation=needed(row, "operation"),
        work_center=needed(row, "work_center"),
        order=text(row, "order"),
        lot=text(row, "lot"),
        material=text(row, "material"),
        person=text(row, "person"),
        started=started,
        ended=ended,
        produced=good + scrapped + reworked,
        good=good,
        scrapped=scrapped,
        reworked=reworked,
        unit=needed(row, "unit"),
    )


def revision(row: Mapping[str, str]) -> int:
    """Which state of the row this is: a correction has a higher one than what it corrects."""
    value = needed(row, "version")
    if not (value.isascii() and value.isdecimal()):
        raise Flaw(
            Reason.NOT_A_NUMBER, f"version holds {value!r}, which is no whole number. Correct it."
        )
    return int(value)


def text(row: Mapping[str, str], name: str) -> str | None:
    """The cell as it is, zeros and all; ``None`` where it is empty."""
    value = (row.get(name) or "").strip()
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in value):
        raise Flaw(
            Reason.UNREADABLE_TEXT, f"{name} holds bytes that are no UTF-8. Export it as UTF-8."
        )
    return value or None


def needed(row: Mapping[str, str], name: str) -> str:
    value = text(row, name)
    if value is None:
        raise Flaw(Reason.MISSING_VALUE, f"{name} is empty. Fill it in the system.")
    return value


def _quantity(row: Mapping[str, str], name: str) -> Decimal:
    """An exact number; it never goes through a float."""
    value = needed(row, name)
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Flaw(
            Reason.NOT_A_NUMBER,
            f"{name} holds {value!r}, which is not a number. Correct it in the system.",
        )
    if number < 0:
        raise Flaw(Reason.NEGATIVE_QUANTITY, f"{name} is {number}, below zero. Correct it.")
    return number


def _moment(row: Mapping[str, str], name: str, zone: ZoneInfo) -> datetime:
    """A reading of the plant's wall clock as a moment; one that names its zone keeps it."""
    value = needed(row, name)
    try:
        reading = datetime.fromisoformat(value)
    except ValueError:
        raise Flaw(
            Reason.INVALID_TIME,
            f"{name} holds {value!r}, which is not a time like 2026-03-02 06:10. Correct it.",
        ) from None
    if reading.tzinfo is not None:
        return reading.astimezone(zone)
    moment = reading.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != reading:
        raise Flaw(
            Reason.INVALID_TIME,
            f"{name} holds {value}, an hour that the clock change skips. Correct it.",
        )
    return moment


def _day(row: Mapping[str, str], started: datetime, settings: MySystemSettings) -> date:
    """The day on which the shift began: after midnight a night shift's is the day before."""
    shift = needed(row, "shift")
    begins = settings.shifts.get(shift)
    if begins is None:
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"shift holds {shift!r}, which the settings do not know. Add it to `shifts`.",
        )
    begun = datetime.combine(started.date(), begins, started.tzinfo)
    return begun.date() - timedelta(days=1) if begun - started > _HALF_A_DAY else begun.date()
