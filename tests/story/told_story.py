"""A story that was told, and the factory that it was told in."""

from dataclasses import dataclass

from demo.story.scene import Scene
from whole_factory import Factory


@dataclass(frozen=True, slots=True)
class Told:
    """``scene`` still stands on its stage: Odoo runs on, at the end of the story."""

    factory: Factory
    scene: Scene
    steps: list[str]
