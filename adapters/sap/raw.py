"""A lot or notification as JSON, so that a rejection can be shown, kept and tried again."""

import base64
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, cast


def storable(content: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals, times and bytes become text, which conversions read as well."""
    return cast(dict[str, Any], _plain(content))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(v) for name, v in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list):
        return [_plain(v) for v in cast(list[Any], value)]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, date | time) else value
