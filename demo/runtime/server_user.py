"""PostgreSQL refuses to run as root: as root it runs as ``nobody``, and nothing else changes.

No user is made and no folder's permissions are widened. Where ``nobody`` cannot reach the folders
(a checkout below ``/root``), the server keeps one capability, to pass through folders.
"""

import os
import pwd
import shutil
from pathlib import Path

from demo.runtime.errors import SetupError

_NAME = "nobody"
_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}
"""The capabilities that pass through closed folders, the narrower one first, with their numbers."""


def is_root() -> bool:
    """Whether we run as root."""
    return os.geteuid() == 0


def own(folder: Path) -> None:
    """Give a new folder to the user that the server runs as."""
    folder.mkdir(mode=0o700, parents=False, exist_ok=True)
    if is_root():
        entry = pwd.getpwnam(_NAME)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def prefix(*reached: Path) -> list[str]:
    """What to put before a command so that it runs as a user PostgreSQL accepts.

    ``reached`` are the files and folders that this user must reach.
    """
    if not is_root():
        return []
    if shutil.which("setpriv") is None:
        raise SetupError(
            "PostgreSQL does not run as root and the program setpriv is not here to run it as "
            "another user: install util-linux, run as an ordinary user, or name an existing "
            "server in QUALITY_LOOP_DATABASE_URL."
        )
    entry = pwd.getpwnam(_NAME)
    identity = [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    # without this, the change of user would forget that the server ends with its keeper
    command = ["setpriv", *identity, "--pdeathsig=keep"]
    if all(_open_to_all(path) for path in reached):
        return [*command, "--"]
    name = _capability()
    return [*command, f"--inh-caps=+{name}", f"--ambient-caps=+{name}", "--"]


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def _capability() -> str:
    held = _effective_capabilities()
    for name, number in _CAPABILITIES.items():
        if held >> number & 1:
            return name
    raise SetupError(
        "PostgreSQL does not run as root, and another user cannot reach this checkout: move it to "
        "a folder that everybody may pass through, or run as an ordinary user."
    )


def _effective_capabilities() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0
