"""Weeks, shifts and the wall clock of the plant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of eight hours; one that crosses midnight belongs to the day it began."""

    code: str
    name: str
    starts: time
    ends: time
    order: int


EARLY = Shift("F", "Frühschicht", time(6), time(14), 0)
LATE = Shift("S", "Spätschicht", time(14), time(22), 1)
NIGHT = Shift("N", "Nachtschicht", time(22), time(6), 2)
SHIFTS = (EARLY, LATE, NIGHT)


def week_text(monday: date) -> str:
    """The ISO week that begins on ``monday``, as ``2026-W05``."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def last_sunday(today: date) -> date:
    """The last Sunday before ``today``."""
    return today - timedelta(days=today.isoweekday())


def first_monday(until: date, weeks: int) -> date:
    """The Monday from which ``weeks`` whole weeks last to the last Sunday up to ``until``."""
    last_sunday = until - timedelta(days=until.isoweekday() % 7)
    return last_sunday - timedelta(days=7 * weeks - 1)


class Clock:
    """Turns instants (whole seconds since 1970, UTC) into the texts that the plant's wall shows.

    The zone's offset is assumed constant within an hour of UTC, which Europe/Berlin keeps.
    """

    def __init__(self, zone: str = ZONE) -> None:
        self.zone = ZoneInfo(zone)
        self._hours: dict[int, tuple[str, str]] = {}
        self._minutes = [f"{second // 60:02d}:{second % 60:02d}" for second in range(HOUR)]
        self._starts: dict[tuple[date, str], int] = {}

    def instant(self, day: date, at: time, fold: int = 0) -> int:
        return int(datetime.combine(day, at, self.zone).replace(fold=fold).timestamp())

    def start(self, day: date, shift: Shift) -> int:
        """When the shift of that day began."""
        key = day, shift.code
        if key not in self._starts:
            self._starts[key] = self.instant(day, shift.starts)
        return self._starts[key]

    def _hour(self, hour: int) -> tuple[str, str]:
        local = datetime.fromtimestamp(hour * HOUR, UTC).astimezone(self.zone)
        self._hours[hour] = f"{local:%d.%m.%Y %H}:", f"{local:%Y-%m-%d %H}:"
        return self._hours[hour]

    def text(self, instant: int) -> str:
        """``DD.MM.YYYY HH:MM:SS``."""
        hour, second = divmod(instant, HOUR)
        known = self._hours.get(hour) or self._hour(hour)
        return known[0] + self._minutes[second]

    def stamp(self, instant: int) -> str:
        """``YYYY-MM-DD HH:MM:SS``."""
        hour, second = divmod(instant, HOUR)
        known = self._hours.get(hour) or self._hour(hour)
        return known[1] + self._minutes[second]

    def changes(self, first: date, last: date) -> list[tuple[date, str]]:
        """The Sundays on which the clock changes: (day, "back" or "forward")."""
        found: list[tuple[date, str]] = []
        day = first + timedelta(days=(6 - first.weekday()) % 7)
        while day <= last:
            length = self.instant(day + timedelta(days=1), time()) - self.instant(day, time())
            if length != DAY:
                found.append((day, "back" if length > DAY else "forward"))
            day += timedelta(days=7)
        return found
