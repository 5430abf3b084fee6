"""The demo's plant: made once, whole or not at all."""

import shutil
from datetime import datetime
from pathlib import Path

from demo.plant.build import build_plant, last_sunday
from demo.plant.shifts import ZONE, Clock
from demo.runtime.disk import require_space
from demo.runtime.layout import Layout
from demo.runtime.steps import Steps

SEED = 1
_MEBIBYTES = 100


def make_plant(layout: Layout, steps: Steps) -> None:
    """Make plant.json, truth.json, sap.json and the MES database unless they are there.

    The plant's last week is the last complete one: the demo shows what is going on now.
    """
    if layout.plant.exists():
        return
    require_space(layout.root, _MEBIBYTES, "The demo's plant")
    with steps.step("Make the plant: 26 weeks of production and its SAP data"):
        build_whole(layout.plant, SEED)


def build_whole(folder: Path, seed: int) -> None:
    """Build a plant that ends last Sunday; the folder appears when it is complete."""
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        build_plant(new, seed=seed, until=last_sunday(datetime.now(Clock(ZONE).zone).date()))
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
