"""Weeks and months in which something is owed or planned."""

from calendar import monthrange
from datetime import date, timedelta


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    """First day of the month after that of ``day``."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(day: date) -> date:
    """First day of the month before that of ``day``."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def period_start(period: str, day: date) -> date:
    """First day of the week (ISO, a Monday) or month that holds ``day``."""
    return day - timedelta(days=day.weekday()) if period == "week" else first_of_month(day)


def period_end(period: str, start: date) -> date:
    """Last day of the period that begins on ``start``."""
    if period == "week":
        return start + timedelta(days=6)
    return next_month(start) - timedelta(days=1)


def due_day(period: str, start: date, number: int) -> date:
    """Day ``number`` of the period: 1 is Monday, or the first; past the end, the last day."""
    length = 7 if period == "week" else monthrange(start.year, start.month)[1]
    return start + timedelta(days=min(max(number, 1), length) - 1)
