"""Measurements as a flat list, as a BI tool reads them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, cast

import strawberry

from gateway.schema.age import Reading, last_readings, seconds_old
from gateway.schema.context import Context, Info, given, selected
from gateway.schema.people import (
    FROM_ERP,
    NOBODY,
    Employees,
    PersonCodeInput,
    codes_of,
    employees_behind,
)
from gateway.warehouse.queries import (
    MeasurementFilter,
    MeasurementOrder,
    MeasurementRow,
    list_measurements,
)

STREAM = "production_count"


@strawberry.enum(description="From the smallest or from the largest; what is missing comes last.")
class Direction(Enum):
    ASC = strawberry.enum_value("asc", description="The smallest, or earliest, first.")
    DESC = strawberry.enum_value("desc", description="The largest, or latest, first.")


@strawberry.enum(description="What measurements can be ordered by.")
class MeasurementOrderField(Enum):
    DAY = strawberry.enum_value("day", description="The day on which the shift began.")
    OPERATION = strawberry.enum_value("operation", description="The operation's code.")
    WORK_CENTER = strawberry.enum_value("work_center", description="The work centre's code.")
    SHIFT = strawberry.enum_value("shift", description="The shift's code.")
    PRODUCED = strawberry.enum_value("produced", description="The produced quantity.")
    SCRAPPED = strawberry.enum_value("scrapped", description="The scrapped quantity.")
    REWORKED = strawberry.enum_value("reworked", description="The reworked quantity.")
    DEFECT_RATE = strawberry.enum_value("defect_rate", description="The defect rate.")
    UPDATED_AT = strawberry.enum_value("updated_at", description="When the row last changed.")


@strawberry.input(description="The order of a list of measurements.")
class MeasurementOrderBy:
    field: MeasurementOrderField = strawberry.field(
        default=MeasurementOrderField.DAY, description="What to order by."
    )
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="In which direction."
    )


@strawberry.input(
    description=(
        "Which measurements. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class MeasurementWhere:
    day_from: date | None = strawberry.field(
        default=None, description="From this day on; the day is that on which the shift began."
    )
    day_until: date | None = strawberry.field(default=None, description="Before this day.")
    updated_from: datetime | None = strawberry.field(
        default=None, description="Changed at or after this moment: for incremental refreshes."
    )
    updated_until: datetime | None = strawberry.field(
        default=None, description="Changed before this moment."
    )
    sources: list[str] | None = strawberry.field(default=None, description="Names of sources.")
    operations: list[str] | None = strawberry.field(
        default=None, description="Codes of operations."
    )
    work_centers: list[str] | None = strawberry.field(
        default=None, description="Codes of work centres."
    )
    shifts: list[str] | None = strawberry.field(default=None, description="Codes of shifts.")
    materials: list[str] | None = strawberry.field(
        default=None, description="Codes of materials, with their zeros."
    )
    lots: list[str] | None = strawberry.field(default=None, description="Numbers of lots.")
    units: list[str] | None = strawberry.field(default=None, description="Units of quantity.")
    people: list[PersonCodeInput] | None = strawberry.field(
        default=None,
        description="Codes of people. Only those whom the caller may see bring rows.",
    )


@strawberry.type(
    description=(
        "Quantities of one operation by day, shift, work centre, person, material and lot. "
        "People whom the caller may not see are summed up in rows without a person."
    )
)
class Measurement:
    source: str = strawberry.field(description="The name of the source the figures are from.")
    key: strawberry.ID = strawberry.field(
        description="Names the row among those that the same caller sees of this source."
    )
    day: date = strawberry.field(
        description="The day on which the shift began, in the plant's zone."
    )
    shift: str = strawberry.field(description="The shift's code.")
    operation: str = strawberry.field(description="The operation's code.")
    work_center: str = strawberry.field(description="The work centre's code.")
    person: str | None = strawberry.field(
        description="The person's code in the source; null where NOBODY is named or to be seen."
    )
    employee_id: strawberry.ID | None = strawberry.field(
        description="The employee behind the code, where the ERP knows him."
    )
    employee_name: str | None = strawberry.field(
        description="The employee's name, from the ERP, live."
    )
    material: str | None = strawberry.field(description="The material's code.")
    lot: str | None = strawberry.field(description="The lot's number.")
    unit: str = strawberry.field(description="The unit of all quantities of the row.")
    counts: int = strawberry.field(description="How many counts of the source are summed up.")
    produced: Decimal = strawberry.field(description="Produced: good, scrapped and reworked.")
    good: Decimal = strawberry.field(description="The good quantity.")
    scrapped: Decimal = strawberry.field(description="The scrapped quantity.")
    reworked: Decimal = strawberry.field(description="The quantity that was worked on again.")
    defect_rate: Decimal | None = strawberry.field(
        description="(scrapped + reworked) / produced; null where nothing was produced."
    )
    updated_at: datetime = strawberry.field(description="When the row last changed here.")
    as_of: datetime | None = strawberry.field(description="When its source was last read through.")
    age_seconds: int | None = strawberry.field(
        description="Seconds since its source was last read through."
    )


class DetailedRow(NamedTuple):
    """A measurement with what other tables and the ERP add to it."""

    source: str
    key: str
    day: date
    shift: str
    operation: str
    work_center: str
    person: str | None
    material: str | None
    lot: str | None
    unit: str
    counts: int
    produced: Decimal
    good: Decimal
    scrapped: Decimal
    reworked: Decimal
    defect_rate: Decimal | None
    updated_at: datetime
    employee_id: str | None
    employee_name: str | None
    as_of: datetime | None
    age_seconds: int | None


_FROM_READINGS = {"asOf", "ageSeconds"}


def measurement_filter(context: Context, where: MeasurementWhere | None) -> MeasurementFilter:
    """The filter as the warehouse takes it; those who see no facts get their own rows alone."""
    people = None if where is None else where.people
    codes = codes_of(people)
    if not context.identity.sees_facts:
        own = context.people or frozenset()
        codes = tuple(sorted(own if people is None else own & set(codes)))
    if where is None:
        return MeasurementFilter(people=codes)
    return MeasurementFilter(
        day_from=where.day_from,
        day_until=where.day_until,
        updated_from=where.updated_from,
        updated_until=where.updated_until,
        sources=given("sources", where.sources),
        operations=given("operations", where.operations),
        work_centers=given("workCenters", where.work_centers),
        shifts=given("shifts", where.shifts),
        materials=given("materials", where.materials),
        lots=given("lots", where.lots),
        units=given("units", where.units),
        people=codes,
    )


def sees_nothing(context: Context, where: MeasurementFilter) -> bool:
    """Whether the caller sees his own rows only and no source knows him."""
    return not context.identity.sees_facts and not where.people


async def read_measurements(
    info: Info,
    where: MeasurementWhere | None,
    order_by: MeasurementOrderBy | None,
    limit: int,
    offset: int,
) -> list[Measurement]:
    context = info.context
    order = order_by or MeasurementOrderBy()
    page = context.page(limit, offset)
    wanted = selected(info)
    condition = measurement_filter(context, where)
    if sees_nothing(context, condition):
        return []
    readings: Mapping[tuple[str, str], Reading] = {}
    async with context.read() as connection:
        rows = await list_measurements(
            connection,
            condition,
            people=context.people,
            order=MeasurementOrder(order.field.value),
            descending=order.direction is Direction.DESC,
            limit=page + 1,
            offset=offset,
        )
        if wanted & _FROM_READINGS:
            readings = await last_readings(connection)
    rows = context.cut(rows, page, info)
    if not wanted & (_FROM_READINGS | FROM_ERP):
        return cast("list[Measurement]", rows)
    employees: Employees = {}
    if wanted & FROM_ERP:
        employees = await employees_behind(
            info, [(row.source, row.person) for row in rows if row.person]
        )
    return cast("list[Measurement]", _detailed(context, rows, readings, employees))


def _detailed(
    context: Context,
    rows: list[MeasurementRow],
    readings: Mapping[tuple[str, str], Reading],
    employees: Employees,
) -> list[DetailedRow]:
    as_of = {source: read for (source, stream), read in readings.items() if stream == STREAM}
    ages = {source: seconds_old(read, context.asked_at) for source, read in as_of.items()}
    detailed: list[DetailedRow] = []
    for row in rows:
        employee = employees.get((row.source, row.person), NOBODY) if row.person else NOBODY
        detailed.append(DetailedRow(*row, *employee, as_of.get(row.source), ages.get(row.source)))
    return detailed
