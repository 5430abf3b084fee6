"""A MES whose tables are the canonical records: a table for each stream, and its mapping.

Rows are written as a MES writes them: times on the plant's wall clock without a zone, no day (it
is the shift's), nothing of what the mapping cannot map.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

from adapters.conformance import SHIFTS, ZONE
from adapters.contract import RECORD_TYPES, Reason, Record, Stream

STREAM_OF = {kind: stream for stream, kind in RECORD_TYPES.items()}
_NOT_MAPPED = {"source", "key", "revision", "unit", "day", "reverses"}
_UNITS = {Stream.INDICATOR_VALUE: "h"}
_UNIT = "pcs"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: type
    needed: bool


def columns(stream: Stream) -> list[Column]:
    """Of the table of a stream, besides ``row_no``, ``key``, ``version`` and ``changed``."""
    hints = get_type_hints(RECORD_TYPES[stream])
    found: list[Column] = []
    for field in fields(RECORD_TYPES[stream]):
        hint = hints[field.name]
        kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        kind = next(k for k in kinds if k is not type(None))
        if field.name not in _NOT_MAPPED and isinstance(kind, type):
            found.append(Column(field.name, kind, type(None) not in kinds))
    return found


def table(stream: Stream) -> str:
    """Its name; the stream's own may be a word of SQL."""
    return f"{stream}_row"


def mapping(
    streams: Iterable[Stream], cursor: Mapping[str, Any], *, schema: str = ""
) -> dict[str, Any]:
    """The mapping file of these tables; the revision is their ``version``."""
    shifts = {
        name: {"start": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}
        for name, (begin, end) in SHIFTS.items()
    }
    return {
        "zone": ZONE,
        "shifts": shifts,
        "streams": {str(stream): [_part(stream, cursor, schema)] for stream in streams},
    }


def _part(stream: Stream, cursor: Mapping[str, Any], schema: str) -> dict[str, Any]:
    part: dict[str, Any] = {
        "name": "rows",
        "from": f"{schema}.{table(stream)}" if schema else table(stream),
        "cursor": dict(cursor),
        "key": "key",
        "revision": "version",
        "fields": {column.name: column.name for column in columns(stream)},
    }
    if any(field.name == "unit" for field in fields(RECORD_TYPES[stream])):
        part["unit"] = {"into": unit_of(stream)}
    return part


def unit_of(stream: Stream) -> str:
    return _UNITS.get(stream, _UNIT)


def cells(record: Record) -> dict[str, Any]:
    """The record as a row."""
    stream = STREAM_OF[type(record)]
    return {c.name: _cell(getattr(record, c.name)) for c in columns(stream)}


def expected(record: Record) -> Record:
    """What of it the tables hold: one unit, and no lists within a row."""
    changes: dict[str, Any] = {
        field.name: () for field in fields(record) if isinstance(getattr(record, field.name), tuple)
    }
    if hasattr(record, "unit"):
        changes["unit"] = unit_of(STREAM_OF[type(record)])
    return replace(record, **changes)


def spoilt(record: Record, not_a_number: Any) -> tuple[dict[str, Any], Reason]:
    """A row that breaks a rule: a quantity that is none or, without one, no text where it is
    needed.
    """
    stream = STREAM_OF[type(record)]
    row = cells(record)
    of_kind = {c.kind: c.name for c in reversed(columns(stream)) if c.needed}
    if Decimal in of_kind:
        row[of_kind[Decimal]] = not_a_number
        return row, Reason.NOT_A_NUMBER
    row[of_kind[str]] = None
    return row, Reason.MISSING_VALUE


def _cell(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    return value
