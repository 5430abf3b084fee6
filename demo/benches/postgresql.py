"""A MES in PostgreSQL, whose rows are changed in place, with a user that may only read.

Three of the streams are enough here: all of them are those of the bench on SQLite.

All benches of a process share one server, in a temporary folder, which asks that user for his
password; each bench has a schema of its own.
"""

import atexit
import shutil
import tempfile
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import yaml
from psycopg.sql import SQL, Composed, Identifier, Placeholder

from adapters.conformance import Bench, CannotHappen, Fault
from adapters.contract import Reason, Record, Stream
from adapters.mes.sql import SqlSource
from demo.benches import sql_tables
from demo.benches.sql_tables import STREAM_OF
from demo.runtime.postgres import EmbeddedPostgres

_READER = "bench_reader"
_PASSWORD = "kept-between-us"  # noqa: S105 - of a server that only this process can reach
_OTHER_PASSWORD = "changed-meanwhile"  # noqa: S105
_TYPES: dict[type, str] = {
    Decimal: "numeric",
    datetime: "timestamp",
    date: "date",
    bool: "boolean",
}
_FIRST_CHANGE = datetime(2024, 3, 1, 6)  # noqa: DTZ001 - the wall clock of the MES
_SOCKET = ".s.PGSQL.5432"


