"""A MariaDB of our own for the tests: ``python -m demo.runtime.mariadb`` fetches it.

It lives in one folder, is reached through a Unix socket alone and ends with the tests. Where there
is none, what needs it is skipped; with ``CI=true`` that is a failure.
"""

import getpass
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pymysql

from demo.runtime import processes
from demo.runtime.debian_program import DebianProgram, Unpacked
from demo.runtime.errors import SetupError
from demo.runtime.machine_packages import required

PROGRAM = DebianProgram("mariadb-server-core", "usr/sbin/mariadbd")

_TABLES = ("mysql_system_tables.sql", "mysql_system_tables_data.sql")
_SMALL = ("--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M")
_FAST = ("--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite", "--skip-log-bin")


class EmbeddedMariaDb:
    """The server below ``folder``; nothing in it outlives its stop."""

    def __init__(self, folder: Path, *, log: Path) -> None:
        self.data = folder / "data"
        self.log = log
        # A folder of its own: the path of a socket may have no more than 107 bytes.
        self._sockets = tempfile.TemporaryDirectory(prefix="ql-")
        self._running: processes.Running | None = None

    @property
    def socket(self) -> Path:
        return Path(self._sockets.name) / "mariadb.sock"

    def start(self) -> None:
        """Make the data folder and start the server. Raises ``SetupError``."""
        unpacked = PROGRAM.find_or_fetch()
        self.data.mkdir(parents=True)
        self._initialise(unpacked)
        arguments = ("--skip-networking", f"--socket={self.socket}", f"--pid-file={self.data}/pid")
        self._running = processes.start(
            processes.Program(
                name="MariaDB",
                command=[*self._command(unpacked), *arguments],
                log=self.log,
                ready=self._answers,
                environment=unpacked.environment,
            )
        )

    def stop(self) -> None:
        if self._running:
            self._running.stop()
            self._running = None
        self._sockets.cleanup()

    def url(self, database: str, user: str = "root", password: str = "") -> str:
        """The address of one of its databases."""
        login = f"{user}:{password}" if password else user
        return f"mariadb://{login}@localhost/{database}?unix_socket={self.socket}"

    def execute(self, *statements: str) -> None:
        """Run statements as the server's administrator."""
        with self.connection() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def create(self, name: str) -> None:
        """Create an empty database."""
        self.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS `{name}`")

    def _initialise(self, unpacked: Unpacked) -> None:
        """Make the server's own tables, as the package's script would."""
        share = unpacked.root / "usr/share/mysql"
        texts = [(share / name).read_text(encoding="utf-8") for name in _TABLES]
        done = subprocess.run(
            [*self._command(unpacked), "--bootstrap"],
            input="\n".join(("create database mysql;", "use mysql;", *texts)),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **unpacked.environment},
        )
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if "ERROR" in line]
            raise SetupError(f"MariaDB could not be made ({'; '.join(errors) or 'no reason'}).")

    def _command(self, unpacked: Unpacked) -> list[str]:
        share = unpacked.root / "usr/share/mysql"
        return [
            str(unpacked.program),
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={self.data}",
            f"--lc-messages-dir={share}",
            f"--character-sets-dir={share / 'charsets'}",
            *_SMALL,
            *_FAST,
        ]

    def _answers(self) -> bool:
        try:
            self.connection().close()
        except pymysql.OperationalError:
            return False
        return True

    def connection(
        self, database: str | None = None
    ) -> "pymysql.Connection[pymysql.cursors.Cursor]":
        """A connection as the server's administrator; each statement commits by itself."""
        return pymysql.connect(
            unix_socket=str(self.socket),
            user="root",
            database=database,
            autocommit=True,
            charset="utf8mb4",
        )


def main() -> int:
    """Have MariaDB; returns the exit code."""
    if PROGRAM.find() is None:
        print("Fetch MariaDB for the tests of the SQL adapter …", flush=True)
    try:
        PROGRAM.find_or_fetch()
    except SetupError as error:
        print(error)
        return 1 if required() else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
