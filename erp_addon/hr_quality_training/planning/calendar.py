"""Days and periods of the plant: its own zone decides, never the caller's."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PERIODS = ("week", "month")


def plant_zone(env):
    """Zone of the company's working hours. A user's zone is his own to choose, so it dates nothing."""
    name = env.company.sudo().resource_calendar_id.tz or "UTC"
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return ZoneInfo("UTC")


def plant_day(env, moment: datetime | None = None) -> date:
    """The plant's day at a moment in UTC without zone, as Odoo stores it; now by default."""
    moment = moment or env.cr.now()
    return moment.replace(tzinfo=UTC).astimezone(plant_zone(env)).date()


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
