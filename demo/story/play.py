"""The steps of the story in their order, each on its day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from demo.story import after, before, learning
from demo.story.scene import Scene
from demo.story.stage import Stage


@dataclass(frozen=True, slots=True)
class Step:
    """``day``: days after the Monday on which the need is raised; ``state``: the need's, then."""

    name: str
    day: int
    hour: int
    who: str
    act: Callable[[Scene], None]
    state: str


STEPS = (
    Step("Operations confirm the need", 0, 9, "production", before.confirm, "confirmed"),
    Step("Quality names the key points", 1, 8, "quality", before.review, "reviewed"),
    Step("HR plans the training", 1, 13, "hr", before.plan, "planned"),
    Step("The trainer shows it at the machine", 3, 10, "trainer", learning.attend, "planned"),
    Step("The operators work through the course", 3, 13, "operators", learning.learn, "learned"),
    Step("They sit the exam at the kiosk", 4, 7, "operators", learning.examine, "learned"),
    Step("Quality scores the practical", 4, 9, "assessor", learning.score_quality, "learned"),
    Step("Operations score it too", 4, 10, "shift", learning.score_operations, "assessed"),
    Step("Quality checks at the line", 10, 9, "inspector", after.check, "checked"),
    Step("Operations say what was put right", 11, 9, "head", after.answer, "answered"),
    Step("The effect is measured", 0, 9, "quality", after.measure, "closed"),
)
"""The last one's day follows from the effect's own windows."""


def play(
    stage: Stage,
    story: Mapping[str, Any],
    after_step: str | None = None,
    until: str | None = None,
    played: Callable[[Step], None] = lambda _step: None,
) -> Scene:
    """Play the story of a plant up to and with the step ``until``; None: to its end.

    ``after_step``: the step that was played last, where the story goes on; ``played`` hears of each
    step when it is done.

    ``story`` is that of truth.json. The need must have been raised: Odoo stands at the Monday after
    its weeks, and has decided. Raises ``Refused`` when somebody is not let through his own door,
    and ``StoryError`` when a step leaves the need in another state than it should.
    """
    scene = Scene.of(stage, story)
    names = [step.name for step in STEPS]
    begin = names.index(after_step) + 1 if after_step else 0
    end = names.index(until) + 1 if until else len(names)
    for step in STEPS[begin:end]:
        if step.act is after.measure:
            stage.travel(after.day_of_measuring(scene))
        else:
            stage.travel(scene.monday + timedelta(days=step.day, hours=step.hour))
        step.act(scene)
        scene.expect(step.state, step.name)
        played(step)
    return scene
