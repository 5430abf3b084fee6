"""How a plant starts: who is trained already is recognised, before any need is raised."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from demo.story.stage import Stage

RECOGNITION = "hr.quality.recognition"
TRAINED = 60
"""The score from which the plant's skill matrix calls somebody trained."""
EVIDENCE = (
    "Skill matrix of the plant at the start: practical assessment at the work center,"
    " {score} of 100 and more"
)


def take_over(stage: Stage, plant: Mapping[str, Any]) -> None:
    """Quality proposes, the manager of each department signs; what stands there already stays.

    :param plant: the content of plant.json
    """
    operations = _ids(stage, "quality", "hr.quality.operation", "code")
    employees = _ids(stage, "hr", "hr.employee", "barcode")
    known = {
        (row["employee_id"][0], row["operation_id"][0])
        for row in stage.read("quality", RECOGNITION, [], ["employee_id", "operation_id"])
    }
    for entry in plant["operations"]:
        operation = operations[entry["code"]]
        trained = [
            employees[badge]
            for badge in _trained(plant, entry)
            if (employees[badge], operation) not in known
        ]
        if trained:
            stage.call(
                "quality",
                "hr.quality.qualification",
                "recognise",
                employee_ids=trained,
                operation_id=operation,
                evidence=EVIDENCE.format(score=TRAINED),
            )
    for login, ids in _to_sign(stage, plant).items():
        stage.call(login, RECOGNITION, "act_sign", ids=ids)


def _trained(plant: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[str]:
    """The badges of those in the operation's department who have its skill."""
    for person in plant["employees"]:
        score = person["scores"].get(operation["skill"])
        if person["department"] == operation["department"] and score and score >= TRAINED:
            yield person["badge"]


def _to_sign(stage: Stage, plant: Mapping[str, Any]) -> dict[str, list[int]]:
    """Login of a department's manager → the proposals that wait for his signature."""
    logins = {person["badge"]: person["login"] for person in plant["people"]}
    managers = {each["code"]: logins.get(each["manager"]) for each in plant["departments"]}
    departments = {each["code"]: each["department"] for each in plant["operations"]}
    operations = _ids(stage, "quality", "hr.quality.operation", "code")
    codes = {id_: code for code, id_ in operations.items()}
    waiting: dict[str, list[int]] = defaultdict(list)
    domain = [["state", "=", "proposed"]]
    for row in stage.read("quality", RECOGNITION, domain, ["operation_id"]):
        login = managers[departments[codes[row["operation_id"][0]]]]
        if login:
            waiting[login].append(row["id"])
    return waiting


def _ids(stage: Stage, login: str, model: str, code: str) -> dict[str, int]:
    rows = stage.read(login, model, [[code, "!=", False]], [code])
    return {row[code]: row["id"] for row in rows}
