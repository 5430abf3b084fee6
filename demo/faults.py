"""Stops, slows, breaks and mends one of the systems that a running demo reads from."""

import time
from enum import StrEnum

from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout
from demo.state import RunState
from demo.systems.fault import BROKEN, SLOW, STOPPED, WELL, FaultFile

_PATIENCE = 30.0
"""Seconds that a system may take to stop or to start."""


class Do(StrEnum):
    """What can be done to a system."""

    STOP = "stop"
    SLOW = "slow"
    BREAK = "break"
    MEND = "mend"


_WORDS = {Do.STOP: STOPPED, Do.SLOW: SLOW, Do.BREAK: BROKEN, Do.MEND: WELL}


def faults(layout: Layout) -> dict[str, str]:
    """Source → what is wrong with it now. Raises ``SetupError`` where no demo runs."""
    return {name: FaultFile(layout.faults / name).read() for name in _running(layout).systems}


def make_fault(layout: Layout, source: str, what: Do) -> None:
    """Returns when it has come about. Raises ``SetupError`` where it cannot."""
    systems = _running(layout).systems
    if source not in systems:
        raise SetupError(f"The demo has no source {source}; there are: {', '.join(systems)}.")
    fault = FaultFile(layout.faults / source)
    fault.write(_WORDS[what])
    _wait(layout, systems[source], fault, ends=what is Do.STOP)


def _running(layout: Layout) -> RunState:
    run = RunState.read(layout)
    if run is None or not run.keeper.alive:
        raise SetupError("The demo is not running: start it with make demo.")
    return run


def _wait(layout: Layout, program: str, fault: FaultFile, *, ends: bool) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        alive = _running(layout).processes[program].alive
        if not alive if ends else alive and fault.is_done():
            return
        if time.monotonic() > deadline:
            raise SetupError(
                f"{program} does not {'stop' if ends else 'do it'}: read its log in {layout.log}."
            )
        time.sleep(0.1)
