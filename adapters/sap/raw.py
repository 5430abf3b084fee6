"""A lot or notification as JSON, so that a rejection can be shown, kept and tried again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast


def storable(content: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals become text, which conversions read as well; all else is JSON already."""
    return cast(dict[str, Any], _plain(content))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(v) for name, v in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list):
        return [_plain(v) for v in cast(list[Any], value)]
    return format(value, "f") if isinstance(value, Decimal) else value
