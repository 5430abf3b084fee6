"""Where the demo and the tests keep what they make."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from demo.runtime.errors import SetupError

ADDONS = (
    "base_act",
    "hr_quality",
    "hr_quality_training",
    "hr_quality_library",
    "hr_quality_mrp",
)
"""The modules that a demo database has installed, in order of dependence."""


def checkout() -> Path:
    """The folder of the checkout that this code runs from.

    Raises ``SetupError`` when the package was installed without its checkout, for then there are
    no add-ons to install.
    """
    folder = Path(__file__).resolve().parents[2]
    if not (folder / "erp_addon").is_dir():
        raise SetupError(
            f"There is no folder erp_addon beside {folder / 'demo'}: run the demo from a checkout "
            "of Quality Loop (git clone, then make demo)."
        )
    return folder


def addons_folder() -> Path:
    """The add-ons path of this checkout."""
    return checkout() / "erp_addon"


def download_cache() -> Path:
    """The folder of downloads, which several checkouts of one user share."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "quality-loop"


def executable() -> str:
    """The command ``quality-loop`` of the environment that we run in."""
    return str(Path(sys.executable).with_name("quality-loop"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files below one state folder."""

    root: Path

    @classmethod
    def of_demo(cls) -> "Layout":
        """The state of this checkout's demo; ``QUALITY_LOOP_STATE`` names another folder."""
        named = os.environ.get("QUALITY_LOOP_STATE")
        return cls(Path(named).resolve() if named else checkout() / ".quality-loop")

    @classmethod
    def of_tests(cls) -> "Layout":
        """The state that the tests of this checkout share."""
        return cls(checkout() / ".quality-loop" / "test")

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL: its data and its socket."""
        return self.root / "postgres"

    @property
    def log(self) -> Path:
        """One log file per program."""
        return self.root / "log"

    @property
    def plant(self) -> Path:
        """What ``quality-loop plant`` writes: plant.json, truth.json, sap.json and databases."""
        return self.root / "plant"

    @property
    def files(self) -> Path:
        """Odoo's data_dir: attachments and sessions."""
        return self.root / "odoo"

    @property
    def odoo_conf(self) -> Path:
        """The configuration of Odoo, with the database's password."""
        return self.root / "odoo.conf"

    @property
    def gateway_conf(self) -> Path:
        """The configuration of the gateway."""
        return self.root / "quality-loop.toml"

    @property
    def secrets(self) -> Path:
        """Passwords and API keys, readable by their owner alone."""
        return self.root / "keys.json"

    @property
    def story(self) -> Path:
        """The name of the last step of the story that was played."""
        return self.root / "story"

    @property
    def status(self) -> Path:
        """What runs: addresses and process ids."""
        return self.root / "run.json"

    @property
    def faults(self) -> Path:
        """What is wrong with each system that the demo reads from: a file by its source."""
        return self.root / "faults"

    @property
    def lock(self) -> Path:
        """Held by the one process that runs what is in this folder."""
        return self.root / "lock"

    def make(self) -> None:
        """Create the folders; the root is readable by its owner alone.

        Raises ``SetupError`` when the folder cannot be written.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.log.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise SetupError(
                f"{self.root} cannot be written ({error.strerror}): run from a checkout in a "
                "folder that belongs to you."
            ) from None
