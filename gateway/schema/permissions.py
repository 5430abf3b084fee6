"""Who may do which operation today, live from the ERP's ledger under the caller's own rights."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import cast

import strawberry

from gateway.schema.context import Info, given
from gateway.schema.erp import ERP, Row, as_day, as_rows, required_text
from gateway.schema.ids import erp_id, erp_ids
from gateway.schema.me import PersonCode


@strawberry.enum(description="How the ledger stands about a person and an operation today.")
class PermissionStatus(Enum):
    QUALIFIED = strawberry.enum_value("qualified", description="He may do it.")
    RETRAINING_DUE = strawberry.enum_value(
        "retraining_due", description="He may do it until the grace after a new revision ends."
    )
    EXEMPT = strawberry.enum_value("exempt", description="He may do it until validUntil.")
    SUSPENDED = strawberry.enum_value("suspended", description="He may not for the time being.")
    REVOKED = strawberry.enum_value("revoked", description="He may not any more.")
    OUTDATED = strawberry.enum_value(
        "outdated", description="He may not: he learned an old revision of the standard."
    )
    EXPIRED = strawberry.enum_value("expired", description="He may not: his qualification ended.")
    NONE = strawberry.enum_value("none", description="He may not: the ledger has nothing on him.")


@strawberry.type(
    description="Whether a person may do an operation today. Who is not listed may not do it."
)
class Permission:
    employee_id: strawberry.ID = strawberry.field(description="The employee in the ERP.")
    name: str = strawberry.field(description="The employee's name.")
    codes: list[PersonCode] = strawberry.field(description="His badges in the sources.")
    operation: str = strawberry.field(description="The operation's code.")
    operation_name: str = strawberry.field(description="The operation's name.")
    status: PermissionStatus = strawberry.field(description="What the ledger says.")
    may_work: bool = strawberry.field(description="Whether he may do it today.")
    valid_until: date | None = strawberry.field(
        description="The last day on which it stays so by itself; null until a later entry."
    )
    source: str = strawberry.field(description='Where this is from: always "erp".')
    as_of: datetime = strawberry.field(description="When the ERP was asked: it answers live.")
    age_seconds: int = strawberry.field(description="Always 0: the ERP answers live.")


@strawberry.input(description="Which permissions; conditions are joined by and.")
class PermissionWhere:
    operations: list[str] | None = strawberry.field(
        default=None, description="Codes of operations."
    )
    employees: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids of employees as this schema gave them."
    )


async def read_permissions(
    info: Info, where: PermissionWhere | None, limit: int, offset: int
) -> list[Permission] | None:
    """By people's names, then operations; one call."""
    context = info.context
    page = context.page(limit, offset)
    wanted = where or PermissionWhere()
    employees = _listed("employees", wanted.employees)
    answer = await context.erp.call(
        "hr.quality.qualification",
        "get_permissions",
        operation_codes=_listed("operations", wanted.operations),
        employee_ids=None if employees is None else erp_ids(employees),
        limit=page + 1,
        offset=offset,
    )
    rows = context.cut(list(as_rows(answer)), page, info)
    return [_permission(row, context.asked_at) for row in rows]


def _listed(name: str, values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(given(name, values))


def _permission(row: Row, now: datetime) -> Permission:
    return Permission(
        employee_id=erp_id(row["employee_id"]),
        name=required_text(row["name"]),
        codes=[PersonCode(**code) for code in cast("list[dict[str, str]]", row["codes"])],
        operation=required_text(row["operation"]),
        operation_name=required_text(row["operation_name"]),
        status=PermissionStatus(row["status"]),
        may_work=bool(row["may_work"]),
        valid_until=as_day(row["valid_until"]),
        source=ERP,
        as_of=now,
        age_seconds=0,
    )
