"""The wall clock of a plant: local times without a zone become instants.

Every instant that comes out carries the plant's offset at that moment, so both its wall-clock
reading and its place on the time line can be seen.

* An hour that the spring change skips does not exist: ``Flaw``.
* An hour that the autumn change repeats is read as ``ambiguous`` says (``earlier`` or
  ``later``), except that an end is never before its start: it is the first reading that is not.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import Reason
from adapters.mapping.flaw import Flaw, shown

InstantReader = Callable[[Any, datetime | None], datetime | None]

# A day of fixed width, then a time of day that ISO 8601 writes alike.
_SPLIT = re.compile(r"(?P<day>(?:[^%]|%[Ymd])*)(?P<time>%H:%M(?::%S)?)")
_REMEMBERED_DAYS = 10_000
ISO = "iso"
"""The form of ISO 8601, where leaving the form out would say something else."""
_EPOCH = {"epoch_seconds": 1, "epoch_milliseconds": 1000}


class Ambiguous(StrEnum):
    """Which reading of a repeated hour is meant."""

    EARLIER = "earlier"
    LATER = "later"


class PlantClock:
    """Turns wall-clock readings of one zone into instants."""

    def __init__(self, zone: ZoneInfo, ambiguous: Ambiguous = Ambiguous.EARLIER) -> None:
        self._zone = zone
        self._later_first = ambiguous is Ambiguous.LATER
        self._steady: dict[date, timezone | None] = {}

    def at(self, label: str, reading: datetime, not_before: datetime | None = None) -> datetime:
        """The instant of a wall-clock reading."""
        steady = self.steady_offset(reading.date())
        if steady is not None:
            return reading.replace(tzinfo=steady)
        candidates = self._candidates(reading)
        if not candidates:
            raise Flaw(
                Reason.INVALID_TIME,
                f"{label} holds {reading:%Y-%m-%d %H:%M:%S}, an hour that the clock change skips"
                f" in {self._zone.key}. Correct it in the source.",
            )
        if not_before is not None:
            return next((c for c in candidates if c >= not_before), candidates[-1])
        return candidates[-1 if self._later_first else 0]

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def elsewhere(self, zone: ZoneInfo) -> "PlantClock":
        """The clock of another zone, which reads repeated hours alike."""
        ambiguous = Ambiguous.LATER if self._later_first else Ambiguous.EARLIER
        return PlantClock(zone, ambiguous)

    def of(self, instant: datetime) -> datetime:
        """An instant that has a zone already, on this plant's wall clock."""
        local = instant.astimezone(self._zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))

    def steady_offset(self, day: date) -> timezone | None:
        """The offset of a day, or ``None`` for a day on which the clock changes."""
        if day not in self._steady:
            start = datetime.combine(day, time(), self._zone).utcoffset()
            end = datetime.combine(day, time(23, 59, 59), self._zone).utcoffset()
            self._steady[day] = timezone(start) if start == end and start is not None else None
        return self._steady[day]

    def _candidates(self, reading: datetime) -> list[datetime]:
        """The instants at which a wall clock shows ``reading``, in order: none, one or two."""
        found: list[datetime] = []
        for fold in (0, 1):
            local = reading.replace(tzinfo=self._zone, fold=fold)
            offset = timezone(local.utcoffset() or timedelta())
            shows = local.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None)
            instant = reading.replace(tzinfo=offset, fold=0)
            if shows == reading and instant not in found:
                found.append(instant)
        return sorted(found)


