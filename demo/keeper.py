"""Starts the demo's programs, writes them down, and stops them in reverse order.

A program of ours that ends by itself ends the demo. A system that we read from may end: a fault
stops it and mends it, or somebody kills it, and the others go on.
"""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from demo.runtime import processes
from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout
from demo.state import Process, RunState
from demo.systems.fault import STOPPED, WELL, FaultFile

_LOOK = 0.5
"""Seconds between two looks at what runs."""


@dataclass(slots=True)
class _System:
    """A system that we read from: its program may end and begin again."""

    program: processes.Program
    fault: FaultFile
    running: processes.Running
    stamp: int

    def stop(self) -> None:
        self.running.stop()

    def look(self) -> bool:
        """Do what somebody has written since the last time; whether the program was changed."""
        stamp = self.fault.stamp()
        if stamp == self.stamp:
            return False
        self.stamp = stamp
        if self.fault.read() == STOPPED:
            self.running.stop()
            return False
        if self.running.alive:
            return False
        self.running = processes.Running(self.program)
        return True


class Keeper:
    """What runs beside us."""

    def __init__(self, layout: Layout, run_state: RunState, stack: ExitStack) -> None:
        self._layout = layout
        self._state = run_state
        self._stack = stack
        self._running: list[processes.Running] = []
        self._begun: list[processes.Running] = []
        self._systems: list[_System] = []

    def start(self, *programs: processes.Program) -> None:
        """Start all of them, then wait until each is ready."""
        self.begin(*programs)
        self.wait()

    def begin(self, *programs: processes.Program) -> None:
        """Start them and go on; ``wait`` returns when they are ready."""
        for program in programs:
            running = processes.Running(program)
            self.keep(running)
            self._begun.append(running)

    def begin_systems(self, programs: Mapping[str, processes.Program]) -> None:
        """The same with systems that we read from, by the names of the sources; all are well."""
        for source, program in programs.items():
            fault = FaultFile(self._layout.faults / source)
            fault.write(WELL)
            system = _System(program, fault, processes.Running(program), fault.stamp())
            self._stack.callback(system.stop)
            self._systems.append(system)
            self._state.systems[source] = program.name
            self._note(system.running)

    def wait(self) -> None:
        """Return when every program that was begun is ready."""
        while self._begun:
            self._begun[0].wait_until_ready()
            del self._begun[0]

    def wait_for_systems(self) -> None:
        """Return when every system that we read from is ready."""
        for system in self._systems:
            system.running.wait_until_ready()

    def keep(self, running: processes.Running) -> None:
        """Answer for a started program from now on."""
        self._stack.callback(running.stop)
        self._running.append(running)
        self._note(running)

    def watch(self) -> None:
        """Return only by a signal; raise ``SetupError`` when a program ends by itself."""
        while True:
            self.look()
            time.sleep(_LOOK)

    def look(self) -> None:
        """See whether all programs run, and have systems do what was written for them."""
        for running in self._running:
            if not running.alive:
                raise SetupError(
                    f"{running.program.name} ended by itself "
                    f"({processes.last_line(running.program.log)}): read "
                    f"{running.program.log}, then start the demo again."
                )
        for system in self._systems:
            if system.look():
                self._note(system.running)

    def _note(self, running: processes.Running) -> None:
        self._state.processes[running.program.name] = Process.of(running.pid)
        self._state.write(self._layout)
