"""The command of the SQL benches: people are allowed for operations, under a key, once."""

from typing import Any

from adapters.contract import Command, SetPermission

KEYS, PEOPLE, DEEDS = "done_command", "operator", "permission_log"
BLOCKED = "P-gone"
"""Somebody whom the MES does not know."""


def mapping(schema: str = "") -> dict[str, Any]:
    """The part ``commands`` of the mapping file."""
    before = f"{schema}." if schema else ""
    insert = f"INSERT INTO {before}{DEEDS} (person, operation, allowed)"
    last = f"SELECT max(number) FROM {before}{DEEDS} WHERE person = :person"  # noqa: S608
    return {
        "set_permission": {
            "keys": f"{before}{KEYS}",
            "steps": [
                {
                    "sql": f"SELECT badge FROM {before}{PEOPLE} WHERE badge = :person",  # noqa: S608
                    "otherwise": "The MES has no person {person}.",
                },
                {"sql": f"{insert} VALUES (:person, :operation, :allowed)"},
            ],
            "reference": last,
        }
    }


def command(number: int) -> Command:
    return SetPermission(
        idempotency_key=f"bench-{number}", person=f"P{number}", operation="W10", allowed=True
    )


def refused() -> Command:
    return SetPermission(
        idempotency_key="bench-refused", person=BLOCKED, operation="W10", allowed=True
    )


def people() -> list[str]:
    """The people of ``command``'s numbers."""
    return [f"P{number}" for number in range(100)]
