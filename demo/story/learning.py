"""Learning and assessment: at the machine, at the kiosk, before two assessors."""

from typing import Any

from demo.story.kiosk import Kiosk
from demo.story.scene import Scene

ASSESSMENT = "hr.quality.assessment"
GOOD_SHARE = 0.9
"""Share of an item's points that a well trained operator gets, in whole points."""


def attend(scene: Scene) -> None:
    """The trainer marks who was at the machine."""
    sessions = scene.stage.read(
        "trainer", "hr.quality.session", [["plan_id.need_id", "=", scene.need_id]], ["starts"]
    )
    people = [person["employee_id"][0] for person in scene.participants()]
    for session in sessions:
        scene.stage.call(
            "trainer", "hr.quality.session", "act_mark", ids=[session["id"]], attended=people
        )


def learn(scene: Scene) -> None:
    """Each works through the pages of his course at the kiosk."""
    for kiosk in _visits(scene):
        with kiosk:
            kiosk.read_courses()


def examine(scene: Scene) -> None:
    """Each sits the exam at the kiosk, and knows his course."""
    right = _right_answers(scene)
    for kiosk in _visits(scene):
        with kiosk:
            kiosk.sit_exams(right)


def score_quality(scene: Scene) -> None:
    """Somebody of quality scores the practical."""
    _score(scene, "assessor", "quality")


def score_operations(scene: Scene) -> None:
    """Somebody of operations does, without seeing the other's points."""
    _score(scene, "shift", "operations")


def _score(scene: Scene, login: str, party: str) -> None:
    unscored = [
        ["need_id", "=", scene.need_id],
        ["state", "=", "open"],
        [f"{party}_assessor_id", "=", False],
    ]
    assessments = scene.stage.read(login, ASSESSMENT, unscored, ["attempt"])
    for assessment in assessments:
        items = scene.stage.read(
            login,
            "hr.quality.assessment.item",
            [["assessment_id", "=", assessment["id"]]],
            ["number", "max_points"],
        )
        points = [
            {"item": item["number"], "points": int(item["max_points"] * GOOD_SHARE)}
            for item in items
        ]
        scene.stage.call(
            login, ASSESSMENT, f"act_score_{party}", ids=[assessment["id"]], points=points
        )


def _visits(scene: Scene) -> list[Kiosk]:
    """One visit at the kiosk for each participant, with his own badge and PIN."""
    stage = scene.stage
    ids = [person["employee_id"][0] for person in scene.participants()]
    people = stage.read("hr", "hr.employee", [["id", "in", ids]], ["barcode", "pin"])
    address = _kiosk_address(scene)
    return [Kiosk(address, person["barcode"], person["pin"]) for person in people]


def _kiosk_address(scene: Scene) -> str:
    """The secret address of the hall's kiosk, which HR put up."""
    found = scene.stage.read("hr", "hr.quality.kiosk", [], ["token"])
    if not found:
        values: list[dict[str, Any]] = [{"name": "Hall 1, welding", "place": "Beside cell 0110"}]
        scene.stage.call("hr", "hr.quality.kiosk", "create", vals_list=values)
        found = scene.stage.read("hr", "hr.quality.kiosk", [], ["token"])
    return f"{scene.stage.url}/quality-loop/kiosk/{found[0]['token']}"


def _right_answers(scene: Scene) -> dict[str, list[str]]:
    """Id of a question → ids of its right choices, or its number; as HR reads them in Odoo."""
    stage = scene.stage
    surveys = {
        row["survey_id"][0]
        for row in stage.read("hr", ASSESSMENT, [["need_id", "=", scene.need_id]], ["survey_id"])
    }
    questions = stage.read(
        "hr",
        "survey.question",
        [["survey_id", "in", sorted(surveys)], ["is_page", "=", False]],
        ["question_type", "answer_numerical_box"],
    )
    choices = stage.read(
        "hr",
        "survey.question.answer",
        [["question_id", "in", [row["id"] for row in questions]], ["is_correct", "=", True]],
        ["question_id"],
    )
    right: dict[str, list[str]] = {}
    for row in questions:
        if row["question_type"] == "numerical_box":
            right[str(row["id"])] = [str(row["answer_numerical_box"])]
    for row in choices:
        right.setdefault(str(row["question_id"][0]), []).append(str(row["id"]))
    return right
