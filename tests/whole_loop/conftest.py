"""Three factories, one after the other: pulled and fed once, then asked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from whole_factory import ALL_SOURCES, Factory, running_factory

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed{seed}")
def factory(
    request: pytest.FixtureRequest,
    make_plant: Callable[[int], Path],
    make_database: Callable[[], str],
    run_odoo: Callable,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Factory]:
    """A factory whose data are still where they were made."""
    plant = make_plant(request.param)
    folder = tmp_path_factory.mktemp("gateway")
    with running_factory(plant, folder, make_database(), run_odoo, sources=ALL_SOURCES) as running:
        yield running
