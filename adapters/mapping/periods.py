"""The periods that figures are given for: which days a week, month, quarter or year has."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

PeriodLength = Literal["day", "week", "month", "quarter", "year"]


def period_of(day: date, length: PeriodLength) -> tuple[date, date]:
    """The first and the last day of the period that holds ``day``; weeks are those of ISO 8601."""
    return _PERIODS[length](day)


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _months(count: int) -> Callable[[date], tuple[date, date]]:
    def period(day: date) -> tuple[date, date]:
        first = (day.month - 1) // count * count + 1
        last = first + count - 1
        return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])

    return period


_PERIODS: dict[PeriodLength, Callable[[date], tuple[date, date]]] = {
    "day": lambda day: (day, day),
    "week": _week,
    "month": _months(1),
    "quarter": _months(3),
    "year": _months(12),
}
