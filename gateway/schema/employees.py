"""Employees with their signed skills, live from the ERP under the caller's own rights."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from gateway.schema.context import Info, given, selected
from gateway.schema.erp import (
    ERP,
    Row,
    as_day,
    as_rows,
    linked_name,
    records_of,
    required_day,
    required_decimal,
    required_text,
)
from gateway.schema.ids import erp_id, erp_ids


@strawberry.type(
    description="A score in force, from the ledger of signed qualifications. It names its signer."
)
class Skill:
    skill_id: strawberry.ID = strawberry.field(description="The skill in the ERP.")
    name: str = strawberry.field(description="The skill's name.")
    score: Decimal = strawberry.field(description="From 0 to 100.")
    entry_id: strawberry.ID = strawberry.field(description="The signed entry of the ledger.")
    assessed_on: date = strawberry.field(description="The day of the assessment.")
    valid_until: date | None = strawberry.field(
        description="The last day it holds; null until a later entry."
    )
    signer: str = strawberry.field(description="Who signed it.")


@strawberry.type(description="A person of the ERP. Only those whom the caller may see are listed.")
class Employee:
    id: strawberry.ID = strawberry.field(description="Names the employee; pass it on as it is.")
    name: str = strawberry.field(description="The name.")
    job: str | None = strawberry.field(description="The job's title.")
    department: str | None = strawberry.field(description="The department's name.")
    skills: list[Skill] = strawberry.field(
        description="Signed scores in force. A skill without one is not listed: it is not zero."
    )
    source: str = strawberry.field(description='Where this is from: always "erp".')
    as_of: datetime = strawberry.field(description="When the ERP was asked: it answers live.")
    age_seconds: int = strawberry.field(description="Always 0: the ERP answers live.")


@strawberry.input(description="Which employees; conditions are joined by and.")
class EmployeeWhere:
    ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids as this schema gave them."
    )
    name_contains: str | None = strawberry.field(
        default=None, description="A part of the name; upper and lower case are the same."
    )
    departments: list[str] | None = strawberry.field(
        default=None, description="Names of departments."
    )


async def read_employees(
    info: Info, where: EmployeeWhere | None, limit: int, offset: int
) -> list[Employee]:
    """In the order of their names: one call, and one more where skills are selected."""
    context = info.context
    page = context.page(limit, offset)
    answer = await context.erp.call(
        "hr.employee.public",
        "web_search_read",
        domain=_domain(info, where or EmployeeWhere()),
        specification={
            "name": {},
            "job_title": {},
            "department_id": {"fields": {"display_name": {}}},
        },
        order="name, id",
        limit=page + 1,
        offset=offset,
    )
    rows = context.cut(list(records_of(answer)), page, info)
    skills: dict[int, list[Skill]] = {}
    if rows and "skills" in selected(info):
        skills = await _skills(info, [int(row["id"]) for row in rows])
    return [_employee(row, skills, context.asked_at) for row in rows]


def _domain(info: Info, where: EmployeeWhere) -> list[Any]:
    identity = info.context.identity
    domain: list[Any] = []
    if not identity.sees_all_people:
        domain.append(["id", "in", [person.employee_id for person in identity.people]])
    if where.ids is not None:
        domain.append(["id", "in", erp_ids(given("ids", where.ids))])
    if where.name_contains:
        domain.append(["name", "ilike", where.name_contains])
    if where.departments is not None:
        names = list(given("departments", where.departments))
        domain.append(["department_id.name", "in", names])
    return domain


async def _skills(info: Info, employee_ids: list[int]) -> dict[int, list[Skill]]:
    answer = await info.context.erp.call(
        "hr.quality.qualification", "current_scores", employee_ids=employee_ids
    )
    skills: dict[int, list[Skill]] = {}
    for row in as_rows(answer):
        skills.setdefault(int(row["employee_id"]), []).append(_skill(row))
    for scores in skills.values():
        scores.sort(key=lambda skill: (skill.name, skill.skill_id))
    return skills


def _skill(row: Row) -> Skill:
    return Skill(
        skill_id=erp_id(row["skill_id"]),
        name=required_text(row["skill"]),
        score=required_decimal(row["score"]),
        entry_id=erp_id(row["entry_id"]),
        assessed_on=required_day(row["date"]),
        valid_until=as_day(row["valid_until"]),
        signer=required_text(row["signer"]),
    )


def _employee(row: Row, skills: dict[int, list[Skill]], now: datetime) -> Employee:
    return Employee(
        id=erp_id(row["id"]),
        name=required_text(row["name"]),
        job=row.get("job_title") or None,
        department=linked_name(row.get("department_id")),
        skills=skills.get(int(row["id"]), []),
        source=ERP,
        as_of=now,
        age_seconds=0,
    )
