"""The demo's plant: made once, whole or not at all."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.plant.build import FILES, build_plant, last_sunday
from demo.plant.line4 import FILE as LINE4
from demo.plant.shifts import ZONE, Clock
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
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        build_plant(new, seed=seed, until=last_sunday(datetime.now(Clock(ZONE).zone).date()))
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def read_plant(folder: Path) -> dict[str, Any]:
    """What the ERP knows of the whole plant: plant.json, and what line 4 adds to it."""
    plant = json.loads((folder / "plant.json").read_text(encoding="utf-8"))
    added = json.loads((folder / LINE4).read_text(encoding="utf-8"))["erp"]
    return {**plant, **{name: plant[name] + rows for name, rows in added.items()}}
