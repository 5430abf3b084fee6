"""The ERP's JSON as typed values: Odoo writes ``false`` for what is empty, and floats."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from adapters.contract import ProtocolError
from gateway.errors import UpstreamError

Row = Mapping[str, Any]
ERP = "erp"


def as_rows(answer: Any) -> list[Row]:
    """A list of objects. Raises ``UpstreamError``."""
    if isinstance(answer, list) and all(isinstance(row, dict) for row in cast("list[Any]", answer)):
        return cast("list[Row]", answer)
    raise _not_understood()


def records_of(answer: Any) -> list[Row]:
    """The records of a ``web_search_read``. Raises ``UpstreamError``."""
    if isinstance(answer, dict):
        return as_rows(cast("Row", answer).get("records"))
    raise _not_understood()


def as_text(value: Any) -> str | None:
    return None if value is None or value is False else str(value)


def required_text(value: Any) -> str:
    return as_text(value) or ""


def as_decimal(value: Any) -> Decimal | None:
    """A number, or text of one, in the fewest plain digits that are exactly it; false is empty.

    A float stands for its shortest digits, which are those of the rounded field: Odoo says 1462.0
    for what people entered as 1462. Raises ``UpstreamError``.
    """
    if value is None or value is False:
        return None
    if value is True or not isinstance(value, (int, float, str)):
        raise _not_understood()
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _not_understood() from None
    if not number.is_finite():
        raise _not_understood()
    return _shortest(number)


def _shortest(number: Decimal) -> Decimal:
    """The same number without idle zeros; ``Decimal.normalize`` would round to 28 digits."""
    if not number:
        return Decimal(0)
    text = format(number, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def required_decimal(value: Any) -> Decimal:
    number = as_decimal(value)
    return Decimal(0) if number is None else number


def as_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def required_day(value: Any) -> date:
    day = as_day(value)
    if day is None:
        raise _not_understood()
    return day


def linked(value: Any) -> Row | None:
    """A many2one that was read with a specification: an object, or ``false``."""
    return cast("Row", value) if isinstance(value, dict) else None


def linked_name(value: Any) -> str | None:
    row = linked(value)
    return None if row is None else as_text(row.get("display_name"))


def linked_id(value: Any) -> str | None:
    row = linked(value)
    return None if row is None else as_text(row.get("id"))


def _not_understood() -> UpstreamError:
    return UpstreamError(
        ERP,
        ProtocolError(
            "The ERP's answer is not understood; "
            "its add-ons may be of another version than the gateway."
        ),
    )
