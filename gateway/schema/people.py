"""Codes of people, and who stands behind them."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import strawberry

from gateway.errors import UpstreamError
from gateway.schema.context import Info
from gateway.schema.erp import as_rows, as_text

Employees = Mapping[tuple[str, str], tuple[str | None, str | None]]
"""{(source, code): (employee id, name)}"""


@strawberry.input(description="A person as a source names him.")
class PersonCodeInput:
    source: str = strawberry.field(description="The name of the source.")
    code: str = strawberry.field(description="The person's code, or badge, in that source.")


class _Coded(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def person(self) -> str | None: ...


async def employees_behind(info: Info, rows: Iterable[_Coded]) -> Employees:
    """The employees behind the rows' codes, in one call to the ERP at most.

    Where the ERP does not answer the reply says so, and the names are missing.
    """
    codes = sorted({(row.source, row.person) for row in rows if row.person})
    if not codes:
        return {}
    if not info.context.identity.sees_all_people:
        return {
            (code.source, code.code): (str(person.employee_id), person.name)
            for person in info.context.identity.people
            for code in person.codes
        }
    try:
        found = await info.context.erp.call(
            "hr.quality.alias",
            "resolve_employees",
            codes=[{"source": source, "code": code} for source, code in codes],
        )
    except UpstreamError as error:
        info.context.missing(info, error)
        return {}
    return {
        _pair(row): (as_text(row["employee_id"]), as_text(row["name"])) for row in as_rows(found)
    }


def _pair(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["source"]), str(row["code"])
