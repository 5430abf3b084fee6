"""The whole path of a need on the screens: each step by another person in his own login.

The same story as ``demo.story``, touched instead of called: from 8 % to 3 %, at a desk and on a
phone.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import walk_after
import walk_before
import walk_learning
from playwright.sync_api import Browser, ViewportSize
from walk import Walk

from conftest import DESKTOP, PHONE, SignIn
from demo import story
from whole_factory import Factory, running_factory

pytestmark = [pytest.mark.browser, pytest.mark.odoo]

STEPS = (
    walk_before.operations_confirm,
    walk_before.quality_reviews,
    walk_before.hr_adopts_a_course,
    walk_before.hr_plans,
    walk_learning.trainer_marks_attendance,
    walk_learning.operators_learn,
    walk_learning.operators_sit_the_exam,
    walk_learning.assessors_score,
    walk_learning.operators_see_their_entry,
    walk_after.inspector_checks,
    walk_after.head_answers,
    walk_after.quality_measures,
)


@pytest.fixture(scope="module", params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def viewport(request: pytest.FixtureRequest) -> ViewportSize:
    """How big everybody's screen is."""
    return request.param


@pytest.fixture(scope="module")
def factory(
    viewport: ViewportSize,
    plant: Path,
    make_database: Callable[[], str],
    run_odoo: Callable,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Factory]:
    """A factory of this walk's own, on the day on which the story's need is raised."""
    told = json.loads((plant / "truth.json").read_text())["story"]
    folder = tmp_path_factory.mktemp("gateway")
    monday = story.first_day(told)
    with running_factory(plant, folder, make_database(), run_odoo, at=monday) as running:
        running.run("migrate")
        running.command("pull", "mes", "--stream", "production_count")
        running.command("feed")
        yield running


def test_the_whole_path(
    factory: Factory, sign_in: SignIn, browser: Browser, viewport: ViewportSize
) -> None:
    monday = story.first_day(factory.truth["story"])
    with Walk(factory, sign_in, browser, viewport, monday) as walk:
        for step in STEPS:
            step(walk)
