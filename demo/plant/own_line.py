"""Lines that were bought with a system of their own: what the ERP is to know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_MANAGER = "00000101"
_SCORE = 88


@dataclass(frozen=True, slots=True)
class Center:
    code: str
    name: str
    name_zh: str
    skill: str


@dataclass(frozen=True, slots=True)
class OwnOperation:
    """``pace`` is how many pieces a shift makes."""

    code: str
    name: str
    name_zh: str
    center: Center
    limit: str
    pace: int


def known_to_the_erp(
    *,
    code: str,
    name: str,
    name_zh: str,
    operations: Sequence[OwnOperation],
    people: Mapping[str, str],
    since: date,
) -> dict[str, Any]:
    """The line as a department, in the words of plant.json.

    ``people`` are names by badge: as many at each operation, in its order, all trained well.
    """
    centers = {operation.center.code: operation.center for operation in operations}
    crew = len(people) // len(operations)
    return {
        "departments": [
            {"code": code, "name": name, "name_zh": name_zh, "parent": "D01", "manager": _MANAGER}
        ],
        "work_centers": [
            {"code": center.code, "name": center.name, "name_zh": center.name_zh, "former": []}
            for center in centers.values()
        ],
        "operations": [
            {
                "code": operation.code,
                "name": operation.name,
                "name_zh": operation.name_zh,
                "department": code,
                "work_center": operation.center.code,
                "skill": operation.center.skill,
                "required_score": 80,
                "limit": operation.limit,
                "limit_from": (since - timedelta(days=364)).isoformat(),
                "unit": "pcs",
            }
            for operation in operations
        ],
        "employees": [
            {
                "badge": badge,
                "name": name_of_person,
                "department": code,
                "manager": _MANAGER,
                "role": "operator",
                "scores": {operations[number // crew].center.skill: _SCORE},
            }
            for number, (badge, name_of_person) in enumerate(people.items())
        ],
    }
