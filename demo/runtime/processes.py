"""Programs that run beside us, each in a process group of its own, and their sure end."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from demo.runtime.errors import SetupError

PATIENCE = 10.0
"""Seconds between asking a program to stop and killing it."""

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """How to start a program, and how to know that it is ready."""

    name: str
    command: Sequence[str]
    log: Path
    ready: Callable[[], bool]
    time_limit: float = 60.0
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    ends_with_us: bool = True
    """Whether it is told to stop when we are killed outright."""


class Running:
    """A started program with everything that it started itself."""

    def __init__(self, program: Program) -> None:
        self.program = program
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("ab") as log:
            self._popen = subprocess.Popen(
                [*program.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **program.environment},
                cwd=program.log.parent,
                start_new_session=True,
                preexec_fn=_Orphan(program.stop_signal) if program.ends_with_us else None,
            )

    @property
    def pid(self) -> int:
        """The id of the process, which is that of its group too."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """What it ended with; ``None`` while it runs."""
        return self._popen.poll()

    def wait_until_ready(self) -> None:
        """Return when it answers; raise ``SetupError`` when it ends or takes too long."""
        program = self.program
        deadline = time.monotonic() + program.time_limit
        while not program.ready():
            if not self.alive:
                raise SetupError(
                    f"{program.name} ended as it began ({last_line(program.log)}): "
                    f"read {program.log}."
                )
            if time.monotonic() > deadline:
                raise SetupError(
                    f"{program.name} does not answer after {program.time_limit:.0f} s: "
                    f"read {program.log}."
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask the group to end, and kill what has not ended in time."""
        stop_group(self.pid, self.program.stop_signal, self._popen.poll)


class _Orphan:
    """Run in the child before the program: should we be killed outright, it is told to end."""

    def __init__(self, stop_signal: signal.Signals) -> None:
        self._signal = int(stop_signal)
        # loaded here, for the child may not load anything between fork and exec
        self._prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def __call__(self) -> None:
        if self._prctl is not None:
            self._prctl(_PR_SET_PDEATHSIG, self._signal, 0, 0, 0)


def start(program: Program, keep: Callable[[Running], None] = lambda _running: None) -> Running:
    """Start a program and wait until it is ready; stop it again when it is not.

    ``keep`` hears of it as soon as it exists.
    """
    running = Running(program)
    try:
        keep(running)
        running.wait_until_ready()
    except BaseException:
        running.stop()
        raise
    return running


def stop_group(
    group: int,
    stop_signal: signal.Signals = signal.SIGTERM,
    reap: Callable[[], object] = lambda: None,
) -> None:
    """End a process group: first by asking, after ``PATIENCE`` by force.

    ``reap`` collects the leader when it is our own child, so that it does not count as alive.
    """
    for sign in (stop_signal, signal.SIGKILL):
        try:
            os.killpg(group, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            reap()
            if not _group_alive(group):
                return
            time.sleep(0.05)


def _group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _only_zombies(group)


def _only_zombies(group: int) -> bool:
    for process in psutil.process_iter(["status"]):
        try:
            if process.info["status"] != psutil.STATUS_ZOMBIE and os.getpgid(process.pid) == group:
                return False
        except ProcessLookupError:
            continue
    return True


def last_line(log: Path) -> str:
    """The last line of a log that says something."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    return said[-1][:300] if said else "without a word"


def birth(pid: int) -> float | None:
    """When a process began; with the id it names one process for good. ``None``: it is gone."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return process.create_time()
    except psutil.NoSuchProcess:
        return None
