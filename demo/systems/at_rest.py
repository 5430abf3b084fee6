"""Systems that answer nobody: what they know lies in a file or in a folder.

A company's database server can be down, busy or damaged, its share unmounted; what lies on this
machine's disk cannot by itself. A program of its own does it. What it holds is never lost.
"""

import argparse
import signal
import threading
from pathlib import Path
from typing import Protocol

from demo.systems.fault import BROKEN, SLOW, STOPPED, WELL, FaultFile

_LOOK = 0.1


class AtRest(Protocol):
    """What is read, in the place where readers look for it, or what stands there instead."""

    def restore(self) -> None:
        """As if nothing had happened."""
        ...

    def take_away(self) -> None: ...

    def damage(self) -> None: ...

    def hinder(self, until: threading.Event) -> None:
        """Keep readers waiting for a while, then let them in for a moment."""
        ...


def serve(system: AtRest, fault: FaultFile, ended: threading.Event) -> None:
    """Do as the fault says until ``ended``; only what is stopped stays away then."""
    before: int | None = None
    while not ended.is_set():
        stamp, word = fault.stamp(), fault.read()
        if stamp != before:
            _set(system, word)
            fault.note_done(stamp)
        if word == SLOW:
            system.hinder(ended)
        else:
            ended.wait(_LOOK)
        before = stamp
    _set(system, STOPPED if fault.read() == STOPPED else WELL)


def _set(system: AtRest, word: str) -> None:
    system.restore()
    if word == STOPPED:
        system.take_away()
    elif word == BROKEN:
        system.damage()


def run(program: str, what: str, system: type[AtRest]) -> None:
    """The program: ``--{what} PATH --fault FILE``. ``system`` is made of that path."""
    parser = argparse.ArgumentParser(prog=program)
    parser.add_argument(f"--{what}", dest="place", type=Path, required=True)
    parser.add_argument("--fault", type=Path, required=True)
    arguments = parser.parse_args()
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    serve(system(arguments.place), FaultFile(arguments.fault), ended)
