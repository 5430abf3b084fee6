"""Orders of production as a flat list."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from adapters.contract import Stream
from gateway.schema.age import last_readings
from gateway.schema.context import Context, Info, given
from gateway.schema.fact import Fact, FactWhere, Readings, fact_conditions, fact_values
from gateway.warehouse.queries import OrderFilter, OrderRow, list_orders


@strawberry.enum(description="How far an order is.")
class OrderState(Enum):
    PLANNED = strawberry.enum_value("planned", description="It may not begin yet.")
    RELEASED = strawberry.enum_value("released", description="It may begin.")
    RUNNING = strawberry.enum_value("running", description="It has begun.")
    HELD = strawberry.enum_value("held", description="It was stopped for the time being.")
    COMPLETED = strawberry.enum_value("completed", description="All of it is made.")
    CLOSED = strawberry.enum_value("closed", description="Nothing is booked on it any more.")
    CANCELLED = strawberry.enum_value("cancelled", description="It is not to be made.")


@strawberry.type(description="What is to be made: an order of production, as its source has it.")
class Order(Fact):
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    number: str = strawberry.field(description="The number that people use.")
    state: OrderState = strawberry.field(description="How far it is.")
    material: str | None = strawberry.field(description="The code of what is made.")
    work_center: str | None = strawberry.field(description="The work centre's code.")
    lot: str | None = strawberry.field(description="The number of the lot that is made.")
    planned: Decimal = strawberry.field(description="How much is to be made.")
    produced: Decimal | None = strawberry.field(
        description="How much was made, by the source's own total; null where it keeps none."
    )
    scrapped: Decimal | None = strawberry.field(
        description="How much of it was scrapped, by the source's own total."
    )
    unit: str = strawberry.field(description="The unit of all three quantities.")
    start: date | None = strawberry.field(description="The day on which it is to begin.")
    due: date | None = strawberry.field(description="The day on which it is to be done.")
    started: datetime | None = strawberry.field(description="When it began.")
    ended: datetime | None = strawberry.field(description="When it was done.")


@strawberry.input(
    description=(
        "Which orders. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class OrderWhere(FactWhere):
    due_from: date | None = strawberry.field(default=None, description="Due from this day on.")
    due_until: date | None = strawberry.field(default=None, description="Due before this day.")
    numbers: list[str] | None = strawberry.field(default=None, description="Numbers of orders.")
    states: list[OrderState] | None = strawberry.field(default=None, description="States.")
    materials: list[str] | None = strawberry.field(default=None, description="Codes of materials.")
    work_centers: list[str] | None = strawberry.field(
        default=None, description="Codes of work centres."
    )
    lots: list[str] | None = strawberry.field(default=None, description="Numbers of lots.")


async def read_orders(info: Info, where: OrderWhere | None, limit: int, offset: int) -> list[Order]:
    context = info.context
    context.require_facts()
    page = context.page(limit, offset)
    condition = _filter(where or OrderWhere())
    async with context.read() as connection:
        rows = await list_orders(connection, condition, limit=page + 1, offset=offset)
        readings = await last_readings(connection)
    return [_shown(row, readings, context) for row in context.cut(rows, page, info)]


def _filter(where: OrderWhere) -> OrderFilter:
    return OrderFilter(
        **fact_conditions(where),
        due_from=where.due_from,
        due_until=where.due_until,
        numbers=given("numbers", where.numbers),
        states=tuple(state.value for state in given("states", where.states)),
        materials=given("materials", where.materials),
        work_centers=given("workCenters", where.work_centers),
        lots=given("lots", where.lots),
    )


def _shown(row: OrderRow, readings: Readings, context: Context) -> Order:
    return Order(
        **fact_values(row, Stream.ORDER, readings, context),
        revision=strawberry.ID(str(row.revision)),
        number=row.number,
        state=OrderState(row.state),
        material=row.material,
        work_center=row.work_center,
        lot=row.lot,
        planned=row.planned,
        produced=row.produced,
        scrapped=row.scrapped,
        unit=row.unit,
        start=row.start,
        due=row.due,
        started=row.started,
        ended=row.ended,
    )
