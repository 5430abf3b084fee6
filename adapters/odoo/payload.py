"""Python values as the JSON that Odoo expects, the same for both protocols."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson


def encode(value: Any) -> bytes:
    """JSON text. Decimals become strings (exact), times become UTC in Odoo's own notation.

    Raises ``TypeError`` for what has no JSON form and for a time without a zone.
    """
    return orjson.dumps(value, default=_encode_one, option=orjson.OPT_PASSTHROUGH_DATETIME)


def plain(value: Any) -> Any:
    """``value`` as plain JSON types."""
    return orjson.loads(encode(value))


def _encode_one(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a time for Odoo needs a zone")
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset | tuple):
        return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    raise TypeError(f"{type(value).__name__} has no JSON form")
