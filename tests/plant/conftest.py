"""Plants for the tests, each built once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from demo.plant.build import build_plant

# Both clock changes lie in the 26 weeks before this day.
SPRING = date(2026, 4, 5)


@pytest.fixture(scope="session")
def plant_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The folder of the plant of a seed."""
    built: dict[int, Path] = {}

    def folder(seed: int) -> Path:
        if seed not in built:
            built[seed] = tmp_path_factory.mktemp(f"plant{seed}")
            build_plant(built[seed], seed=seed, until=SPRING, counts=16_000)
        return built[seed]

    return folder
