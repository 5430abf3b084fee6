"""What is sent to SAP, made complete and checked by the WSDL's own schema.

ABAP's structures have no optional fields: what is not given is sent with its initial value.
SAP cuts what is too long without a word, so lengths, patterns and decimals are checked here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from adapters.contract import ConfigurationError
from adapters.sap.errors import ValueRefused
from adapters.sap.schema import Field, Type

_INTEGERS = {"int", "integer", "long", "short", "byte", "unsignedByte", "unsignedInt"}
_DECIMALS = {"decimal"}
_FLOATS = {"double", "float"}
_INITIAL_DATE, _INITIAL_TIME = "0000-00-00", "00:00:00"


def prepared(function: str, values: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """The parameters under their names in XML, ready for zeep.

    Raises ``ConfigurationError`` for a name that the function does not have and ``ValueRefused``
    for a value that does not fit.
    """
    known = {field.name: field for field in fields}
    unknown = [name for name in values if name not in known]
    if unknown:
        raise ConfigurationError(
            f"SAP's {function} has no parameter {', '.join(unknown)} in its WSDL."
        )
    sent: dict[str, Any] = {}
    for field in fields:
        # A table without minOccurs must be sent, empty, or ABAP does not fill it.
        if field.name in values or not field.optional:
            sent[field.wire] = _value(function, values.get(field.name), field.type, field.name)
    return sent


def _value(function: str, value: Any, kind: Type, where: str) -> Any:
    if kind.row is not None:
        rows = cast(Sequence[Any], value or [])
        return {"item": [_value(function, row, kind.row, where) for row in rows]}
    if kind.fields is not None:
        return _structure(function, cast(Mapping[str, Any], value or {}), kind.fields, where)
    return _initial(kind) if value is None else _checked(function, value, kind, where)


def _structure(
    function: str, values: Mapping[str, Any], fields: Sequence[Field], where: str
) -> dict[str, Any]:
    unknown = [f"{where}-{name}" for name in values if name not in {f.name for f in fields}]
    if unknown:
        raise ConfigurationError(
            f"SAP's {function} has no field {', '.join(unknown)} in its WSDL. Name the right one"
            " in `writes`, or leave it out there."
        )
    return {
        field.wire: _value(function, values.get(field.name), field.type, f"{where}-{field.name}")
        for field in fields
    }


def _initial(kind: Type) -> str | int:
    """ABAP's initial value of an elementary type."""
    if kind.base in _INTEGERS | _FLOATS | _DECIMALS:
        return 0
    if kind.base == "time":
        return _INITIAL_TIME
    return "" if _fits("", kind) or not _fits(_INITIAL_DATE, kind) else _INITIAL_DATE


def _checked(function: str, value: Any, kind: Type, where: str) -> Any:
    """The value as zeep takes it. Raises ``ValueRefused``."""
    if kind.base in _INTEGERS | _FLOATS | _DECIMALS:
        return _number(function, value, kind, where)
    text = _text(value)
    if kind.base == "base64Binary":
        return text
    if kind.max_length is not None and len(text) > kind.max_length:
        raise ValueRefused(
            f"{where} of SAP's {function} takes {kind.max_length} characters, and {text[:60]!r}"
            f" has {len(text)}. Shorten it.",
            field=where,
        )
    if text and not _fits(text, kind):
        raise ValueRefused(
            f"{where} of SAP's {function} takes only what looks like {kind.patterns[-1]}, which"
            f" {text[:60]!r} does not.",
            field=where,
        )
    return text


def _number(function: str, value: Any, kind: Type, where: str) -> Any:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueRefused(
            f"{where} of SAP's {function} is a number, and {str(value)[:60]!r} is none.",
            field=where,
        ) from None
    if kind.base in _FLOATS and number.is_finite():
        return float(number)
    digits, places = _digits(number)
    most_places = 0 if kind.base in _INTEGERS else kind.fraction_digits
    if not number.is_finite() or (most_places is not None and places > most_places):
        raise ValueRefused(
            f"{where} of SAP's {function} takes {most_places or 0} decimal places, and"
            f" {number} has {places}. Round it.",
            field=where,
        )
    whole = None if kind.total_digits is None else kind.total_digits - (most_places or 0)
    if whole is not None and digits > whole:
        raise ValueRefused(
            f"{where} of SAP's {function} takes {whole} digits before the point, and {number:f}"
            f" has {digits}.",
            field=where,
        )
    return int(number) if kind.base in _INTEGERS else number


def _digits(number: Decimal) -> tuple[int, int]:
    """How many digits it has before the point and behind it, without idle zeros."""
    if not number.is_finite():
        return 0, 0
    whole, _, places = f"{abs(number):f}".partition(".")
    return len(whole.lstrip("0")), len(places.rstrip("0"))


def _text(value: Any) -> str:
    match value:
        case bool():
            return "X" if value else ""
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"{value:%Y-%m-%d}"
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _fits(text: str, kind: Type) -> bool:
    return all(_matches(pattern, text) for pattern in kind.patterns)


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text, re.ASCII) is not None
    except re.error:
        # XSD's own constructs, which ABAP does not write.
        return True
