"""Odoo under another clock: ``python -m demo.runtime.odoo_at FILE server …``.

FILE holds the moment to begin at; time goes by from there as always. On ``MOVE`` the clock is set
to what FILE says then, and FILE is removed as a sign. A story that takes weeks is told so in
minutes by the same acts, each under the date on which it would have happened.
"""

import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType

import time_machine

from demo.runtime.clock import MOVE


def main(name: str, *arguments: str) -> None:
    """Set the process's clock, then be Odoo."""
    file = Path(name)
    clock = time_machine.travel(_read(file), tick=True).start()

    def move(_signal: int, _frame: FrameType | None) -> None:
        clock.move_to(_read(file))

    signal.signal(MOVE, move)
    # imported after the clock is set: what it reads on import is of that day too
    from odoo.cli import main as odoo

    sys.argv = ["odoo", *arguments]
    odoo()


def _read(file: Path) -> datetime:
    moment = datetime.fromisoformat(file.read_text())
    file.unlink()
    return moment


if __name__ == "__main__":
    main(*sys.argv[1:])
