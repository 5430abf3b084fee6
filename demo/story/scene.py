"""The need that the story is about, and the questions that every step asks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from demo.story.stage import Stage

NEED = "hr.quality.need"


class StoryError(Exception):
    """A step did not lead where it should."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One need on a stage."""

    stage: Stage
    operation: str
    monday: datetime
    """The day on which the need is raised: the Monday of the training week."""
    need_id: int

    @classmethod
    def of(cls, stage: Stage, story: Mapping[str, Any]) -> "Scene":
        """The latest need that a rule has raised for the story's operation."""
        operation = story["operation"]
        domain = [["operation_id.code", "=", operation], ["kind", "=", "rule"]]
        found = stage.read("quality", NEED, domain, ["name"])
        if not found:
            raise StoryError(f"No rule has raised a need for operation {operation}.")
        return cls(stage, operation, first_day(story), found[0]["id"])

    def act(self, login: str, name: str, **arguments: Any) -> Any:
        """An act of the need."""
        return self.stage.call(login, NEED, name, ids=[self.need_id], **arguments)

    def need(self, *fields: str) -> dict[str, Any]:
        """The need as quality sees it."""
        return self.stage.read("quality", NEED, [["id", "=", self.need_id]], list(fields))[0]

    def participants(self, *fields: str) -> list[dict[str, Any]]:
        """Who takes part in the training, as HR sees it."""
        domain = [["need_id", "=", self.need_id]]
        names = ["employee_id", "state", *fields]
        return self.stage.read("hr", "hr.quality.participant", domain, names)

    def expect(self, state: str, step: str) -> None:
        """Raise ``StoryError`` unless the need is in that state."""
        found = self.need("state")["state"]
        if found != state:
            raise StoryError(f"After “{step}” the need is “{found}”, not “{state}”.")


def first_day(story: Mapping[str, Any]) -> datetime:
    """The Monday on which the story's need is raised: that of its training week."""
    return datetime.strptime(f"{story['training_week']}-1", "%G-W%V-%u").replace(tzinfo=UTC)
