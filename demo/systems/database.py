"""``python -m demo.systems.database --file mes.sqlite --fault mes.fault``: a system that is a file.

A company's database server can be down, busy or damaged; a file cannot by itself. This program
does it to the file: while it is stopped the file is away, while it is slow somebody locks it again
and again, while it is broken there is something else in its place. What it holds is never touched.
"""

import argparse
import signal
import sqlite3
import threading
from pathlib import Path

from demo.systems.fault import BROKEN, SLOW, STOPPED, WELL, FaultFile

LOCKED = 4.0
"""Seconds for which a slow database keeps everybody waiting; readers give up after five."""
FREE = 0.15
_LOOK = 0.1
_DAMAGE = b"This file was damaged on purpose: quality-loop demo fault NAME mend.\n" * 40


class DatabaseFile:
    """The file in the place where readers look for it, or what stands there instead."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._away = path.with_name(f"{path.name}.away")

    def restore(self) -> None:
        if self._away.exists():
            self._away.replace(self._path)

    def take_away(self) -> None:
        if not self._away.exists():
            self._path.replace(self._away)
        self._path.unlink(missing_ok=True)

    def damage(self) -> None:
        self.take_away()
        self._path.write_bytes(_DAMAGE)

    def lock(self, until: threading.Event) -> None:
        """Keep readers out for a while, then let them in for a moment."""
        database = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            database.execute("BEGIN EXCLUSIVE")
            until.wait(LOCKED)
        except sqlite3.OperationalError:
            pass  # a reader was faster
        finally:
            database.close()
        until.wait(FREE)


def serve(file: DatabaseFile, fault: FaultFile, ended: threading.Event) -> None:
    """Do as the fault says until ``ended``; only a stopped system's file stays away then."""
    before: int | None = None
    while not ended.is_set():
        stamp, word = fault.stamp(), fault.read()
        if stamp != before:
            _set(file, word)
            fault.note_done(stamp)
        if word == SLOW:
            file.lock(ended)
        else:
            ended.wait(_LOOK)
        before = stamp
    _set(file, STOPPED if fault.read() == STOPPED else WELL)


def _set(file: DatabaseFile, word: str) -> None:
    file.restore()
    if word == STOPPED:
        file.take_away()
    elif word == BROKEN:
        file.damage()


def main() -> None:
    parser = argparse.ArgumentParser(prog="demo.systems.database")
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--fault", type=Path, required=True)
    arguments = parser.parse_args()
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    serve(DatabaseFile(arguments.file), FaultFile(arguments.fault), ended)


if __name__ == "__main__":
    main()
