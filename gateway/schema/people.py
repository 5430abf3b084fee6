"""Codes of people, and who stands behind them."""

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry

from gateway.errors import UpstreamError
from gateway.schema.context import Info, given
from gateway.schema.erp import as_rows, as_text
from gateway.warehouse.queries import PersonCode

Employees = Mapping[tuple[str, str], tuple[str | None, str | None]]
"""{(source, code): (employee id, name)}"""


@strawberry.input(description="A person as a source names him.")
class PersonCodeInput:
    source: str = strawberry.field(description="The name of the source.")
    code: str = strawberry.field(description="The person's code, or badge, in that source.")


FROM_ERP = frozenset({"employeeId", "employeeName"})
"""The fields of a row that only the ERP can fill."""

NOBODY = (None, None)
"""Neither an employee nor a name."""


def codes_of(people: Iterable[PersonCodeInput] | None) -> tuple[PersonCode, ...]:
    """A filter by people as the queries take it."""
    return tuple(PersonCode(code.source, code.code) for code in given("people", people))


async def employees_behind(info: Info, pairs: Iterable[tuple[str, str]]) -> Employees:
    """The employees behind pairs of source and code, in one call to the ERP at most.

    Where the ERP does not answer the reply says so, and the names are missing.
    """
    codes = sorted(set(pairs))
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
