"""Odoo under another clock: ``python -m demo.runtime.odoo_at 2026-10-12T06:00:00+00:00 server …``.

From that moment on time goes by as always. A story that takes weeks is told so in minutes, by the
same acts, each under the date on which it would have happened; nothing of it is written by hand.
"""

import sys
from datetime import datetime

import time_machine


def main(moment: str, *arguments: str) -> None:
    """Set the process's clock, then be Odoo."""
    time_machine.travel(datetime.fromisoformat(moment), tick=True).start()
    # imported after the clock is set: what it reads on import is of that day too
    from odoo.cli import main as odoo

    sys.argv = ["odoo", *arguments]
    odoo()


if __name__ == "__main__":
    main(*sys.argv[1:])
