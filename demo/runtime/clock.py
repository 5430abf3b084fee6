"""The clock of an Odoo that a story is told in; see ``demo.runtime.odoo_at``."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MOVE = signal.SIGRTMIN
"""Has such an Odoo set its clock anew."""

_SECONDS = 10
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Clock:
    """``file`` is how the moment is told; nobody else writes it."""

    file: Path

    def set(self, moment: datetime) -> None:
        """The moment that the process will begin at."""
        new = self.file.with_suffix(".new")
        new.write_text(moment.isoformat())
        new.rename(self.file)

    def move(self, pid: int, moment: datetime) -> None:
        """Set the clock of a running process; returns when it is set."""
        self.set(moment)
        os.kill(pid, MOVE)
        deadline = time.monotonic() + _SECONDS
        while self.file.exists():
            if time.monotonic() > deadline:
                raise TimeoutError(f"Process {pid} did not set its clock to {moment}.")
            time.sleep(_STEP)
