"""A command that runs to its end beside us, for what need not be waited for at once."""

import time
from collections.abc import Callable

from demo.runtime.debian_archive import complaint
from demo.runtime.errors import SetupError
from demo.runtime.processes import Program, Running

_LOOK = 0.1


class Beside:
    """Begun at once; stopped by ``at_end``'s callback should we end before it does."""

    def __init__(
        self, program: Program, trouble: str, at_end: Callable[[Callable[[], None]], object]
    ) -> None:
        self._trouble = trouble
        self._log = program.log
        self._begin = program.log.stat().st_size if program.log.exists() else 0
        self._running = Running(program)
        at_end(self._stop)

    def wait(self) -> None:
        """Return when it has ended. Raises ``SetupError`` with its last complaint if it failed."""
        while self._running.alive:
            time.sleep(_LOOK)
        if self._running.exit_code:
            reason = complaint(self._said()) or "without a word"
            raise SetupError(f"{self._trouble} ({reason}): read {self._log}.")

    def _stop(self) -> None:
        if self._running.alive:
            self._running.stop()

    def _said(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._begin)
            return log.read().decode(errors="replace")