class PostgresqlBench(Bench):
    adapter: ClassVar[Any] = SqlSource
    streams: ClassVar[Sequence[Stream]] = (
        Stream.PRODUCTION_COUNT,
        Stream.INSPECTION,
        Stream.QUALIFICATION,
    )
    time_limit: ClassVar[float] = 0.5
    _made: ClassVar[int] = 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._server = _server()
        PostgresqlBench._made += 1
        self._schema = f"bench_{PostgresqlBench._made}"
        self._mapping = folder / "mes.yaml"
        cursor = {"id": "row_no", "changed": "changed"}
        content = sql_tables.mapping(self.streams, cursor, schema=self._schema)
        self._mapping.write_text(yaml.safe_dump(content), encoding="utf-8")
        self._database = _superuser(self._server)
        self._make_tables()
        self._version = 0

    def settings(self) -> dict[str, Any]:
        return {
            "url": f"postgresql://{_READER}@/postgres?host={self._server.sockets}",
            "password": _PASSWORD,
            "mapping": str(self._mapping),
            "time_limit": self.time_limit,
        }

    @property
    def private(self) -> Sequence[str]:
        return [str(self._server.sockets)]

    def put(self, record: Record) -> Record:
        self._write(record, sql_tables.cells(record))
        return sql_tables.expected(record)

    def spoil(self, record: Record) -> Reason:
        row, reason = sql_tables.spoilt(record, Decimal("NaN"))
        self._write(record, row)
        return reason

    def fill(self, stream: Stream, count: int) -> None:
        with self._database.transaction(), self._database.pipeline():
            super().fill(stream, count)

    @contextmanager
    def broken(self, fault: Fault) -> Generator[None]:
        if fault is Fault.ANSWER_LOST:
            raise CannotHappen("the adapter writes nothing")
        ways = {
            Fault.AWAY: self._away,
            Fault.SLOW: self._locked,
            Fault.WRONG_SECRET: self._other_password,
            Fault.FORBIDDEN: self._revoked,
            Fault.NONSENSE: self._other_columns,
        }
        with ways[fault]():
            yield

    def close(self) -> None:
        self._do("DROP SCHEMA {} CASCADE", self._schema)
        self._database.close()

    # ------------------------------------------------------------------ rows

    def _make_tables(self) -> None:
        self._do("CREATE SCHEMA {}", self._schema)
        for stream in self.streams:
            of_stream = SQL(", ").join(
                SQL("{} {}").format(Identifier(c.name), SQL(_TYPES.get(c.kind, "text")))  # pyright: ignore
                for c in sql_tables.columns(stream)
            )
            create = SQL(
                "CREATE TABLE {} (row_no bigserial, key text PRIMARY KEY, version bigint,"
                " changed timestamp, {})"
            )
            self._database.execute(create.format(self._table(stream), of_stream))
        self._do("GRANT USAGE ON SCHEMA {} TO bench_reader", self._schema)
        self._do("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO bench_reader", self._schema)

    def _table(self, stream: Stream) -> Identifier:
        return Identifier(self._schema, sql_tables.table(stream))

    def _write(self, record: Record, row: dict[str, Any]) -> None:
        """A row of that key is changed in place."""
        self._version += 1
        changed = _FIRST_CHANGE + timedelta(seconds=self._version)
        row = {"key": record.key, "version": self._version, "changed": changed, **row}
        names = [Identifier(name) for name in row]
        upsert = SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (key) DO UPDATE SET {}").format(
            self._table(STREAM_OF[type(record)]),
            SQL(", ").join(names),
            SQL(", ").join(Placeholder() for _ in names),
            SQL(", ").join(SQL("{0} = EXCLUDED.{0}").format(name) for name in names),
        )
        values = [str(v) if isinstance(v, str) else v for v in row.values()]
        self._database.execute(upsert, values)

    # ------------------------------------------------------------------ faults

    @contextmanager
    def _away(self) -> Generator[None]:
        """The server's socket is not to be found, and its connections are cut."""
        socket = self._server.sockets / _SOCKET
        away = socket.with_name("away")
        socket.rename(away)
        self._cut()
        yield
        away.rename(socket)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Somebody else holds the table."""
        with _superuser(self._server) as other, other.transaction():
            table = self._table(self.streams[0])
            other.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
            yield

    @contextmanager
    def _other_password(self) -> Generator[None]:
        self._do(f"ALTER ROLE {{}} PASSWORD '{_OTHER_PASSWORD}'", _READER)
        self._cut()
        yield
        self._do(f"ALTER ROLE {{}} PASSWORD '{_PASSWORD}'", _READER)

    @contextmanager
    def _revoked(self) -> Generator[None]:
        self._do("REVOKE SELECT ON ALL TABLES IN SCHEMA {} FROM bench_reader", self._schema)
        yield
        self._do("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO bench_reader", self._schema)

    @contextmanager
    def _other_columns(self) -> Generator[None]:
        """An update of the MES has renamed what the mapping names."""
        table = self._table(self.streams[0])
        rename = "ALTER TABLE {} RENAME COLUMN version TO edition"
        self._database.execute(SQL(rename).format(table))
        yield
        rename = "ALTER TABLE {} RENAME COLUMN edition TO version"
        self._database.execute(SQL(rename).format(table))

    def _cut(self) -> None:
        self._database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [_READER]
        )

    def _do(self, statement: str, name: str) -> None:
        made: Composed = SQL(statement).format(Identifier(name))  # pyright: ignore
        self._database.execute(made)


@cache
def _server() -> EmbeddedPostgres:
    """Started with the first bench, stopped and removed with the process."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder, log=folder / "postgres.log", lasting=False)

    def end() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    _started_by_a_lasting_thread(server)
    with _superuser(server) as connection:
        connection.execute(SQL("CREATE ROLE bench_reader LOGIN"))
        connection.execute(f"ALTER ROLE bench_reader PASSWORD '{_PASSWORD}'")  # pyright: ignore
        rules = server.data / "pg_hba.conf"
        kept = rules.read_text(encoding="utf-8")
        rules.write_text(f"local all {_READER} scram-sha-256\n{kept}", encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _started_by_a_lasting_thread(server: EmbeddedPostgres) -> None:
    """The server ends with the thread that started it, and a rule's thread ends soon."""
    started, failures = threading.Event(), list[Exception]()

    def keep() -> None:
        try:
            server.start()
        except Exception as error:
            failures.append(error)
        started.set()
        threading.Event().wait()

    threading.Thread(target=keep, name="keeper of the benches' server", daemon=True).start()
    started.wait()
    if failures:
        raise failures[0]


def _superuser(server: EmbeddedPostgres) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(server.sockets), user="postgres", dbname="postgres", autocommit=True
    )
