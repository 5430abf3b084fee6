"""After the training: the check at the line, the feedback, the effect."""

from datetime import UTC, datetime, timedelta

from demo.story.scene import Scene

CHECK = "hr.quality.check"
EFFECT = "hr.quality.effect"
FEEDBACK = (
    "Current, wire feed and gas are read before every first seam and written on the shift's sheet;"
    " the crew set them by themselves now."
)
INSPECTED = "50"


def check(scene: Scene) -> None:
    """The inspector looks at each one's work, key point by key point."""
    stage = scene.stage
    due = stage.read(
        "inspector", CHECK, [["need_id", "=", scene.need_id], ["state", "=", "due"]], ["due_on"]
    )
    for row in due:
        points = stage.call("inspector", CHECK, "get_points", ids=[row["id"]])
        stage.call(
            "inspector",
            CHECK,
            "act_record",
            ids=[row["id"]],
            inspected=INSPECTED,
            nonconforming="1",
            points=[
                {"key": point["key"], "ok": True}
                if point["kind"] == "attribute"
                else {"key": point["key"], "measured": point["nominal"] or point["lower"]}
                for point in points
            ],
        )


def answer(scene: Scene) -> None:
    """Operations say what was put right."""
    scene.act("head", "act_answer", feedback=FEEDBACK)


def measure(scene: Scene) -> None:
    """Quality has the effect measured."""
    effect = _effect(scene, "due_on")
    scene.stage.call("quality", EFFECT, "act_measure", ids=[effect["id"]])


def day_of_measuring(scene: Scene) -> datetime:
    """The morning on which the window after the training is complete and late figures are in."""
    day = datetime.fromisoformat(_effect(scene, "due_on")["due_on"])
    return day.replace(tzinfo=UTC) + timedelta(hours=9)


def _effect(scene: Scene, *fields: str) -> dict[str, str]:
    domain = [["need_id", "=", scene.need_id]]
    return scene.stage.read("quality", EFFECT, domain, list(fields))[0]
