"""A MES in SQLite whose rows are only ever added: a correction is a row of a higher version."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import yaml

from adapters.conformance import Bench, CannotHappen, Fault
from adapters.contract import Command, Reason, Record, Stream
from adapters.mes.sql import SqlSource
from adapters.mes.sql.command_keys import key_table_statement
from demo.benches import sql_commands, sql_tables
from demo.benches.sql_commands import DEEDS, KEYS, PEOPLE
from demo.benches.sql_tables import STREAM_OF

_SLOW = """
CREATE VIEW {table}_slowly AS SELECT * FROM {table} WHERE (
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)
    SELECT max(i) FROM n) > 0
"""


_COMMANDS = f"""
CREATE TABLE {PEOPLE} (badge TEXT PRIMARY KEY);
CREATE TABLE {DEEDS} (number INTEGER PRIMARY KEY, person TEXT, operation TEXT, allowed BOOLEAN)
"""


class SqliteBench(Bench):
    adapter: ClassVar[Any] = SqlSource
    streams: ClassVar[Sequence[Stream]] = tuple(Stream)
    time_limit: ClassVar[float] = 0.5

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._file = folder / "mes.sqlite"
        self._mapping = folder / "mes.yaml"
        content = sql_tables.mapping(self.streams, {"id": "row_no"})
        content["commands"] = sql_commands.mapping()
        self._mapping.write_text(yaml.safe_dump(content), encoding="utf-8")
        self._database = sqlite3.connect(self._file, isolation_level=None)
        self._database.execute("PRAGMA synchronous = OFF")
        for stream in self.streams:
            names = ", ".join(f'"{c.name}" TEXT' for c in sql_tables.columns(stream))
            self._database.execute(
                f"CREATE TABLE {sql_tables.table(stream)} (row_no INTEGER PRIMARY KEY, key TEXT,"
                f" version INTEGER, {names})"
            )
        self._database.executescript(f"{_COMMANDS}; {key_table_statement(KEYS, 'sqlite')}")
        people = [(badge,) for badge in sql_commands.people()]
        self._database.executemany(f"INSERT INTO {PEOPLE} VALUES (?)", people)  # noqa: S608
        self._version = 0

    def settings(self) -> dict[str, Any]:
        return {
            "url": f"sqlite:///{self._file}",
            "mapping": str(self._mapping),
            "time_limit": self.time_limit,
            "write_url": f"sqlite:///{self._file}",
        }

    def put(self, record: Record) -> Record:
        self._insert(record, sql_tables.cells(record))
        return sql_tables.expected(record)

    def spoil(self, record: Record) -> Reason:
        row, reason = sql_tables.spoilt(record, "many")
        self._insert(record, row)
        return reason

    def mend(self, record: Record) -> Record:
        """In place: the row that was rejected is put right."""
        row = sql_tables.cells(record)
        names = ", ".join(f'"{name}" = ?' for name in row)
        self._database.execute(
            f"UPDATE {_table(record)} SET {names} WHERE key = ?",  # noqa: S608 - our own
            [*map(_cell, row.values()), record.key],
        )
        return sql_tables.expected(record)

    def fill(self, stream: Stream, count: int) -> None:
        with self._database:
            self._database.execute("BEGIN")
            super().fill(stream, count)

    @contextmanager
    def broken(self, fault: Fault) -> Generator[None]:
        match fault:
            case Fault.AWAY:
                with self._renamed(self._file):
                    yield
            case Fault.SLOW:
                with self._slow(sql_tables.table(self.streams[0])):
                    yield
            case Fault.NONSENSE:
                with self._renamed(self._file):
                    self._file.write_bytes(b"<html>Please log on</html>" * 100)
                    yield
                    self._file.unlink()
            case Fault.ANSWER_LOST:
                raise CannotHappen("SQLite answers within the adapter's own process")
            case _:
                raise CannotHappen("a SQLite file knows neither users nor rights")

    def command(self, name: str, number: int) -> Command:
        return sql_commands.command(number)

    def refused(self, name: str) -> Command:
        return sql_commands.refused()

    def deeds(self) -> Sequence[object]:
        return self._database.execute(f"SELECT * FROM {DEEDS}").fetchall()  # noqa: S608

    def close(self) -> None:
        self._database.close()

    def _insert(self, record: Record, row: dict[str, Any]) -> None:
        self._version += 1
        row = {"key": record.key, "version": self._version, **row}
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self._database.execute(
            f"INSERT INTO {_table(record)} ({names}) VALUES ({marks})",  # noqa: S608
            [*map(_cell, row.values())],
        )

    @contextmanager
    def _renamed(self, file: Path) -> Generator[None]:
        away = file.with_suffix(".away")
        file.rename(away)
        yield
        away.rename(file)

    @contextmanager
    def _slow(self, table: str) -> Generator[None]:
        """The table is a view for a while that takes its time."""
        self._database.execute(_SLOW.format(table=table))
        self._database.execute(f"ALTER TABLE {table} RENAME TO {table}_kept")
        self._database.execute(f"CREATE VIEW {table} AS SELECT * FROM {table}_slowly")  # noqa: S608
        yield
        self._database.execute(f"DROP VIEW {table}")
        self._database.execute(f"ALTER TABLE {table}_kept RENAME TO {table}")
        self._database.execute(f"DROP VIEW {table}_slowly")


def _table(record: Record) -> str:
    return sql_tables.table(STREAM_OF[type(record)])


def _cell(value: Any) -> Any:
    """SQLite's own numbers are floats, so exact ones are text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return str(value)
    return value
