"""How our own programs end: cleaned up on every signal, one sentence instead of a traceback."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from demo.runtime.errors import SetupError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """Turn the first signal to stop into an ordinary exit, so that every ``finally`` runs.

    Further signals are ignored, so that cleaning up is not cut short; what must not wait for ever
    has its own time limit. A ``SetupError`` becomes its sentence and exit code 1.
    """
    before = {number: signal.signal(number, _end) for number in SIGNALS}
    try:
        yield
    except SetupError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    if number == signal.SIGHUP:
        # the terminal is gone: whatever is printed from now on goes nowhere
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
    sys.exit(128 + number)
