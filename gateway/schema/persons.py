"""People as the sources know them, as a flat list of those whom the caller may see."""

import strawberry

from adapters.contract import Stream
from gateway.schema.age import last_readings
from gateway.schema.context import Context, Info, given, selected
from gateway.schema.fact import Fact, FactWhere, Readings, fact_conditions, fact_values
from gateway.schema.people import FROM_ERP, NOBODY, Employees, employees_behind
from gateway.warehouse.queries import PersonFilter, PersonRow, list_persons


@strawberry.type(
    description="A person as a source knows him. Only those whom the caller may see are listed."
)
class Person(Fact):
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    code: str = strawberry.field(
        description="What other records of the source name him by: a badge, a personnel number."
    )
    name: str = strawberry.field(description="His name in the source.")
    department: str | None = strawberry.field(description="His department in the source.")
    active: bool = strawberry.field(description="Whether he works there still.")
    employee_id: strawberry.ID | None = strawberry.field(
        description="The employee behind the code, where the ERP knows him."
    )
    employee_name: str | None = strawberry.field(
        description="The employee's name, from the ERP, live."
    )


@strawberry.input(
    description=(
        "Which people. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class PersonWhere(FactWhere):
    codes: list[str] | None = strawberry.field(default=None, description="Codes in the source.")
    departments: list[str] | None = strawberry.field(
        default=None, description="Departments as the source writes them."
    )
    active: bool | None = strawberry.field(
        default=None, description="Whether he works there still; null means both."
    )


async def read_persons(
    info: Info, where: PersonWhere | None, limit: int, offset: int
) -> list[Person]:
    context = info.context
    page = context.page(limit, offset)
    condition = _filter(where or PersonWhere())
    async with context.read() as connection:
        rows = await list_persons(
            connection, condition, people=context.people, limit=page + 1, offset=offset
        )
        readings = await last_readings(connection)
    rows = context.cut(rows, page, info)
    employees: Employees = {}
    if selected(info) & FROM_ERP:
        employees = await employees_behind(info, [(row.source, row.code) for row in rows])
    return [_shown(row, employees, readings, context) for row in rows]


def _filter(where: PersonWhere) -> PersonFilter:
    return PersonFilter(
        **fact_conditions(where),
        codes=given("codes", where.codes),
        departments=given("departments", where.departments),
        active=where.active,
    )


def _shown(row: PersonRow, employees: Employees, readings: Readings, context: Context) -> Person:
    employee_id, employee_name = employees.get((row.source, row.code), NOBODY)
    return Person(
        **fact_values(row, Stream.PERSON, readings, context),
        revision=strawberry.ID(str(row.revision)),
        code=row.code,
        name=row.name,
        department=row.department,
        active=row.active,
        employee_id=None if employee_id is None else strawberry.ID(employee_id),
        employee_name=employee_name,
    )
