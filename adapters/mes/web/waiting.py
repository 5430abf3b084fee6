"""How long to wait: the limit of a page, and what a system asks for that is asked too often."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class Deadline:
    """The moment by which a page must be there."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then; not below zero."""
        return max(0.0, self._until - time.monotonic())


class Pace:
    """Keeps calls apart, so that a limit of the system is not even reached."""

    def __init__(
        self, per_minute: float | None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._apart = 60.0 / per_minute if per_minute else 0.0
        self._sleep = sleep
        self._next = 0.0

    def wait(self) -> None:
        now = time.monotonic()
        if self._next > now:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._apart


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the system asks to wait (RFC 9110, 10.2.3); ``None`` where it does not say.

    A date counts from the system's own clock, where it sends the time.
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    until = http_date(text)
    if until is None:
        return None
    return max(0.0, (until - server_time(headers)).total_seconds())


def server_time(headers: Mapping[str, str]) -> datetime:
    """The time by the system's clock, or by ours where it does not tell."""
    return http_date(headers.get("date", "")) or datetime.now(UTC)


def http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def at_clock(seconds: float) -> str:
    """The time of day in so many seconds, as a sentence says it."""
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%H:%M:%S} UTC"
