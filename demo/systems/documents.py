"""``python -m demo.systems.documents --folder line5 --fault line5.fault``: a folder of documents.

While it is stopped the folder is away, as a share that is not mounted. While it is slow the newest
document is written anew again and again, and whoever opens it waits for a lease on it to be given
back, as on a busy file server. While it is broken the newest document is not whole XML.
"""

import fcntl
import os
import signal
import threading
import time
from pathlib import Path

from demo.systems.at_rest import run

HELD = 4.0
"""Seconds for which whoever opens the document waits."""
_FREE = 1.0
_LOOK = 0.1
_WHOLE = ".whole"
_DAMAGE = b"\n<<< damaged on purpose: quality-loop demo fault NAME mend >>>\n"


class Documents:
    """See ``AtRest``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._away = folder.with_name(f"{folder.name}.away")
        # who waits for a lease is told by this signal, which we look for when it suits us
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGIO})

    def restore(self) -> None:
        if self._away.exists():
            self._away.replace(self._folder)
        for whole in self._folder.parent.glob(f"{self._folder.name}.*{_WHOLE}"):
            name = whole.name.removeprefix(f"{self._folder.name}.").removesuffix(_WHOLE)
            whole.replace(self._folder / name)

    def take_away(self) -> None:
        self._folder.replace(self._away)

    def damage(self) -> None:
        """In one step, so that nobody reads a document that is only half damaged."""
        newest = self._newest()
        content = newest.read_bytes()
        middle = len(content) // 2
        damaged = self._folder / f".{newest.name}.damaged"
        damaged.write_bytes(content[:middle] + _DAMAGE + content[middle:])
        whole = self._folder.with_name(f"{self._folder.name}.{newest.name}{_WHOLE}")
        whole.hardlink_to(newest)
        damaged.replace(newest)

    def hinder(self, until: threading.Event) -> None:
        """Have the newest document read again, and keep who opens it waiting."""
        newest = self._newest()
        with newest.open("rb") as document:
            # only its time changes: a reader sees that somebody wrote it, and finds the same
            os.utime(newest, ns=(time.time_ns(), newest.stat().st_mtime_ns))
            try:
                fcntl.fcntl(document, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            except BlockingIOError:
                until.wait(_LOOK)  # somebody reads it
                return
            if _is_wanted(until):
                until.wait(HELD)
        until.wait(_FREE)

    def _newest(self) -> Path:
        return max(self._folder.glob("*.xml"))


def _is_wanted(until: threading.Event) -> bool:
    """Wait until somebody wants to open the document, or for a while."""
    give_up = time.monotonic() + HELD
    while not until.is_set() and time.monotonic() < give_up:
        if signal.sigtimedwait({signal.SIGIO}, _LOOK) is not None:
            return True
    return False


if __name__ == "__main__":
    run("demo.systems.documents", "folder", Documents)
