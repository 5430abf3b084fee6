"""A factory in which the welding story has been told to its end."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from told_story import Told

from demo import story
from whole_factory import running_factory


@pytest.fixture(scope="session")
def told(
    plant: Path,
    make_database: Callable[[], str],
    run_odoo: Callable,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Told]:
    """From the first week above the limit to the measured effect, every act through its door."""
    folder = tmp_path_factory.mktemp("story")
    truth = json.loads((plant / "truth.json").read_text())["story"]
    database = make_database()
    with running_factory(plant, folder, database, run_odoo, at=story.first_day(truth)) as factory:
        factory.run("migrate")
        factory.command("pull", "mes", "--stream", "production_count")
        factory.command("feed")
        stage = story.Stage(
            url=factory.odoo.url, people=factory.odoo.people, travel=factory.odoo.travel
        )
        steps: list[str] = []
        scene = story.play(stage, truth, played=lambda step: steps.append(step.name))
        yield Told(factory, scene, steps)
