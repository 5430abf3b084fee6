"""The plant that a mapping describes: its clock and its shifts, whatever the transport."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import ConfigurationError
from adapters.mapping.model import Encodings, ShiftSpec, SourceMapping
from adapters.mapping.shifts import Shift, ShiftCalendar
from adapters.mapping.times import PlantClock


@dataclass(frozen=True, slots=True)
class Plant:
    """What all parts share: the source's name, the plant's clock, shifts and encodings."""

    source: str
    clock: PlantClock
    calendar: ShiftCalendar
    encodings: Encodings


def plant_clock(mapping: SourceMapping[Any, Any], zone: str | None) -> PlantClock:
    """The clock of the mapping's zone, or of the one that the settings prefer.

    Raises ``ConfigurationError`` where neither names one.
    """
    name = zone or mapping.zone
    if name is None:
        raise ConfigurationError("The zone is missing: set `zone`, such as Europe/Berlin.")
    return PlantClock(ZoneInfo(name), mapping.ambiguous_hour)


def shifts_of_file(spec: Mapping[str, ShiftSpec] | None) -> dict[str, Shift]:
    """The shift plan that stands in the mapping itself."""
    return {code: Shift(s.name or code, s.start, s.end) for code, s in (spec or {}).items()}
