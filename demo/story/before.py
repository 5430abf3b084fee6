"""From the need to the plan: operations confirm, quality reviews, HR plans."""

from datetime import timedelta
from typing import Any

from demo.story.scene import Scene

PROBLEM = (
    "Seams with pores and spatter since the new wire. The crew weld as before, but nobody was"
    " shown how current, wire feed and gas are set on this cell."
)
KEY_POINTS: tuple[dict[str, Any], ...] = (
    {
        "parameter": "Welding current",
        "kind": "range",
        "unit": "A",
        "nominal": 180,
        "lower": 170,
        "upper": 190,
        "method": "Read on the control panel while the first seam is welded",
    },
    {
        "parameter": "Wire feed",
        "kind": "range",
        "unit": "m/min",
        "nominal": 8,
        "lower": 7.5,
        "upper": 8.5,
        "method": "Cut and measure the wire fed in ten seconds, times six",
    },
    {
        "parameter": "Gas flow",
        "kind": "range",
        "unit": "l/min",
        "nominal": 14,
        "lower": 12,
        "upper": 16,
        "method": "Flow tube at the nozzle",
    },
)
COURSE = "equipment_parameters"
"""The library's course on parameters of special equipment."""


def confirm(scene: Scene) -> None:
    """The production manager says what is wrong."""
    scene.act("production", "act_confirm", problem=PROBLEM)


def review(scene: Scene) -> None:
    """The quality engineer says what matters, with tolerances and how to check."""
    points = [{**point, "need_id": scene.need_id} for point in KEY_POINTS]
    scene.stage.call("quality", "hr.quality.need.key.point", "create", vals_list=points)
    scene.act("quality", "act_review")


def plan(scene: Scene) -> None:
    """HR adopts a course, drafts the plan out of the need, adds a session, publishes."""
    stage = scene.stage
    course = adopted_course(scene)
    action = scene.act("hr", "action_draft_plan")
    plan_id = action["res_id"]
    trainer = stage.read("hr", "hr.employee", [["user_id.login", "=", "trainer"]], ["name"])[0]
    stage.call(
        "hr",
        "hr.quality.plan",
        "write",
        ids=[plan_id],
        vals={"course_id": course, "trainer_id": trainer["id"]},
    )
    starts = scene.monday + timedelta(days=3, hours=6)
    stage.call(
        "hr",
        "hr.quality.session",
        "create",
        vals_list=[
            {
                "plan_id": plan_id,
                "starts": f"{starts:%Y-%m-%d %H:%M:%S}",
                "ends": f"{starts + timedelta(hours=3):%Y-%m-%d %H:%M:%S}",
                "place": "Welding cell 0110",
                "trainer_id": trainer["id"],
            }
        ],
    )
    stage.call("hr", "hr.quality.plan", "act_publish", ids=[plan_id])


def adopted_course(scene: Scene) -> int:
    """The course that HR makes out of the library's, tied to the story's operation."""
    stage = scene.stage
    offer = stage.read("hr", "hr.quality.library.course", [["code", "=", COURSE]], ["name"])[0]
    stage.call("hr", "hr.quality.library.course", "action_adopt", ids=[offer["id"]])
    course = stage.read(
        "hr", "hr.quality.course", [["library_course_id", "=", offer["id"]]], ["name"]
    )[0]["id"]
    operation = stage.read(
        "hr", "hr.quality.operation", [["code", "=", scene.operation]], ["code"]
    )[0]["id"]
    stage.call(
        "hr",
        "hr.quality.course",
        "write",
        ids=[course],
        vals={"operation_ids": [[4, operation]]},
    )
    return course
