"""What is wrong with a system of the demo, on demand: one word in a file that its program reads."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WELL = ""
STOPPED = "stopped"
SLOW = "slow"
BROKEN = "broken"

_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class FaultFile:
    """The file of one system. Where there is none, the system is well."""

    path: Path

    def read(self) -> str:
        """``WELL``, ``STOPPED``, ``SLOW``, ``BROKEN`` or a word that the system alone knows."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return WELL

    def stamp(self) -> int:
        """Tells whether somebody has written since, the same word too."""
        return _changed(self.path)

    def note_done(self, stamp: int) -> None:
        """The program's word that it does what was written then."""
        _replace(self._done, str(stamp))

    def is_done(self) -> bool:
        """Whether the program does what was written last."""
        try:
            return self._done.read_text(encoding="utf-8") == str(self.stamp())
        except FileNotFoundError:
            return False

    def write(self, word: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _replace(self.path, word)

    @property
    def _done(self) -> Path:
        return self.path.with_suffix(".done")


def follow(fault: FaultFile, do: Callable[[str], None]) -> None:
    """From now on, have ``do`` called with every word that is written, on a thread of its own."""

    def look() -> None:
        done = None
        while True:
            stamp = fault.stamp()
            if stamp != done:
                do(fault.read())
                fault.note_done(stamp)
                done = stamp
            time.sleep(_LOOK)

    threading.Thread(target=look, name="fault", daemon=True).start()


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _replace(path: Path, text: str) -> None:
    """In one step, so that nobody reads half a word."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
