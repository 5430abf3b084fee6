"""Stops a demo that runs in another process, and clears away what a killed one left."""

import os
import signal
import time

from demo.runtime.layout import Layout
from demo.runtime.postgres import EmbeddedPostgres
from demo.runtime.processes import stop_group
from demo.state import RunState

_PATIENCE = 60.0
"""Seconds that the keeper may take to stop everything: each program has ten."""


def stop(layout: Layout) -> bool:
    """Stop everything; whether there was anything to stop."""
    run = RunState.read(layout)
    if run is None:
        return False
    alive = run.keeper.alive
    if alive:
        os.kill(run.keeper.pid, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while run.keeper.alive and time.monotonic() < deadline:
            time.sleep(0.1)
        if run.keeper.alive:
            os.kill(run.keeper.pid, signal.SIGKILL)
    return clear_leftovers(layout) or alive


def clear_leftovers(layout: Layout) -> bool:
    """End the programs whose keeper is gone; whether there were any."""
    run = RunState.read(layout)
    if run is None:
        return False
    left = [process for process in run.processes.values() if process.alive]
    for process in left:
        stop_group(process.pid)
    if (layout.postgres / "data").exists():
        EmbeddedPostgres(layout.postgres, log=layout.log / "postgres.log").stop()
    layout.status.unlink(missing_ok=True)
    return bool(left)
