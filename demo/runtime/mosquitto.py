"""A Mosquitto of our own for the tests: ``python -m demo.runtime.mosquitto`` fetches it.

It listens on this machine alone, keeps sessions and messages in one folder, and ends with the
tests. Where there is none, what needs it is skipped; with ``CI=true`` that is a failure.
"""

import getpass
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from demo.runtime import processes
from demo.runtime.debian_program import DebianProgram, Unpacked
from demo.runtime.errors import SetupError
from demo.runtime.machine_packages import required
from demo.runtime.ports import ADDRESS

PROGRAM = DebianProgram("mosquitto", "usr/sbin/mosquitto")


class EmbeddedMosquitto:
    """The broker below ``folder``; what it keeps outlives ``stop`` and ``kill``.

    Without ``password`` everybody may log on; with it, ``user`` alone. ``settings`` are further
    lines of its configuration. It writes down what it holds ``saved_after`` so many changes: one
    where it is to be killed, many where it is to be fast.
    """

    def __init__(
        self,
        folder: Path,
        *,
        user: str = "",
        password: str = "",
        settings: tuple[str, ...] = (),
        saved_after: int = 1,
    ) -> None:
        self.folder = folder
        self.user = user
        self.password = password
        self.settings = settings
        self.saved_after = saved_after
        self.port = 0
        self._running: processes.Running | None = None

    def start(self) -> None:
        """Start it, on the same port as before. Raises ``SetupError``."""
        unpacked = PROGRAM.find_or_fetch()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or _free_port()
        configuration = self.folder / "mosquitto.conf"
        configuration.write_text("\n".join(self._configuration(unpacked)) + "\n")
        self._running = processes.start(
            processes.Program(
                name="Mosquitto",
                command=[str(unpacked.program), "-c", str(configuration)],
                log=self.folder / "mosquitto.log",
                ready=self._answers,
                environment=unpacked.environment,
            )
        )

    def stop(self) -> None:
        """End it in order: it writes down what it holds."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def kill(self) -> None:
        """End it without a warning."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)
        self.stop()

    def freeze(self) -> None:
        """Let it neither answer nor end."""
        if self._running is not None:
            os.kill(self._running.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if self._running is not None:
            os.kill(self._running.pid, signal.SIGCONT)

    def _configuration(self, unpacked: Unpacked) -> list[str]:
        lines = [
            f"listener {self.port} {ADDRESS}",
            f"user {getpass.getuser()}",
            "persistence true",
            f"persistence_location {self.folder}/",
            "autosave_on_changes true",
            f"autosave_interval {self.saved_after}",
            "max_queued_messages 0",
            *self.settings,
        ]
        if not self.password:
            return [*lines, "allow_anonymous true"]
        file = self.folder / "passwords"
        _write_password(unpacked, file, self.user, self.password)
        return [*lines, "allow_anonymous false", f"password_file {file}"]

    def _answers(self) -> bool:
        try:
            socket.create_connection((ADDRESS, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def _write_password(unpacked: Unpacked, file: Path, user: str, password: str) -> None:
    file.unlink(missing_ok=True)
    program = unpacked.root / "usr/bin/mosquitto_passwd"
    done = subprocess.run(
        [str(program), "-b", "-c", str(file), user, password],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **unpacked.environment},
    )
    if done.returncode:
        raise SetupError(f"Mosquitto's password could not be set ({done.stderr.strip()}).")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        return int(free.getsockname()[1])


def main() -> int:
    """Have Mosquitto; returns the exit code."""
    if PROGRAM.find() is None:
        print("Fetch Mosquitto for the tests of the Sparkplug adapter …", flush=True)
    try:
        PROGRAM.find_or_fetch()
    except SetupError as error:
        print(error)
        return 1 if required() else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
