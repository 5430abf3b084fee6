"""Material lots as a flat list."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from adapters.contract import Stream
from gateway.schema.age import last_readings
from gateway.schema.context import Context, Info, given
from gateway.schema.fact import Fact, FactWhere, Readings, fact_conditions, fact_values
from gateway.warehouse.queries import LotFilter, LotRow, list_lots


@strawberry.enum(description="What may be done with a lot.")
class LotState(Enum):
    RELEASED = strawberry.enum_value("released", description="It may be used.")
    RESTRICTED = strawberry.enum_value("restricted", description="It may be used for some things.")
    BLOCKED = strawberry.enum_value("blocked", description="It may not be used.")


@strawberry.type(description="A material lot, which SAP calls a batch, as its source has it.")
class Lot(Fact):
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    number: str = strawberry.field(description="The number that people use.")
    material: str = strawberry.field(description="The material's code.")
    state: LotState | None = strawberry.field(
        description="What may be done with it; null where the source does not say."
    )
    quantity: Decimal | None = strawberry.field(description="How much there is, where it is known.")
    unit: str = strawberry.field(description="The quantity's unit.")
    order: str | None = strawberry.field(description="The number of the order that made it.")
    supplier: str | None = strawberry.field(description="The code of the supplier it is from.")
    produced: date | None = strawberry.field(description="The day on which it was made.")
    expires: date | None = strawberry.field(description="The last day on which it may be used.")


@strawberry.input(
    description=(
        "Which lots. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class LotWhere(FactWhere):
    expires_from: date | None = strawberry.field(
        default=None, description="Its last day is this one or later."
    )
    expires_until: date | None = strawberry.field(
        default=None, description="Its last day is before this one."
    )
    numbers: list[str] | None = strawberry.field(default=None, description="Numbers of lots.")
    states: list[LotState] | None = strawberry.field(default=None, description="States.")
    materials: list[str] | None = strawberry.field(default=None, description="Codes of materials.")
    orders: list[str] | None = strawberry.field(default=None, description="Numbers of orders.")
    suppliers: list[str] | None = strawberry.field(default=None, description="Codes of suppliers.")


async def read_lots(info: Info, where: LotWhere | None, limit: int, offset: int) -> list[Lot]:
    context = info.context
    context.require_facts()
    page = context.page(limit, offset)
    condition = _filter(where or LotWhere())
    async with context.read() as connection:
        rows = await list_lots(connection, condition, limit=page + 1, offset=offset)
        readings = await last_readings(connection)
    return [_shown(row, readings, context) for row in context.cut(rows, page, info)]


def _filter(where: LotWhere) -> LotFilter:
    return LotFilter(
        **fact_conditions(where),
        expires_from=where.expires_from,
        expires_until=where.expires_until,
        numbers=given("numbers", where.numbers),
        states=tuple(state.value for state in given("states", where.states)),
        materials=given("materials", where.materials),
        orders=given("orders", where.orders),
        suppliers=given("suppliers", where.suppliers),
    )


def _shown(row: LotRow, readings: Readings, context: Context) -> Lot:
    return Lot(
        **fact_values(row, Stream.LOT, readings, context),
        revision=strawberry.ID(str(row.revision)),
        number=row.number,
        material=row.material,
        state=None if row.state is None else LotState(row.state),
        quantity=row.quantity,
        unit=row.unit,
        order=row.order,
        supplier=row.supplier,
        produced=row.produced,
        expires=row.expires,
    )
