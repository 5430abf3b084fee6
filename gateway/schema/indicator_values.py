"""Figures of people from any system, as a flat list; hidden people are told as their mean."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import strawberry

from adapters.contract import Stream
from gateway.schema.age import last_readings
from gateway.schema.context import Context, Info, given, selected
from gateway.schema.fact import Fact, FactWhere, Readings, fact_conditions, fact_values
from gateway.schema.people import (
    FROM_ERP,
    NOBODY,
    Employees,
    PersonCodeInput,
    codes_of,
    employees_behind,
)
from gateway.warehouse.queries import IndicatorFilter, IndicatorValueRow, list_indicator_values


@strawberry.type(
    description=(
        "One figure of one person in one period, from any system. People whom the caller may not "
        "see are one row without a person for each source, indicator, period and unit: their mean."
    )
)
class IndicatorValue(Fact):
    indicator: str = strawberry.field(description="The indicator's name in the source.")
    person: str | None = strawberry.field(
        description="The person's code in the source; null in a row of hidden people."
    )
    employee_id: strawberry.ID | None = strawberry.field(
        description="The employee behind the code, where the ERP knows him."
    )
    employee_name: str | None = strawberry.field(
        description="The employee's name, from the ERP, live."
    )
    begins: date = strawberry.field(description="The first day of the period.")
    ends: date = strawberry.field(description="The last day of the period.")
    value: Decimal | None = strawberry.field(
        description="The figure, or the mean; null where it would be the mean of fewer than 3."
    )
    unit: str = strawberry.field(description='The unit as the source writes it, such as "h".')
    people: int = strawberry.field(description="How many people the row is about.")


@strawberry.input(
    description=(
        "Which values. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class IndicatorValueWhere(FactWhere):
    begins_from: date | None = strawberry.field(
        default=None, description="The period begins on this day or later."
    )
    begins_until: date | None = strawberry.field(
        default=None, description="The period begins before this day."
    )
    indicators: list[str] | None = strawberry.field(
        default=None, description="Names of indicators."
    )
    units: list[str] | None = strawberry.field(default=None, description="Units.")
    people: list[PersonCodeInput] | None = strawberry.field(
        default=None,
        description="Codes of people. Only those whom the caller may see bring rows.",
    )


async def read_indicator_values(
    info: Info, where: IndicatorValueWhere | None, limit: int, offset: int
) -> list[IndicatorValue]:
    context = info.context
    page = context.page(limit, offset)
    condition = _filter(context, where or IndicatorValueWhere())
    if not context.identity.sees_facts and not condition.people:
        return []
    async with context.read() as connection:
        rows = await list_indicator_values(
            connection, condition, people=context.people, limit=page + 1, offset=offset
        )
        readings = await last_readings(connection)
    rows = context.cut(rows, page, info)
    employees: Employees = {}
    if selected(info) & FROM_ERP:
        pairs = [(row.source, row.person) for row in rows if row.person is not None]
        employees = await employees_behind(info, pairs)
    return [_shown(row, employees, readings, context) for row in rows]


def _filter(context: Context, where: IndicatorValueWhere) -> IndicatorFilter:
    """The filter as the warehouse takes it; those who see no facts get their own rows alone."""
    condition = IndicatorFilter(
        **fact_conditions(where),
        begins_from=where.begins_from,
        begins_until=where.begins_until,
        indicators=given("indicators", where.indicators),
        units=given("units", where.units),
        people=codes_of(where.people),
    )
    if context.identity.sees_facts:
        return condition
    own = context.people or frozenset()
    wanted = own if where.people is None else own & set(condition.people)
    return replace(condition, people=tuple(sorted(wanted)))


def _shown(
    row: IndicatorValueRow, employees: Employees, readings: Readings, context: Context
) -> IndicatorValue:
    employee_id, employee_name = NOBODY
    if row.person is not None:
        employee_id, employee_name = employees.get((row.source, row.person), NOBODY)
    return IndicatorValue(
        **fact_values(row, Stream.INDICATOR_VALUE, readings, context),
        indicator=row.indicator,
        person=row.person,
        employee_id=None if employee_id is None else strawberry.ID(employee_id),
        employee_name=employee_name,
        begins=row.begins,
        ends=row.ends,
        value=row.value,
        unit=row.unit,
        people=row.people,
    )
