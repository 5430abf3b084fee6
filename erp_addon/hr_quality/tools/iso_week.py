"""ISO 8601 weeks: Monday to Sunday, named by the year that holds their Thursday."""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    """The Monday of the ISO week that holds ``day``."""
    return day - timedelta(days=day.weekday())


def week_label(day: date) -> str:
    """The week's name, for instance ``2026-W05``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
