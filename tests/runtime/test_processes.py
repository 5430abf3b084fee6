"""Everything that was started is stopped, however the one who started it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from demo.runtime import processes
from demo.runtime.errors import SetupError
from demo.runtime.processes import Program, Running, birth, start, stop_group
from demo.state import Process

PARENT_AND_DEAF_CHILD = """
import os, signal, subprocess, sys, time
deaf = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(600)"
)
child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
child.stdout.readline()
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(600)
"""

KEEPER = """
import sys, time
from pathlib import Path
from demo.runtime.cleanly import ends_cleanly
from demo.runtime.processes import Program, start
with ends_cleanly():
    folder = Path(sys.argv[1])
    command = ["sleep", "600"]
    program = Program(name="child", command=command, log=folder / "log", ready=lambda: True)
    running = start(program)
    try:
        (folder / "pid").write_text(str(running.pid))
        time.sleep(600)
    finally:
        running.stop()
        (folder / "cleaned").touch()
"""


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def program(tmp_path: Path, *command: str, ready: Callable[[], bool], limit: float = 20) -> Program:
    return Program(name="it", command=command, log=tmp_path / "log", ready=ready, time_limit=limit)


def test_a_child_that_does_not_listen_is_stopped_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 1.0)
    note = tmp_path / "pid"
    command = (sys.executable, "-c", PARENT_AND_DEAF_CHILD, str(note))
    running = start(
        program(tmp_path, *command, ready=lambda: note.exists() and bool(note.read_text()))
    )
    child = int(note.read_text())
    running.stop()
    assert birth(running.pid) is None
    assert until(lambda: birth(child) is None)


def test_a_program_that_ends_at_once_is_named_with_its_last_words(tmp_path: Path) -> None:
    command = ("sh", "-c", "echo no more memory; exit 1")
    with pytest.raises(SetupError, match="no more memory"):
        start(program(tmp_path, *command, ready=lambda: False))


def test_a_program_that_never_answers_is_stopped(tmp_path: Path) -> None:
    heard: list[Running] = []
    never = program(tmp_path, "sleep", "600", ready=lambda: False, limit=0.3)
    with pytest.raises(SetupError, match="does not answer"):
        start(never, heard.append)
    assert not heard[0].alive


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_programs_end_with_their_keeper(tmp_path: Path, number: signal.Signals) -> None:
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(tmp_path)], start_new_session=True)
    note = tmp_path / "pid"
    assert until(lambda: note.exists() and bool(note.read_text()))
    child = int(note.read_text())
    keeper.send_signal(number)
    keeper.wait(20)
    assert until(lambda: birth(child) is None)
    assert (tmp_path / "cleaned").exists() == (number != signal.SIGKILL)


def test_an_id_that_is_used_again_is_another_process() -> None:
    own = Process.of(os.getpid())
    assert own.alive
    assert not Process(own.pid, (own.born or 0) - 100).alive


def test_a_group_that_is_gone_already() -> None:
    ended = subprocess.Popen(["true"], start_new_session=True)
    ended.wait()
    stop_group(ended.pid)
    assert not psutil.pid_exists(ended.pid)
