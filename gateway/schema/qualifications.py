"""What people may do, as the sources have it: a flat list of those whom the caller may see.

The ERP's own ledger is asked by ``permissions``.
"""

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
from gateway.warehouse.queries import QualificationFilter, QualificationRow, list_qualifications


@strawberry.type(
    description=(
        "What a person may do, as a source has it; the ERP's ledger is asked by permissions. "
        "Only those of people whom the caller may see are listed."
    )
)
class Qualification(Fact):
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    person: str = strawberry.field(description="The person's code in the source.")
    employee_id: strawberry.ID | None = strawberry.field(
        description="The employee behind the code, where the ERP knows him."
    )
    employee_name: str | None = strawberry.field(
        description="The employee's name, from the ERP, live."
    )
    skill: str | None = strawberry.field(description="The skill's code in the source.")
    operation: str | None = strawberry.field(description="The operation's code.")
    level: Decimal | None = strawberry.field(description="The level, on the source's own scale.")
    allowed: bool = strawberry.field(description="False: he is expressly blocked.")
    valid_from: date | None = strawberry.field(description="The first day on which it holds.")
    valid_until: date | None = strawberry.field(
        description="The last day on which it holds; null where it has no end."
    )


@strawberry.input(
    description=(
        "Which qualifications. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class QualificationWhere(FactWhere):
    people: list[PersonCodeInput] | None = strawberry.field(
        default=None,
        description="Codes of people. Only those whom the caller may see bring rows.",
    )
    skills: list[str] | None = strawberry.field(default=None, description="Codes of skills.")
    operations: list[str] | None = strawberry.field(
        default=None, description="Codes of operations."
    )
    allowed: bool | None = strawberry.field(
        default=None, description="False: only who is blocked; null means both."
    )
    valid_on: date | None = strawberry.field(
        default=None, description="Only those that hold on this day."
    )


async def read_qualifications(
    info: Info, where: QualificationWhere | None, limit: int, offset: int
) -> list[Qualification]:
    context = info.context
    page = context.page(limit, offset)
    condition = _filter(where or QualificationWhere())
    async with context.read() as connection:
        rows = await list_qualifications(
            connection, condition, people=context.people, limit=page + 1, offset=offset
        )
        readings = await last_readings(connection)
    rows = context.cut(rows, page, info)
    employees: Employees = {}
    if selected(info) & FROM_ERP:
        employees = await employees_behind(info, [(row.source, row.person) for row in rows])
    return [_shown(row, employees, readings, context) for row in rows]


def _filter(where: QualificationWhere) -> QualificationFilter:
    return QualificationFilter(
        **fact_conditions(where),
        people=codes_of(where.people),
        skills=given("skills", where.skills),
        operations=given("operations", where.operations),
        allowed=where.allowed,
        valid_on=where.valid_on,
    )


def _shown(
    row: QualificationRow, employees: Employees, readings: Readings, context: Context
) -> Qualification:
    employee_id, employee_name = employees.get((row.source, row.person), NOBODY)
    return Qualification(
        **fact_values(row, Stream.QUALIFICATION, readings, context),
        revision=strawberry.ID(str(row.revision)),
        person=row.person,
        employee_id=None if employee_id is None else strawberry.ID(employee_id),
        employee_name=employee_name,
        skill=row.skill,
        operation=row.operation,
        level=row.level,
        allowed=row.allowed,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
