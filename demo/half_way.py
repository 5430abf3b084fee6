"""Plays the welding story half-way, once: the visitor finds it in the middle and goes on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from demo.loop_once import Pull, feed
from demo.parts import Parts
from demo.plant_folder import read_plant
from demo.runtime.clock import Clock
from demo.runtime.layout import Layout
from demo.runtime.processes import start
from demo.runtime.steps import Steps
from demo.state import write_private

if TYPE_CHECKING:
    from demo.story.stage import Person

People = list[dict[str, str]]

HALF_WAY = "Operations score it too"
"""The last step that is played: the visitor goes on with the check at the line."""


def is_half_way(layout: Layout) -> bool:
    """Whether it has been played."""
    return layout.story.exists() and layout.story.read_text() == HALF_WAY


def play_half_way(parts: Parts, people: People, steps: Steps, pull: Pull) -> None:
    """In an Odoo of its own, whose clock goes through the story's days; Odoo itself must not run.

    What was interrupted goes on after its last whole step.
    """
    # what plays it takes a second to load, and most starts find it played
    from demo import story

    mark = parts.layout.story
    last = mark.read_text() if mark.exists() else None
    told = json.loads((parts.layout.plant / "truth.json").read_text())["story"]
    plant = read_plant(parts.layout.plant)
    by_login: dict[str, Person] = {person["login"]: person for person in people}
    with _odoo_at(parts, datetime.fromisoformat(f"{plant['first_day']}T08:00:00Z")) as travel:
        stage = story.Stage(url=parts.odoo.url, people=by_login, travel=travel)
        with steps.step("Recognise who is trained already, signed by quality and operations"):
            story.take_over(stage, plant)
        travel(story.first_day(told))
        pull.wait()
        feed(parts, steps)
        with steps.step("Play the story from the need to the assessment, each with his own key"):
            story.play(
                stage,
                told,
                after_step=last,
                until=HALF_WAY,
                played=lambda step: write_private(mark, step.name),
            )


@contextmanager
def _odoo_at(parts: Parts, moment: datetime) -> Iterator[Callable[[datetime], None]]:
    """Odoo under another clock while the block runs; gives what sets it."""
    clock = Clock(parts.layout.root / "clock")
    clock.set(moment)
    running = start(replace(parts.odoo, clock=clock, cron_threads=0).program())
    try:
        yield partial(clock.move, running.pid)
    finally:
        running.stop()
