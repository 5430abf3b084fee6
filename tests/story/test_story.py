"""The story from 8 % to 3 %: every step by another person, and its effect is measured."""

from decimal import Decimal
from itertools import combinations

from told_story import Told

from demo import story


def test_every_step_was_played(told: Told) -> None:
    assert told.steps == [step.name for step in story.STEPS]


def test_the_need_is_closed_as_effective(told: Told) -> None:
    assert told.scene.need("state")["state"] == "closed"
    effect = _one(told, "hr.quality.effect", ["state", "before_rate", "after_rate"])
    assert effect["state"] == "effective"
    assert abs(Decimal(str(effect["before_rate"])) - Decimal("0.08")) < Decimal("0.005")
    assert abs(Decimal(str(effect["after_rate"])) - Decimal("0.03")) < Decimal("0.005")


def test_every_step_is_another_persons(told: Told) -> None:
    who = _who_did_what(told)
    assert len(who) == 8
    for (first, one), (second, other) in combinations(who.items(), 2):
        assert one != other, f"{first} and {second} were both done by {one}"


def test_every_participant_is_qualified_under_two_signatures(told: Told) -> None:
    people = {person["employee_id"][0] for person in told.scene.participants()}
    entries = told.scene.stage.read(
        "quality",
        "hr.quality.qualification",
        [["kind", "=", "qualified"], ["operation_id.code", "=", told.scene.operation]],
        ["employee_id", "signer_id", "second_signer_id", "revision_id"],
    )
    mine = [entry for entry in entries if entry["employee_id"][0] in people]
    assert {entry["employee_id"][0] for entry in mine} == people
    for entry in mine:
        assert entry["signer_id"][0] != entry["second_signer_id"][0]
        assert entry["revision_id"]


def test_every_act_is_in_the_trail_and_in_the_chatter(told: Told) -> None:
    rows = _trail(told, "hr.quality.need", [told.scene.need_id])
    done = [row["act"] for row in rows]
    assert done == [
        "act_confirm",
        "act_review",
        "act_plan",
        "act_learn",
        "act_assess",
        "act_checked",
        "act_answer",
        "act_measured",
        "act_close",
    ]
    assert all(row["date"] and row["state_from"] != row["state_to"] for row in rows)
    said = told.scene.stage.read(
        "quality",
        "mail.message",
        [["model", "=", "hr.quality.need"], ["res_id", "=", told.scene.need_id]],
        ["body"],
    )
    assert len(said) >= len(done)


def test_the_audit_says_when_in_the_storys_own_time(told: Told) -> None:
    rows = _trail(told, "hr.quality.need", [told.scene.need_id])
    days = [row["date"][:10] for row in rows]
    assert days == sorted(days)
    assert days[0] == f"{told.scene.monday:%Y-%m-%d}"


def test_exams_were_taken_at_the_kiosk_by_each_person_himself(told: Told) -> None:
    assessments = told.scene.stage.read(
        "quality",
        "hr.quality.assessment",
        [["need_id", "=", told.scene.need_id]],
        ["employee_id", "state", "exam_score", "attempt"],
    )
    assert len(assessments) == len(told.scene.participants())
    assert {row["state"] for row in assessments} == {"passed"}
    assert all(row["exam_score"] == 100 for row in assessments)


def _who_did_what(told: Told) -> dict[str, str]:
    """What was done → the login that did it."""
    rows = _trail(told, "hr.quality.need", [told.scene.need_id])
    by_act = {row["act"]: row["user_id"][0] for row in rows}
    plans = _ids(told, "hr.quality.plan")
    sessions = _ids(told, "hr.quality.session", "plan_id.need_id")
    assessments = _ids(told, "hr.quality.assessment")
    checks = _ids(told, "hr.quality.check")
    scores = {
        row["act"]: row["user_id"][0] for row in _trail(told, "hr.quality.assessment", assessments)
    }
    return {
        "confirmed": by_act["act_confirm"],
        "reviewed": by_act["act_review"],
        "planned": _doer(told, "hr.quality.plan", plans, "act_publish"),
        "trained": _doer(told, "hr.quality.session", sessions, "act_mark"),
        "assessed for quality": scores["act_score_quality"],
        "assessed for operations": scores["act_score_operations"],
        "checked": _doer(told, "hr.quality.check", checks, "act_record"),
        "answered": by_act["act_answer"],
    }


def _doer(told: Told, model: str, ids: list[int], act: str) -> str:
    doers = {row["user_id"][0] for row in _trail(told, model, ids) if row["act"] == act}
    assert len(doers) == 1, f"{model}.{act}: {doers}"
    return doers.pop()


def _ids(told: Told, model: str, path: str = "need_id") -> list[int]:
    found = told.scene.stage.read("hr", model, [[path, "=", told.scene.need_id]], ["id"])
    return [row["id"] for row in found]


def _one(told: Told, model: str, fields: list[str]) -> dict:
    domain = [["need_id", "=", told.scene.need_id]]
    (row,) = told.scene.stage.read("quality", model, domain, fields)
    return row


def _trail(told: Told, model: str, ids: list[int]) -> list[dict]:
    domain = [["res_model", "=", model], ["res_id", "in", ids], ["kind", "=", "act"]]
    fields = ["act", "user_id", "date", "state_from", "state_to", "res_id"]
    rows = told.scene.stage.read("quality", "base.act.log", domain, fields)
    return sorted(rows, key=lambda row: row["id"])
