"""Where a need comes from, whom it waits for, and what the parties have said about it."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from gateway.schema.erp import Row, as_decimal, required_text


@strawberry.enum(description="Where a need comes from.")
class NeedKind(Enum):
    RULE = strawberry.enum_value("rule", description="A trigger rule found it in the figures.")
    CHECK = strawberry.enum_value("check", description="A supervision check failed.")
    DIFFICULTY = strawberry.enum_value("difficulty", description="Operations find it hard to do.")
    STANDARD = strawberry.enum_value("standard", description="A standard has changed.")
    PROCESS = strawberry.enum_value("process", description="A process is new or has changed.")
    PERSON = strawberry.enum_value("person", description="Somebody submitted it.")


@strawberry.enum(description="What a person may submit.")
class SubmittedKind(Enum):
    PERSON = strawberry.enum_value("person", description="A problem at the work.")
    PROCESS = strawberry.enum_value("process", description="A new or changed process.")


@strawberry.enum(description="How a key point is limited.")
class KeyPointKind(Enum):
    RANGE = strawberry.enum_value("range", description="From lower to upper.")
    MINIMUM = strawberry.enum_value("minimum", description="At least lower.")
    MAXIMUM = strawberry.enum_value("maximum", description="At most upper.")
    ATTRIBUTE = strawberry.enum_value("attribute", description="Seen or not; without a quantity.")


@strawberry.type(description="One parameter that decides, as quality's review laid it down.")
class KeyPoint:
    parameter: str = strawberry.field(description='For example "Welding current".')
    kind: KeyPointKind = strawberry.field(description="How it is limited.")
    unit: str | None = strawberry.field(description="The unit of the three quantities.")
    nominal: Decimal | None = strawberry.field(description="The value wanted; of a range.")
    lower: Decimal | None = strawberry.field(description="The least allowed, where there is one.")
    upper: Decimal | None = strawberry.field(description="The most allowed, where there is one.")
    method: str = strawberry.field(description="How it is checked.")


@strawberry.input(description="A key point to be written while the need waits for its review.")
class KeyPointInput:
    parameter: str = strawberry.field(description='For example "Welding current".')
    method: str = strawberry.field(description="How it is checked.")
    kind: KeyPointKind = strawberry.field(
        default=KeyPointKind.RANGE, description="How it is limited."
    )
    unit: str | None = strawberry.field(default=None, description="The unit of the quantities.")
    nominal: Decimal | None = strawberry.field(default=None, description="The value wanted.")
    lower: Decimal | None = strawberry.field(default=None, description="The least allowed.")
    upper: Decimal | None = strawberry.field(default=None, description="The most allowed.")


KEY_POINTS: dict[str, Any] = {
    "fields": {
        "parameter": {},
        "kind": {},
        "unit": {},
        "nominal": {},
        "lower": {},
        "upper": {},
        "method": {},
    }
}
"""What of key points a ``web_search_read`` asks for."""

_QUANTITIES = {
    KeyPointKind.RANGE: ("nominal", "lower", "upper"),
    KeyPointKind.MINIMUM: ("lower",),
    KeyPointKind.MAXIMUM: ("upper",),
    KeyPointKind.ATTRIBUTE: (),
}


def key_point(row: Row) -> KeyPoint:
    """Odoo's floats are never empty: which of them say something follows from the kind."""
    kind = KeyPointKind(row["kind"])
    said = _QUANTITIES[kind]

    def quantity(name: str) -> Decimal | None:
        return as_decimal(row[name]) if name in said else None

    return KeyPoint(
        parameter=required_text(row["parameter"]),
        kind=kind,
        unit=required_text(row["unit"]) or None,
        nominal=quantity("nominal"),
        lower=quantity("lower"),
        upper=quantity("upper"),
        method=required_text(row["method"]),
    )


def key_point_values(point: KeyPointInput) -> dict[str, Any]:
    """As values of ``hr.quality.need.key.point``; quantities as the floats that Odoo keeps."""
    values: dict[str, Any] = {
        "parameter": point.parameter,
        "kind": point.kind.value,
        "method": point.method,
        "unit": point.unit or False,
    }
    for name in _QUANTITIES[point.kind]:
        value = getattr(point, name)
        if value is not None:
            values[name] = float(value)
    return values


def moment(value: Any) -> datetime | None:
    """Odoo says moments in UTC without a zone; false is empty."""
    if not isinstance(value, str) or not value:
        return None
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
