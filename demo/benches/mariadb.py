"""A MES in MariaDB, whose rows are changed in place, with a user that may only read and one for
commands.

All benches of a process share one server, in a temporary folder; each bench has a database of its
own.
"""

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

from adapters.conformance import Bench, Fault, NotShown, further
from adapters.contract import Command, Reason, Record, Stream
from adapters.mes.sql import SqlSource
from adapters.mes.sql.command_keys import key_table_statement
from demo.benches import sql_commands, sql_tables
from demo.benches.lasting import start_for_good
from demo.benches.losing_proxy import LosingProxy
from demo.benches.sql_tables import STREAM_OF
from demo.runtime.errors import SetupError
from demo.runtime.mariadb import EmbeddedMariaDb

_READER, _WRITER = "bench_reader", "bench_writer"
_PASSWORD = "kept-between-us"  # noqa: S105 - of a server that only this process can reach
_OTHER_PASSWORD = "changed-meanwhile"  # noqa: S105
_TYPES: dict[type, str] = {
    Decimal: "DECIMAL(40,12)",
    datetime: "DATETIME(6)",
    date: "DATE",
    bool: "BOOLEAN",
}
_COMMAND_TABLES = {
    sql_commands.PEOPLE: "badge VARCHAR(40) PRIMARY KEY",
    sql_commands.DEEDS: "number BIGINT AUTO_INCREMENT PRIMARY KEY, person VARCHAR(40),"
    " operation VARCHAR(40), allowed BOOLEAN",
}
_FIRST_CHANGE = datetime(2024, 3, 1, 6)  # noqa: DTZ001 - the wall clock of the MES
_NUMBERS = itertools.count(1)


