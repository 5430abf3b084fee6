"""plant.json: what the ERP of the plant knows about its people and its work."""

from datetime import timedelta

from demo.plant.layout import (
    DEPARTMENTS,
    OPERATIONS,
    PLANT_NAME,
    PLANT_NAME_ZH,
    SKILLS,
    STORY_OPERATION,
    WORK_CENTERS,
)
from demo.plant.people import DEPARTMENT_MANAGERS, SHARED_BADGE, Person
from demo.plant.plan import Plan
from demo.plant.truth import SCORE_BELOW

SKILL_TYPE = {"code": "production", "name": "Production skills", "name_zh": "生产技能"}
LIMIT_KNOWN_BEFORE = timedelta(days=364)


def plant(plan: Plan) -> dict[str, object]:
    settings = plan.settings
    return {
        "name": PLANT_NAME,
        "name_zh": PLANT_NAME_ZH,
        "seed": settings.seed,
        "zone": plan.clock.zone.key,
        "first_day": settings.first_day.isoformat(),
        "last_day": settings.last_day.isoformat(),
        "departments": [
            {
                "code": department.code,
                "name": department.name,
                "name_zh": department.name_zh,
                "parent": department.parent,
                "manager": DEPARTMENT_MANAGERS[department.code],
            }
            for department in DEPARTMENTS
        ],
        "skill_type": SKILL_TYPE,
        "skills": [
            {"code": skill.code, "name": skill.name, "name_zh": skill.name_zh} for skill in SKILLS
        ],
        "work_centers": [
            {
                "code": center.code,
                "name": center.name,
                "name_zh": center.name_zh,
                "line": center.line.code,
                "department": center.line.department,
                "former": [center.former] if center.former else [],
            }
            for center in WORK_CENTERS
        ],
        "operations": [_operation(plan, number) for number in range(len(OPERATIONS))],
        "employees": [_employee(person) for person in plan.people.everybody],
        "people": _demo_people(plan),
        "shared_badges": [SHARED_BADGE],
    }


def _operation(plan: Plan, number: int) -> dict[str, object]:
    operation = OPERATIONS[number]
    return {
        "code": operation.code,
        "name": operation.name,
        "name_zh": operation.name_zh,
        "department": operation.line.department,
        "work_center": operation.work_center.code,
        "skill": operation.skill,
        "required_score": SCORE_BELOW,
        "limit": str(operation.limit),
        "limit_from": (plan.settings.first_day - LIMIT_KNOWN_BEFORE).isoformat(),
        "unit": "pcs",
    }


def _employee(person: Person) -> dict[str, object]:
    return {
        "badge": person.badge,
        "name": person.name,
        "department": person.department,
        "manager": person.manager,
        "role": person.role,
        "scores": person.scores,
    }


def _demo_people(plan: Plan) -> list[dict[str, str]]:
    """Who signs in to the demo; the operator is one of the story's crew."""
    found = [
        {"role": person.role, "login": person.login, "badge": person.badge, "name": person.name}
        for person in plan.people.staff
        if person.login
    ]
    operator = plan.crews[STORY_OPERATION][0]
    return [
        *found,
        {"role": "operator", "login": "operator", "badge": operator.badge, "name": operator.name},
    ]
