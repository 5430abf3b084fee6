"""What the mappings of the benches have in common where each field has its record's own name."""

from dataclasses import fields
from typing import Any

from adapters.conformance import SHIFTS, ZONE
from adapters.contract import RECORD_TYPES, Stream
from adapters.mapping.model import field_types

STREAM_OF = {kind: stream for stream, kind in RECORD_TYPES.items()}
UNITS = ("pcs", "h", "万元")


def plant() -> dict[str, Any]:
    """Zone and shifts of the suite's plant, as a mapping file has them."""
    shifts = {
        name: {"start": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}
        for name, (begin, end) in SHIFTS.items()
    }
    return {"zone": ZONE, "shifts": shifts}


def part(stream: Stream, **words: Any) -> dict[str, Any]:
    """A part whose columns are the fields; ``words`` are the transport's."""
    made: dict[str, Any] = {
        "name": "all",
        "key": "key",
        "fields": {name: name for name in field_types(stream)},
        **words,
    }
    if any(f.name == "unit" for f in fields(RECORD_TYPES[stream])):
        made["unit"] = {"column": "unit", "names": {name: name for name in UNITS}}
    return made
