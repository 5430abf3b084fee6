"""Free space, asked for before anything is written."""

import shutil
from pathlib import Path

from demo.runtime.errors import SetupError

MEBIBYTE = 1024**2


def require_space(folder: Path, mebibytes: int, purpose: str) -> None:
    """Raise ``SetupError`` unless the file system of ``folder`` has so much room.

    ``folder`` need not exist yet.
    """
    existing = folder
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free // MEBIBYTE
    if free < mebibytes:
        raise SetupError(
            f"{purpose} needs {mebibytes} MB in {folder}, but only {free} MB are free there: "
            "make room, or choose another place (XDG_CACHE_HOME for downloads, the checkout's "
            "folder for the rest)."
        )
