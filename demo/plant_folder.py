"""The demo's plant: made once, whole or not at all."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.plant.files import FILES, LINE4_FILE, LINE5_ERP_FILE
from demo.plant.shifts import ZONE, Clock, last_sunday
from demo.runtime.disk import require_space
from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout
from demo.runtime.steps import Steps

SEED = 1
_MEBIBYTES = 100


def make_plant(layout: Layout, steps: Steps) -> None:
    """Make its files unless they are there.

    The plant's last week is the last complete one: the demo shows what is going on now. Raises
    ``SetupError`` where another version of the demo has made it.
    """
    if layout.plant.exists():
        missing = [name for name in FILES if not (layout.plant / name).exists()]
        if missing:
            raise SetupError(
                f"The plant in {layout.plant} is of an earlier version of the demo (it has no "
                f"{missing[0]}): make clean CACHE=keep, then make demo."
            )
        return
    require_space(layout.root, _MEBIBYTES, "The demo's plant")
    with steps.step("Make the plant: 26 weeks of production and its SAP data"):
        build_whole(layout.plant, SEED)


def build_whole(folder: Path, seed: int) -> None:
    """Build a plant that ends last Sunday; the folder appears when it is complete."""
    # what builds it takes a second to load, and most starts find it built
    from demo.plant.build import build_plant

    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        build_plant(new, seed=seed, until=last_sunday(datetime.now(Clock(ZONE).zone).date()))
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def read_plant(folder: Path) -> dict[str, Any]:
    """What the ERP knows of the whole plant: plant.json, and what lines 4 and 5 add to it."""
    plant = json.loads((folder / "plant.json").read_text(encoding="utf-8"))
    for line in (LINE4_FILE, LINE5_ERP_FILE):
        for name, rows in json.loads((folder / line).read_text(encoding="utf-8"))["erp"].items():
            plant[name] += rows
    return plant