class MariaDbBench(Bench):
    adapter: ClassVar[Any] = SqlSource
    streams: ClassVar[Sequence[Stream]] = (
        Stream.PRODUCTION_COUNT,
        Stream.INSPECTION,
        Stream.QUALIFICATION,
    )
    time_limit: ClassVar[float] = 0.5

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._server = _server()
        self._name = f"bench_{next(_NUMBERS)}"
        self._mapping = folder / "mes.yaml"
        cursor = {"id": "row_no", "changed": "changed"}
        content = sql_tables.mapping(self.streams, cursor)
        content["commands"] = sql_commands.mapping()
        self._mapping.write_text(yaml.safe_dump(content), encoding="utf-8")
        self._server.create(self._name)
        self._database = self._server.connection(self._name)
        self._make_tables()
        self._proxy_folder = tempfile.TemporaryDirectory(prefix="ql-")
        socket = Path(self._proxy_folder.name) / self._server.socket.name
        self._proxy = LosingProxy(socket, self._server.socket)
        self._version = 0

    def settings(self) -> dict[str, Any]:
        return {
            "url": self._server.url(self._name, _READER),
            "password": _PASSWORD,
            "mapping": str(self._mapping),
            "time_limit": self.time_limit,
            "write_url": f"mariadb://{_WRITER}@localhost/{self._name}"
            f"?unix_socket={self._proxy.socket}",
            "write_password": _PASSWORD,
        }

    @property
    def private(self) -> Sequence[str]:
        return [str(self._server.socket), str(self._proxy.socket)]

    def put(self, record: Record) -> Record:
        self._write([(record, sql_tables.cells(record))])
        return sql_tables.expected(record)

    def spoil(self, record: Record) -> Reason:
        """MariaDB's decimals are always numbers: what is needed is empty."""
        row, _ = sql_tables.spoilt(record, None)
        self._write([(record, row)])
        return Reason.MISSING_VALUE

    def fill(self, stream: Stream, count: int) -> None:
        self._write([(r, sql_tables.cells(r)) for r in further(stream, count)])

    @contextmanager
    def broken(self, fault: Fault) -> Generator[None]:
        ways = {
            Fault.AWAY: self._away,
            Fault.SLOW: self._locked,
            Fault.WRONG_SECRET: self._other_password,
            Fault.FORBIDDEN: self._revoked,
            Fault.NONSENSE: self._other_columns,
            Fault.ANSWER_LOST: self._losing,
        }
        with ways[fault]():
            yield

    def command(self, name: str, number: int) -> Command:
        return sql_commands.command(number)

    def refused(self, name: str) -> Command:
        return sql_commands.refused()

    def deeds(self) -> Sequence[object]:
        return self._do(f"SELECT * FROM {sql_commands.DEEDS}")  # noqa: S608 - our own

    def close(self) -> None:
        self._proxy.close()
        self._proxy_folder.cleanup()
        self._database.close()
        self._server.drop(self._name)

    # ------------------------------------------------------------------ rows

    def _make_tables(self) -> None:
        for stream in self.streams:
            of_stream = ", ".join(
                f"`{c.name}` {_TYPES.get(c.kind, 'TEXT')}" for c in sql_tables.columns(stream)
            )
            self._do(
                f"CREATE TABLE {sql_tables.table(stream)} (row_no BIGINT AUTO_INCREMENT UNIQUE,"
                " `key` VARCHAR(190) COLLATE utf8mb4_bin PRIMARY KEY, version BIGINT,"
                f" changed DATETIME(6), {of_stream})"
            )
        self._do(key_table_statement(sql_commands.KEYS, "mariadb"))
        for name, columns in _COMMAND_TABLES.items():
            self._do(f"CREATE TABLE {name} ({columns})")
        with self._database.cursor() as cursor:
            insert = f"INSERT INTO {sql_commands.PEOPLE} VALUES (%s)"  # noqa: S608 - our own
            cursor.executemany(insert, [(badge,) for badge in sql_commands.people()])
        self._grant(_READER, f"SELECT ON {self._name}.*")
        self._grant(_WRITER, f"SELECT, INSERT, UPDATE ON {self._name}.*")

    def _write(self, written: Sequence[tuple[Record, dict[str, Any]]]) -> None:
        """Rows of one stream; a row whose key is there is changed in place."""
        table = sql_tables.table(STREAM_OF[type(written[0][0])])
        rows = [self._stamped(record, row) for record, row in written]
        names = [f"`{name}`" for name in rows[0]]
        again = ", ".join(f"{name} = VALUE({name})" for name in names)
        upsert = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
            f" ON DUPLICATE KEY UPDATE {again}"
        )
        with self._database.cursor() as cursor:
            cursor.executemany(upsert, [tuple(row.values()) for row in rows])

    def _stamped(self, record: Record, row: dict[str, Any]) -> dict[str, Any]:
        """The row with its key, as text alone, and what tells its change."""
        self._version += 1
        changed = _FIRST_CHANGE + timedelta(seconds=self._version)
        texts = {n: str(v) if isinstance(v, str) else v for n, v in row.items()}
        return {"key": record.key, "version": self._version, "changed": changed, **texts}

    # ------------------------------------------------------------------ faults

    @contextmanager
    def _away(self) -> Generator[None]:
        """The server's socket is not to be found, and its connections are cut."""
        away = self._server.socket.with_name("away")
        self._server.socket.rename(away)
        self._cut()
        yield
        away.rename(self._server.socket)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Somebody else holds the table."""
        self._do(f"LOCK TABLES {sql_tables.table(self.streams[0])} WRITE")
        yield
        self._do("UNLOCK TABLES")

    @contextmanager
    def _other_password(self) -> Generator[None]:
        self._do(f"ALTER USER {_READER}@localhost IDENTIFIED BY '{_OTHER_PASSWORD}'")
        self._cut()
        yield
        self._do(f"ALTER USER {_READER}@localhost IDENTIFIED BY '{_PASSWORD}'")

    @contextmanager
    def _revoked(self) -> Generator[None]:
        """It may read some other table, so it may still log on."""
        self._grant(_READER, f"SELECT ON {self._name}.{sql_commands.PEOPLE}")
        self._revoke(_READER, f"SELECT ON {self._name}.*")
        self._cut()
        yield
        self._grant(_READER, f"SELECT ON {self._name}.*")
        self._revoke(_READER, f"SELECT ON {self._name}.{sql_commands.PEOPLE}")

    @contextmanager
    def _other_columns(self) -> Generator[None]:
        """An update of the MES has renamed what the mapping names."""
        table = sql_tables.table(self.streams[0])
        self._do(f"ALTER TABLE {table} RENAME COLUMN version TO edition")
        yield
        self._do(f"ALTER TABLE {table} RENAME COLUMN edition TO version")

    @contextmanager
    def _losing(self) -> Generator[None]:
        self._proxy.losing = True
        yield
        self._proxy.losing = False

    def _grant(self, user: str, right: str) -> None:
        self._do(f"GRANT {right} TO {user}@localhost")

    def _revoke(self, user: str, right: str) -> None:
        self._do(f"REVOKE {right} FROM {user}@localhost")

    def _cut(self) -> None:
        for user in (_READER, _WRITER):
            self._do(f"KILL USER {user}@localhost")

    def _do(self, statement: str, *values: Any) -> Sequence[object]:
        with self._database.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall()


@cache
def _server() -> EmbeddedMariaDb:
    """Started with the first bench, stopped and removed with the process.

    Raises ``NotShown`` where there is no MariaDB and none can be fetched.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    server = EmbeddedMariaDb(folder, log=folder / "mariadb.log")

    def end() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    try:
        start_for_good(server.start)
    except SetupError as error:
        raise NotShown(f"there is no MariaDB for the bench: {error}") from error
    server.execute(
        *(f"CREATE USER {u}@localhost IDENTIFIED BY '{_PASSWORD}'" for u in (_READER, _WRITER))
    )
    return server
