"""Skills, operations with their standards, people's scores, and the rule."""

from typing import Any

MES = "mes"
"""The source whose codes the plant's shared badges and former work centers are."""

LEVELS = (
    ("Beginner", "初级", 0),
    ("Trained", "已培训", 60),
    ("Skilled", "熟练", 80),
    ("Expert", "专家", 95),
)
"""Name, Chinese name and the score from which a level is reached."""


def add_skills(env: Any, plant: dict[str, Any]) -> dict[str, Any]:
    """The skills by their code, under one type of ours."""
    named = plant["skill_type"]
    skill_type = env["hr.skill.type"].search([("name", "=", named["name"])], limit=1)
    if not skill_type:
        skill_type = env["hr.skill.type"].create({"name": named["name"]})
        _chinese(skill_type, named["name_zh"])
        for name, chinese, score in LEVELS:
            values = {"name": name, "level_progress": score, "skill_type_id": skill_type.id}
            _chinese(env["hr.skill.level"].create(values), chinese)
    known = {skill.name: skill for skill in skill_type.skill_ids}
    skills: dict[str, Any] = {}
    for entry in plant["skills"]:
        skill = known.get(entry["name"])
        if not skill:
            values = {"name": entry["name"], "skill_type_id": skill_type.id}
            skill = env["hr.skill"].create(values)
            _chinese(skill, entry["name_zh"])
        skills[entry["code"]] = skill
    return skills


def add_operations(
    env: Any, plant: dict[str, Any], departments: dict[str, Any], skills: dict[str, Any]
) -> None:
    """Operations with work center, demanded skill and the first revision of their standard."""
    centers = _add_work_centers(env, plant)
    codes = [entry["code"] for entry in plant["operations"]]
    found = env["hr.quality.operation"].search([("code", "in", codes)])
    known = set(found.mapped("code"))
    new = [entry for entry in plant["operations"] if entry["code"] not in known]
    operations = env["hr.quality.operation"].create(
        [
            {
                "code": entry["code"],
                "name": entry["name"],
                "department_id": departments[entry["department"]].id,
                "work_center_id": centers[entry["work_center"]].id,
                "unit": entry["unit"],
                "skill_line_ids": [(0, 0, {"skill_id": skills[entry["skill"]].id})],
            }
            for entry in new
        ]
    )
    for operation, entry in zip(operations, new, strict=True):
        _chinese(operation, entry["name_zh"])
        _add_standard(env, operation, entry)


def _add_work_centers(env: Any, plant: dict[str, Any]) -> dict[str, Any]:
    found = env["hr.quality.work.center"].search([])
    centers = {center.code: center for center in found}
    for entry in plant["work_centers"]:
        if entry["code"] not in centers:
            values = {"code": entry["code"], "name": entry["name"]}
            centers[entry["code"]] = env["hr.quality.work.center"].create(values)
            _chinese(centers[entry["code"]], entry["name_zh"])
    return centers


def _add_standard(env: Any, operation: Any, entry: dict[str, Any]) -> None:
    standard = env["hr.quality.standard"].create(
        {"name": f"Standard {entry['name']}", "operation_id": operation.id}
    )
    _chinese(standard, f"{entry['name_zh']}标准")
    env["hr.quality.standard.revision"].create(
        {
            "standard_id": standard.id,
            "number": "1",
            "date_from": entry["limit_from"],
            "limit": float(entry["limit"]),
        }
    )


def _demanded(entry: dict[str, Any], skills: dict[str, Any]) -> dict[str, Any]:
    return {"skill_id": skills[entry["skill"]].id, "required_score": entry["required_score"]}


def add_codes(env: Any, plant: dict[str, Any]) -> None:
    """What is known of the MES's codes: badges that are nobody's own, numbers given up."""
    source = env["hr.quality.source"].search([("code", "=", MES)])
    if not source:
        source = env["hr.quality.source"].create({"code": MES, "name": "MES"})
    for badge in plant["shared_badges"]:
        _add_alias(env, source, "employee", badge, {"shared": True})
    centers = {center.code: center for center in env["hr.quality.work.center"].search([])}
    for entry in plant["work_centers"]:
        for former in entry["former"]:
            target = {"work_center_id": centers[entry["code"]].id}
            _add_alias(env, source, "work_center", former, target)


def _add_alias(env: Any, source: Any, kind: str, code: str, values: dict[str, Any]) -> None:
    identity = {"source_id": source.id, "kind": kind, "code": code}
    aliases = env["hr.quality.alias"].with_user(_quality_engineer(env))
    if not aliases.search([(name, "=", value) for name, value in identity.items()]):
        aliases.create({**identity, **values})


def _quality_engineer(env: Any) -> Any:
    return env["res.users"].search([("login", "=", "quality")])


def sign_scores(
    env: Any, plant: dict[str, Any], employees: dict[str, Any], skills: dict[str, Any]
) -> None:
    """Enter everybody's scores in the ledger, signed by the quality engineer."""
    signer = _quality_engineer(env)
    ledger = env["hr.quality.qualification"]
    signed = {(entry.employee_id, entry.skill_id) for entry in ledger.search([])}
    for person in plant["employees"]:
        employee = employees[person["badge"]]
        for code, score in person["scores"].items():
            if (employee, skills[code]) not in signed:
                ledger.with_user(signer).sign(
                    employee.id,
                    skills[code].id,
                    score,
                    "Practical assessment at the work center",
                    date=plant["first_day"],
                )


def name_inspector(env: Any) -> None:
    """Give the plant's inspector the supervision checks, where nobody has named one."""
    unnamed = env["hr.quality.sampling.plan"].search([("inspector_id", "=", False)])
    unnamed.inspector_id = env["res.users"].search([("login", "=", "inspector")])


def set_rule(env: Any, rule: dict[str, Any]) -> None:
    """The plant's rule, where nobody has set one up."""
    rules = env["hr.quality.rule"]
    if rules.search([("name", "=", _RULE)]):
        return
    values = {name: rule[name] for name in ("weeks", "score_below", "min_volume", "horizon_weeks")}
    rules.search([]).active = False  # one that comes with the add-on would raise the same again
    new = rules.create({"name": _RULE, **values})
    _chinese(new, _RULE_ZH)


_RULE = "Above the standard, below the score"
_RULE_ZH = "超出标准且评分不足"


def _chinese(record: Any, name: str) -> None:
    record.with_context(lang="zh_CN").name = name
