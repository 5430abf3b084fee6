"""Measurements summed up by the dimensions that the client names."""

from datetime import date
from decimal import Decimal
from enum import Enum
from operator import attrgetter

import strawberry

from gateway.errors import InvalidArgument
from gateway.schema.context import Info
from gateway.schema.measurements import (
    Direction,
    MeasurementWhere,
    measurement_filter,
    sees_nothing,
)
from gateway.warehouse.queries import AggregateRow, Dimension, aggregate_measurements


@strawberry.enum(
    description="What measurements can be grouped by. The unit is always a dimension as well."
)
class MeasurementDimension(Enum):
    MONTH = strawberry.enum_value("month", description="The month of the day.")
    WEEK = strawberry.enum_value("week", description="The ISO week of the day.")
    DAY = strawberry.enum_value("day", description="The day on which the shift began.")
    SOURCE = strawberry.enum_value("source", description="The source the figures are from.")
    OPERATION = strawberry.enum_value("operation", description="The operation's code.")
    WORK_CENTER = strawberry.enum_value("work_center", description="The work centre's code.")
    SHIFT = strawberry.enum_value("shift", description="The shift's code.")
    PERSON = strawberry.enum_value(
        "person",
        description="The person's code in its source; all whom the caller may not see are one.",
    )
    MATERIAL = strawberry.enum_value("material", description="The material's code.")
    LOT = strawberry.enum_value("lot", description="The lot's number.")


@strawberry.enum(description="What groups of measurements can be ordered by.")
class AggregateOrderField(Enum):
    MONTH = strawberry.enum_value("month", description="The month, where grouped by it.")
    WEEK = strawberry.enum_value("week", description="The week, where grouped by it.")
    DAY = strawberry.enum_value("day", description="The day, where grouped by it.")
    SOURCE = strawberry.enum_value("source", description="The source, where grouped by it.")
    OPERATION = strawberry.enum_value("operation", description="The operation's code.")
    WORK_CENTER = strawberry.enum_value("work_center", description="The work centre's code.")
    SHIFT = strawberry.enum_value("shift", description="The shift's code.")
    MATERIAL = strawberry.enum_value("material", description="The material's code.")
    LOT = strawberry.enum_value("lot", description="The lot's number.")
    ROWS = strawberry.enum_value("rows", description="How many measurements are summed up.")
    PRODUCED = strawberry.enum_value("produced", description="The produced quantity.")
    GOOD = strawberry.enum_value("good", description="The good quantity.")
    SCRAPPED = strawberry.enum_value("scrapped", description="The scrapped quantity.")
    REWORKED = strawberry.enum_value("reworked", description="The reworked quantity.")
    DEFECT_RATE = strawberry.enum_value("defect_rate", description="The defect rate.")


@strawberry.input(description="One step of an order of groups; later steps break ties.")
class AggregateOrderBy:
    field: AggregateOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="In which direction."
    )


@strawberry.type(
    description="Sums over a group of measurements. Dimensions not grouped by are null."
)
class MeasurementAggregate:
    month: date | None = strawberry.field(description="The first day of the month.")
    week: str | None = strawberry.field(description='The ISO week, for example "2026-W05".')
    week_start: date | None = strawberry.field(description="The Monday of the ISO week.")
    day: date | None = strawberry.field(description="The day on which the shift began.")
    source: str | None = strawberry.field(description="The name of the source.")
    operation: str | None = strawberry.field(description="The operation's code.")
    work_center: str | None = strawberry.field(description="The work centre's code.")
    shift: str | None = strawberry.field(description="The shift's code.")
    person: str | None = strawberry.field(
        description="The person's code in the source; null for all whom the caller may not see."
    )
    material: str | None = strawberry.field(description="The material's code.")
    lot: str | None = strawberry.field(description="The lot's number.")
    unit: str = strawberry.field(
        description="The unit; quantities of different units are never added."
    )
    rows: int = strawberry.field(description="How many measurements are summed up.")
    counts: int = strawberry.field(description="How many counts are behind them.")
    produced: Decimal = strawberry.field(description="Produced: good, scrapped and reworked.")
    good: Decimal = strawberry.field(description="The good quantity.")
    scrapped: Decimal = strawberry.field(description="The scrapped quantity.")
    reworked: Decimal = strawberry.field(description="The quantity that was worked on again.")
    defect_rate: Decimal | None = strawberry.field(
        description="(scrapped + reworked) / produced; null where nothing was produced."
    )


def week_text(monday: date | None) -> str | None:
    """The ISO week that begins on the day, such as ``2026-W05``."""
    if monday is None:
        return None
    year, week, _ = monday.isocalendar()
    return f"{year:04d}-W{week:02d}"


async def read_measurement_aggregates(
    info: Info,
    group_by: list[MeasurementDimension],
    where: MeasurementWhere | None,
    order_by: list[AggregateOrderBy] | None,
    limit: int,
    offset: int,
) -> list[MeasurementAggregate]:
    context = info.context
    page = context.page(limit, offset)
    dimensions = [Dimension(name.value) for name in dict.fromkeys(group_by)]
    condition = measurement_filter(context, where)
    if sees_nothing(context, condition):
        return []
    async with context.read() as connection:
        rows = await aggregate_measurements(
            connection,
            condition,
            dimensions,
            people=context.people,
            # An order of ours needs all groups before it can leave any out.
            limit=context.limits.rows + 1 if order_by else page + 1,
            offset=0 if order_by else offset,
        )
    if order_by:
        if len(rows) > context.limits.rows:
            raise InvalidArgument(
                f"More than {context.limits.rows} groups cannot be put in order. Narrow where."
            )
        rows = _ordered(rows, order_by)[offset:]
    return [_shown(row) for row in context.cut(rows, page, info)]


def _ordered(rows: list[AggregateRow], order_by: list[AggregateOrderBy]) -> list[AggregateRow]:
    for step in reversed(order_by):
        value = attrgetter(str(step.field.value))
        present = [row for row in rows if value(row) is not None]
        missing = [row for row in rows if value(row) is None]
        present.sort(key=value, reverse=step.direction is Direction.DESC)
        rows = present + missing
    return rows


def _shown(row: AggregateRow) -> MeasurementAggregate:
    return MeasurementAggregate(
        month=row.month,
        week=week_text(row.week),
        week_start=row.week,
        day=row.day,
        source=row.source,
        operation=row.operation,
        work_center=row.work_center,
        shift=row.shift,
        person=row.person,
        material=row.material,
        lot=row.lot,
        unit=row.unit,
        rows=row.rows,
        counts=row.counts,
        produced=row.produced,
        good=row.good,
        scrapped=row.scrapped,
        reworked=row.reworked,
        defect_rate=row.defect_rate,
    )
