"""The scalars of the schema: exact decimals, days, moments with a zone."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode
from graphql.language import FloatValueNode
from strawberry.types.scalar import ScalarDefinition

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_DECIMAL = 100


def decimal_text(value: object) -> str:
    """``value`` in plain notation, digit for digit, never with an exponent."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise GraphQLError(f"Decimal cannot represent the value {value!r}.")
    return format(value, "f")


def _parse_decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise GraphQLError(
            'A Decimal is sent as text, for example "12.50": a JSON number has already lost digits.'
        )
    text = str(value)
    if len(text) > _LONGEST_DECIMAL or not _DECIMAL.fullmatch(text):
        raise GraphQLError(f'"{text[:40]}" is not a decimal number such as "12.50".')
    try:
        return Decimal(text)
    except InvalidOperation:
        raise GraphQLError(f'"{text[:40]}" is not a decimal number such as "12.50".') from None


def _parse_decimal_literal(node: ValueNode, _variables: Any = None) -> Decimal:
    if isinstance(node, (StringValueNode, IntValueNode, FloatValueNode)):
        return _parse_decimal(node.value)
    raise GraphQLError('A Decimal is written as 12.50 or as "12.50".')


def day_text(value: object) -> str:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise GraphQLError(f"Date cannot represent the value {value!r}.")
    return value.isoformat()


def _parse_day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise GraphQLError('A Date is written as "2026-01-31".')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise GraphQLError(f'"{value}" is not a day of the calendar.') from None


def moment_text(value: object) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise GraphQLError(f"DateTime cannot represent {value!r}: it needs a zone.")
    return value.isoformat()


def _parse_moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise GraphQLError('A DateTime is written as "2026-01-31T06:00:00+01:00".')
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise GraphQLError(
            f'"{value[:40]}" is not a DateTime such as "2026-01-31T06:00:00+01:00".'
        ) from None
    if moment.tzinfo is None:
        raise GraphQLError(
            f'"{value[:40]}" names no zone: write "Z" or an offset such as "+01:00" behind it.'
        )
    return moment


def _scalar(
    name: str,
    origin: type,
    description: str,
    serialize: Callable[[object], str],
    parse_value: Callable[[object], object],
    parse_literal: Callable[[ValueNode, Any], object] | None = None,
) -> ScalarDefinition:
    return ScalarDefinition(
        name=name,
        description=description,
        specified_by_url=None,
        serialize=serialize,
        parse_value=parse_value,
        parse_literal=parse_literal,
        origin=origin,
    )


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: _scalar(
        "Decimal",
        Decimal,
        'An exact decimal number as text, for example "12.50". As input, text or a literal number.',
        decimal_text,
        _parse_decimal,
        _parse_decimal_literal,
    ),
    date: _scalar(
        "Date",
        date,
        'A day of the calendar, ISO 8601, for example "2026-01-31".',
        day_text,
        _parse_day,
    ),
    datetime: _scalar(
        "DateTime",
        datetime,
        'A moment with its zone, ISO 8601, for example "2026-01-31T06:00:00+01:00".',
        moment_text,
        _parse_moment,
    ),
}