def instant_reader(
    label: str,
    clock: PlantClock,
    form: str | None,
    blank: Sequence[str] = (),
    written_by: PlantClock | None = None,
) -> InstantReader:
    """Reads instants from text in ``form``, from the database's own times or from an epoch.

    ``form`` is made of strptime's directives, or ``epoch_seconds`` or ``epoch_milliseconds``;
    without it text must be ISO 8601. ``written_by`` is the clock of times without a zone, where
    that is not the plant's.
    """
    meaningless = {"", *blank}
    parse = _parser(form)
    wall = written_by or clock
    days = _SteadyDays(clock, form if wall is clock else None)
    day_width, width, around_day = days.width, days.width_with_time, days.around

    def read(value: Any, not_before: datetime | None = None) -> datetime | None:
        if value.__class__ is str and len(value) == width:
            around = around_day(value[:day_width])
            if around is not None:
                try:
                    return datetime.fromisoformat(f"{around[0]}{value[day_width:]}{around[1]}")
                except ValueError:
                    pass  # said below, with the label
        if value is None or (isinstance(value, str) and value.strip() in meaningless):
            return None
        try:
            reading = parse(value)
            if reading.tzinfo is not None:
                return clock.of(reading)
            instant = wall.at(label, reading, not_before)
            return instant if wall is clock else clock.of(instant)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise _no_time(label, value, form) from error

    return read


def date_reader(
    label: str,
    clock: PlantClock,
    form: str | None,
    blank: Sequence[str] = (),
    written_by: PlantClock | None = None,
) -> Callable[[Any], date | None]:
    """Reads days; an instant counts for its day on the plant's wall clock."""
    meaningless = {"", *blank}
    parse = _parser(form)
    wall = written_by or clock

    def read(value: Any) -> date | None:
        if value is None or (isinstance(value, str) and value.strip() in meaningless):
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            reading = parse(value)
            if reading.tzinfo is None and wall is not clock:
                reading = wall.at(label, reading)
            return (clock.of(reading) if reading.tzinfo else reading).date()
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise _no_time(label, value, form) from error

    return read


def _no_time(label: str, value: Any, form: str | None) -> Flaw:
    return Flaw(
        Reason.INVALID_TIME,
        f"{label} holds {shown(value)}, which is not a time in the form {form or 'ISO 8601'}."
        " Correct it in the source, or the form in the mapping.",
    )


def _parser(form: str | None) -> Callable[[Any], datetime]:
    def parse(value: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime.combine(value, time())
        if form in _EPOCH:
            return datetime.fromtimestamp(float(value) / _EPOCH[form], UTC)
        text = _as_text(value).strip()
        if form in (None, ISO):
            return datetime.fromisoformat(text)
        if form.endswith("%V"):  # a week alone is no day: its Monday stands for it
            return datetime.strptime(f"{text} 1", f"{form} %u")  # noqa: DTZ007 - a day has no zone
        return datetime.strptime(text, form)  # noqa: DTZ007 - the plant's clock adds the zone

    return parse


def _as_text(value: Any) -> str:
    """Times are written as numbers too: 20260302."""
    if isinstance(value, bytes):
        return value.decode("ascii")
    return value if isinstance(value, str) else str(value)


class _SteadyDays(dict[str, tuple[str, str] | None]):
    """For text of fixed width: what surrounds the time of day in ISO 8601, by the day's text.

    Nothing surrounds it where the careful way must decide: on a day with a clock change, or
    where the day is none.
    """

    def __init__(self, clock: PlantClock, form: str | None) -> None:
        super().__init__()
        self._clock = clock
        split = _SPLIT.fullmatch(form or "")
        self._form = split["day"] if split else ""
        self.width = len(_example(self._form))
        self.width_with_time = self.width + len(_example(split["time"])) if split else -1

    def around(self, text: str) -> tuple[str, str] | None:
        """The day's text and the plant's offset, remembered."""
        if text not in self:
            if len(self) > _REMEMBERED_DAYS:
                self.clear()
            self[text] = self._worked_out(text)
        return self[text]

    def _worked_out(self, text: str) -> tuple[str, str] | None:
        try:
            day = datetime.strptime(text, self._form).date()  # noqa: DTZ007 - the clock adds it
            offset = self._clock.steady_offset(day)
        except (ValueError, OverflowError):
            return None
        return None if offset is None else (f"{day.isoformat()}T", str(offset)[3:] or "+00:00")


def _example(form: str) -> str:
    """Text as wide as what ``form`` reads: four digits for a year, two for all else."""
    return re.sub("%[mdHMS]", "00", form.replace("%Y", "0000"))
