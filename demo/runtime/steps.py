"""Progress that a user can follow: one line per step, with its time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Steps:
    """Prints steps as they begin and end.

    On a terminal the running step shows a spinner and its elapsed time; elsewhere it is one line
    when it begins and one when it ends, so that a log shows where time went.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self._begun = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the first step."""
        return time.monotonic() - self._begun

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show ``title`` while the block runs, then the time it took."""
        begun = time.monotonic()
        if self.console.is_terminal:
            with self._spinner() as progress:
                progress.add_task(title, total=None)
                yield
        else:
            self.console.print(f"       … {title}", markup=False)
            yield
        self.done(title, time.monotonic() - begun)

    def say(self, sentence: str) -> None:
        """Print a sentence; nobody may be left to read it."""
        with suppress(OSError):
            self.console.print(sentence, markup=False)

    def _spinner(self) -> Progress:
        columns = (TimeElapsedColumn(), SpinnerColumn(), TextColumn("{task.description}"))
        return Progress(*columns, console=self.console, transient=True)

    def done(self, title: str, seconds: float) -> None:
        """Say that a step is done."""
        self.console.print(f"{seconds:6.1f} s {title}", markup=False)
