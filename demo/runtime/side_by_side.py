"""Runs targets of the Makefile side by side: ``python -m demo.runtime.side_by_side -- lint …``.

Each target's words go to a file and are shown whole when it ends; meanwhile the screen tells what
runs. All of them run to their end, so that one failure does not hide another.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from demo.runtime.cleanly import ends_cleanly
from demo.runtime.layout import Layout, checkout
from demo.runtime.processes import stop_group

_SECONDS_BETWEEN_SIGNS = 30


@dataclass(slots=True)
class Part:
    """One target that runs."""

    target: str
    log: Path
    process: subprocess.Popen[bytes]
    begun: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.begun


def run(targets: list[str], jobs: int) -> int:
    """Run all targets, so many at once; returns 0 when all of them passed."""
    layout = Layout.of_tests()
    layout.make()
    waiting = list(targets)
    running: list[Part] = []
    results: dict[str, tuple[int, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_start(waiting.pop(0), layout.log))
            for part in _ended(running):
                running.remove(part)
                results[part.target] = (part.process.returncode, part.seconds)
                _show(part)
    finally:
        for part in running:
            stop_group(part.process.pid, reap=part.process.poll)
    print()
    for target, (code, seconds) in results.items():
        print(f"{seconds:6.0f} s {target}: {'failed' if code else 'passed'}")
    return 1 if any(code for code, _seconds in results.values()) else 0


def _start(target: str, folder: Path) -> Part:
    log = folder / f"{target}.log"
    print(f"       … {target}", flush=True)
    with log.open("wb") as words:
        process = subprocess.Popen(
            ["make", "--no-print-directory", "--keep-going", target],
            cwd=checkout(),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # the inner make is none of the outer one's jobs
            env={name: value for name, value in os.environ.items() if name != "MAKEFLAGS"},
        )
    return Part(target, log, process)


def _ended(running: list[Part]) -> list[Part]:
    """Wait until a part ends, with a sign of life from time to time; which ones ended."""
    sign = time.monotonic() + _SECONDS_BETWEEN_SIGNS
    while True:
        ended = [part for part in running if part.process.poll() is not None]
        if ended:
            return ended
        if time.monotonic() > sign:
            names = ", ".join(f"{part.target} {part.seconds:.0f} s" for part in running)
            print(f"       … {names}", flush=True)
            sign += _SECONDS_BETWEEN_SIGNS
        time.sleep(0.2)


def _show(part: Part) -> None:
    print(f"\n{'=' * 20} {part.target} ({part.seconds:.0f} s)")
    print(part.log.read_text(errors="replace"), flush=True)


if __name__ == "__main__":
    with ends_cleanly():
        options, targets = sys.argv[1:3], sys.argv[4:]
        sys.exit(run(targets, int(options[1])))
