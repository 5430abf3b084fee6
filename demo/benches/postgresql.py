"""A MES in PostgreSQL, whose rows are changed in place, with a user that may only read
and one for commands.

Three of the streams are enough here: all of them are those of the bench on SQLite.

All benches of a process share one server, in a temporary folder, which asks these users for
their passwords; each bench has a schema of its own.
"""

import atexit
import shutil
import tempfile
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

from adapters.conformance import Bench, Fault, further
from adapters.contract import Command, Reason, Record, Stream
from adapters.mes.sql import SqlSource
from adapters.mes.sql.command_keys import key_table_statement
from demo.benches import sql_commands, sql_tables
from demo.benches.lasting import start_for_good
from demo.benches.losing_proxy import LosingProxy
from demo.benches.sql_tables import STREAM_OF
from demo.runtime.postgres import EmbeddedPostgres

_READER, _WRITER = "bench_reader", "bench_writer"
_PASSWORD = "kept-between-us"  # noqa: S105 - of a server that only this process can reach
_OTHER_PASSWORD = "changed-meanwhile"  # noqa: S105
_TYPES: dict[type, str] = {
    Decimal: "numeric",
    datetime: "timestamp",
    date: "date",
    bool: "boolean",
}
_COMMAND_TABLES = {
    sql_commands.PEOPLE: "(badge text PRIMARY KEY)",
    sql_commands.DEEDS: "(number bigserial, person text, operation text, allowed boolean)",
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
        content["commands"] = sql_commands.mapping(self._schema)
        self._mapping.write_text(yaml.safe_dump(content), encoding="utf-8")
        self._database = _superuser(self._server)
        self._make_tables()
        self._make_command_tables()
        self._proxy_folder = tempfile.TemporaryDirectory(prefix="ql-")
        socket = Path(self._proxy_folder.name) / _SOCKET
        self._proxy = LosingProxy(socket, self._server.sockets / _SOCKET)
        self._version = 0

    def settings(self) -> dict[str, Any]:
        return {
            "url": f"postgresql://{_READER}@/postgres?host={self._server.sockets}",
            "password": _PASSWORD,
            "mapping": str(self._mapping),
            "time_limit": self.time_limit,
            "write_url": f"postgresql://{_WRITER}@/postgres?host={self._proxy_folder.name}",
            "write_password": _PASSWORD,
        }

    @property
    def private(self) -> Sequence[str]:
        return [str(self._server.sockets), self._proxy_folder.name]

    def put(self, record: Record) -> Record:
        self._write([(record, sql_tables.cells(record))])
        return sql_tables.expected(record)

    def spoil(self, record: Record) -> Reason:
        row, reason = sql_tables.spoilt(record, Decimal("NaN"))
        self._write([(record, row)])
        return reason

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
        table = Identifier(self._schema, sql_commands.DEEDS)
        return self._database.execute(SQL("SELECT * FROM {}").format(table)).fetchall()

    def close(self) -> None:
        self._proxy.close()
        self._proxy_folder.cleanup()
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

    def _make_command_tables(self) -> None:
        keys = key_table_statement(f"{self._schema}.{sql_commands.KEYS}", "postgresql")
        self._database.execute(keys)  # pyright: ignore
        for name, of_table in _COMMAND_TABLES.items():
            create = SQL("CREATE TABLE {} {}").format(Identifier(self._schema, name), SQL(of_table))  # pyright: ignore
            self._database.execute(create)
        people = Identifier(self._schema, sql_commands.PEOPLE)
        insert = SQL("INSERT INTO {} SELECT unnest(%s::text[])").format(people)
        self._database.execute(insert, [sql_commands.people()])
        self._do("GRANT USAGE ON SCHEMA {} TO bench_writer", self._schema)
        self._do("GRANT ALL ON ALL TABLES IN SCHEMA {} TO bench_writer", self._schema)
        self._do("GRANT ALL ON ALL SEQUENCES IN SCHEMA {} TO bench_writer", self._schema)

    def _table(self, stream: Stream) -> Identifier:
        return Identifier(self._schema, sql_tables.table(stream))

    def _write(self, written: Sequence[tuple[Record, dict[str, Any]]]) -> None:
        """Rows of one stream; a row whose key is there is changed in place."""
        rows = [self._stamped(record, row) for record, row in written]
        names = [Identifier(name) for name in rows[0]]
        upsert = SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (key) DO UPDATE SET {}").format(
            self._table(STREAM_OF[type(written[0][0])]),
            SQL(", ").join(names),
            SQL(", ").join(Placeholder() for _ in names),
            SQL(", ").join(SQL("{0} = EXCLUDED.{0}").format(name) for name in names),
        )
        with self._database.transaction(), self._database.cursor() as cursor:
            cursor.executemany(upsert, [[*row.values()] for row in rows])

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

    @contextmanager
    def _losing(self) -> Generator[None]:
        self._proxy.losing = True
        yield
        self._proxy.losing = False

    def _cut(self) -> None:
        self._database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY(%s)",
            [[_READER, _WRITER]],
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
    start_for_good(server.start)
    with _superuser(server) as connection:
        for role in (_READER, _WRITER):
            connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{_PASSWORD}'")  # pyright: ignore
        rules = server.data / "pg_hba.conf"
        kept = rules.read_text(encoding="utf-8")
        rules.write_text(f"local all {_READER},{_WRITER} scram-sha-256\n{kept}", encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _superuser(server: EmbeddedPostgres) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(server.sockets), user="postgres", dbname="postgres", autocommit=True
    )
