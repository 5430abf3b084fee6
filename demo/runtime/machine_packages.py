"""Packages of the machine's own system that only some tests need, such as a browser.

They are installed with apt where we are root; otherwise the user reads the command to run. Their
absence is a failure where ``CI=true``; elsewhere what needs them is skipped.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence


def install_command(packages: Sequence[str]) -> str:
    """What a user runs to have the packages."""
    return f"sudo apt-get install {' '.join(packages)}"


def required() -> bool:
    """Whether an absence is a failure."""
    return os.environ.get("CI") == "true"


def provide(
    what: str, purpose: str, packages: Sequence[str], find: Callable[[], str | None]
) -> int:
    """Have the program that ``find`` looks for; returns the exit code."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Install {what} for {purpose} …", flush=True)
        _install(packages)
    if find() is not None:
        return 0
    print(
        f"{purpose[0].upper()}{purpose[1:]} need {what}, which is not here; install it with: "
        f"{install_command(packages)}"
    )
    return 1 if required() else 0


def _install(packages: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr.strip())
