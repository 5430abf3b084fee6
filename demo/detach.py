"""Starts the demo in a process of its own and returns when it runs."""

import os
import subprocess
import sys
import time
from pathlib import Path

from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout, executable
from demo.runtime.processes import last_line, stop_group
from demo.state import RunState
from demo.up import AskedPorts


def detached(layout: Layout, asked: AskedPorts) -> None:
    """Show what the other process prints until everything runs.

    Raises ``SetupError`` with its sentence when it ends before that. A signal stops it too.
    """
    layout.make()
    words = layout.log / "demo.log"
    command = [executable(), "demo", "up", *asked.options()]
    with words.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _follow(layout, process, words)
    except BaseException:
        stop_group(process.pid, reap=process.poll)
        raise


def _follow(layout: Layout, process: subprocess.Popen[bytes], words: Path) -> None:
    shown = 0
    while True:
        ended = process.poll() is not None
        ready = _runs(layout, process.pid)
        text = words.read_text()
        if ended:
            raise SetupError(last_line(words))
        _print(text[shown:])
        shown = len(text)
        if ready:
            _print("It runs on; quality-loop demo down stops it.\n")
            return
        time.sleep(0.2)


def _print(text: str) -> None:
    """Show a piece of text; a reader who went away does not stop the demo."""
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _runs(layout: Layout, pid: int) -> bool:
    run = RunState.read(layout)
    return run is not None and run.keeper.pid == pid and run.state == "running"
