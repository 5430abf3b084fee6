"""The shift calendar: to which day a count belongs.

The day of a count is the day on which its shift began, on the plant's wall clock. A shift that
runs across midnight therefore keeps its hours after midnight on the day before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from adapters.contract import Reason
from adapters.mapping.flaw import Flaw, shown

_MINUTES = 24 * 60
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of the plan; ``end`` at or before ``start`` is on the next day."""

    name: str
    start: time
    end: time


class ShiftCalendar:
    """Knows the shift of a code, or of a time of day, and the day on which it began."""

    def __init__(self, shifts: Mapping[str, Shift]) -> None:
        self._shifts = dict(shifts)
        # For each shift: minute of the day → days between that minute's date and the shift's.
        self._begun = {code: _days_back(shift) for code, shift in self._shifts.items()}

    def day(self, code: str, moment: datetime) -> date:
        """The day on which the shift began during which ``moment`` (wall clock) lies.

        Work begun a little before its shift, or booked a little after, belongs to the nearest
        occurrence of that shift.
        """
        back = self._begun[code][moment.hour * 60 + moment.minute]
        return moment.date() - _ONE_DAY * back if back else moment.date()

    def name(self, label: str, code: str) -> str:
        shift = self._shifts.get(code)
        if shift is None:
            raise Flaw(
                Reason.UNKNOWN_CODE,
                f"{label} holds the shift {shown(code)}, which is not in the shift calendar"
                f" ({', '.join(self._shifts)}). Add it there or correct it in the source.",
            )
        return shift.name

    def code_at(self, label: str, started: datetime) -> str:
        """The code of the shift that runs at a time of day, for a source that names none."""
        minute = started.hour * 60 + started.minute
        for code, shift in self._shifts.items():
            if (minute - _minute(shift.start)) % _MINUTES < _length(shift):
                return code
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"No shift of the calendar runs at {started:%H:%M} ({label})."
            " Add one to `shifts` or map the shift's column.",
        )


@cache
def _days_back(shift: Shift) -> Sequence[int]:
    """For each minute of a day: how many days before its date the nearest shift began."""
    start, length = _minute(shift.start), _length(shift)
    return tuple(
        min((0, 1, -1), key=lambda back: _distance(minute + back * _MINUTES - start, length))
        for minute in range(_MINUTES)
    )


def _distance(since_start: int, length: int) -> int:
    """Minutes outside a shift of ``length``; 0 within it."""
    if since_start < 0:
        return -since_start
    return max(0, since_start - length + 1)


def _length(shift: Shift) -> int:
    return (_minute(shift.end) - _minute(shift.start)) % _MINUTES or _MINUTES


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
