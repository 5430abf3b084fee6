"""Runs one command to its end, its words in a log."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from demo.runtime.debian_archive import complaint
from demo.runtime.errors import SetupError


def run_command(
    command: Sequence[str], trouble: str, *, log: Path, environment: Mapping[str, str]
) -> str:
    """What it printed. Raises ``SetupError`` (``trouble`` and its last complaint) when it fails."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=log.parent,
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as file:
        file.write(done.stdout + done.stderr)
    if done.returncode:
        raise SetupError(f"{trouble} ({complaint(done.stderr or done.stdout)}): read {log}.")
    return done.stdout
