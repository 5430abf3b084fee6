"""Rows as JSON, so that a rejection can be shown, kept and tried again."""

import base64
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from adapters.mapping.values import Structure

_BYTES = "base64"
_DECIMAL = "decimal"


def to_json(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """A row by the names of its columns, in JSON types. Nothing of it is lost."""
    return {name: _json(value) for name, value in zip(names, row, strict=True)}


def from_json(names: Sequence[str], row: Mapping[str, Any]) -> list[Any]:
    """The row again; a column that today's mapping has added is ``None``."""
    return [_restored(row.get(name)) for name in names]


def _json(value: Any) -> Any:
    if isinstance(value, memoryview):
        value = bytes(cast(bytes, value))
    if value is None or isinstance(value, str | bool | int):
        return _storable(value) if isinstance(value, str) else value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes | bytearray):
        return {_BYTES: base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, Decimal):
        # Not bare text: that would be read again by the decimal sign of the field's text.
        return {_DECIMAL: format(value, "f") if value.is_finite() else str(value)}
    if isinstance(value, Structure):
        return json.loads(value.text)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | timedelta):
        return str(value)
    return repr(value)


def _storable(text: str) -> Any:
    """PostgreSQL's JSON holds neither a zero character nor half a surrogate pair."""
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        return {_BYTES: base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")}
    return text


def _restored(value: Any) -> Any:
    if not isinstance(value, Mapping | list):
        return value
    if isinstance(value, Mapping):
        tagged = cast(Mapping[str, Any], value)
        if list(tagged) == [_BYTES]:
            return base64.b64decode(str(tagged[_BYTES]))
        if list(tagged) == [_DECIMAL]:
            return Decimal(str(tagged[_DECIMAL]))
    return Structure(json.dumps(value, ensure_ascii=False))
