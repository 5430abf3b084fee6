"""The plant that a mapping describes: its clock and its shifts, whatever the transport."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

from adapters.contract import ConfigurationError
from adapters.mes.mapping.model import Encodings, ShiftSpec, SourceMapping
from adapters.mes.mapping.shifts import Shift, ShiftCalendar
from adapters.mes.mapping.times import PlantClock


@dataclass(frozen=True, slots=True)
class Plant:
    """What all parts share: the source's name, the plant's clock, shifts and encodings."""

    source: str
    clock: PlantClock
    calendar: ShiftCalendar
    encodings: Encodings


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone {name!r}; try Europe/Berlin") from None
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""A setting that names a time zone, such as ``Europe/Berlin``."""


def plant_clock(mapping: SourceMapping[Any, Any], zone: str | None) -> PlantClock:
    """The clock of the mapping's zone, or of the one that the settings prefer.

    Raises ``ConfigurationError`` where neither names one.
    """
    name = zone or mapping.zone
    if name is None:
        raise ConfigurationError("The zone is missing: set `zone`, such as Europe/Berlin.")
    try:
        return PlantClock(ZoneInfo(name), mapping.ambiguous_hour)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(f"There is no time zone {name!r}; try Europe/Berlin.") from error


def shifts_of_file(spec: Mapping[str, ShiftSpec] | None) -> dict[str, Shift]:
    """The shift plan that stands in the mapping itself."""
    return {code: Shift(s.name or code, s.start, s.end) for code, s in (spec or {}).items()}
