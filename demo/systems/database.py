"""``python -m demo.systems.database --file mes.sqlite --fault mes.fault``: a database file.

While it is stopped the file is away, while it is slow somebody locks it again and again, while it
is broken there is something else in its place.
"""

import sqlite3
import threading
from pathlib import Path

from demo.systems.at_rest import run

LOCKED = 4.0
"""Seconds for which a slow database keeps everybody waiting; readers give up after five."""
FREE = 0.15
_DAMAGE = b"This file was damaged on purpose: quality-loop demo fault NAME mend.\n" * 40


class DatabaseFile:
    """See ``AtRest``."""

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

    def hinder(self, until: threading.Event) -> None:
        """Lock it."""
        database = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            database.execute("BEGIN EXCLUSIVE")
            until.wait(LOCKED)
        except sqlite3.OperationalError:
            pass  # a reader was faster
        finally:
            database.close()
        until.wait(FREE)


if __name__ == "__main__":
    run("demo.systems.database", "file", DatabaseFile)
