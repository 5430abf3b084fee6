"""The filter that inspections and notifications share."""

from datetime import date, datetime

import strawberry

from gateway.schema.context import given
from gateway.warehouse.queries import QualityFilter


@strawberry.input(
    description=(
        "Which inspections or notifications. Conditions are joined by and, the values of one list "
        "by or. Ranges are half open: from is inside, until is not."
    )
)
class QualityWhere:
    day_from: date | None = strawberry.field(default=None, description="Created from this day on.")
    day_until: date | None = strawberry.field(default=None, description="Created before this day.")
    updated_from: datetime | None = strawberry.field(
        default=None, description="Changed at or after this moment: for incremental refreshes."
    )
    updated_until: datetime | None = strawberry.field(
        default=None, description="Changed before this moment."
    )
    sources: list[str] | None = strawberry.field(default=None, description="Names of sources.")
    keys: list[str] | None = strawberry.field(default=None, description="Keys in the source.")
    operations: list[str] | None = strawberry.field(
        default=None, description="Codes of operations (inspections only)."
    )
    materials: list[str] | None = strawberry.field(default=None, description="Codes of materials.")
    lots: list[str] | None = strawberry.field(default=None, description="Numbers of lots.")
    orders: list[str] | None = strawberry.field(default=None, description="Numbers of orders.")


def quality_filter(where: QualityWhere | None) -> QualityFilter:
    if where is None:
        return QualityFilter()
    return QualityFilter(
        day_from=where.day_from,
        day_until=where.day_until,
        updated_from=where.updated_from,
        updated_until=where.updated_until,
        sources=given("sources", where.sources),
        keys=given("keys", where.keys),
        operations=given("operations", where.operations),
        materials=given("materials", where.materials),
        lots=given("lots", where.lots),
        orders=given("orders", where.orders),
    )
