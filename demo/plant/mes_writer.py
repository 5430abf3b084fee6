"""Writes the MES database in bulk: SQLite and MariaDB by their drivers, PostgreSQL by COPY."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Engine, Table, create_engine, func, make_url, select
from sqlalchemy.schema import CreateTable

from demo.plant.mes_schema import EVENT_TABLES, INDEXES, MASTER_TABLES, metadata

_DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
BATCH = 20_000
Values = tuple[object, ...]


class Target(Protocol):
    """A database that takes rows in bulk."""

    def insert(self, table: Table, rows: list[Values]) -> None: ...

    def last_row(self, table: Table) -> int: ...

    def close(self) -> None: ...


class SqliteTarget:
    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode = MEMORY")
        self._connection.execute("PRAGMA synchronous = OFF")

    def insert(self, table: Table, rows: list[Values]) -> None:
        places = ", ".join("?" * len(table.columns))
        self._connection.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)  # noqa: S608 our own names
        self._connection.commit()

    def last_row(self, table: Table) -> int:
        found = self._connection.execute(f'SELECT MAX("SATZ_NR") FROM "{table.name}"').fetchone()  # noqa: S608
        return int(found[0] or 0)

    def close(self) -> None:
        self._connection.close()


class PostgresTarget:
    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)

    def insert(self, table: Table, rows: list[Values]) -> None:
        columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        self._connection.commit()

    def last_row(self, table: Table) -> int:
        statement = sql.SQL('SELECT COALESCE(MAX("SATZ_NR"), 0) FROM {}').format(
            sql.Identifier(table.name)
        )
        found = self._connection.execute(statement).fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        self._connection.close()


class MariaDbTarget:
    def __init__(self, url: str) -> None:
        self._engine = sqlalchemy_engine(url)

    def insert(self, table: Table, rows: list[Values]) -> None:
        places = ", ".join(["%s"] * len(table.columns))
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"INSERT INTO `{table.name}` VALUES ({places})", rows)  # noqa: S608 our own names

    def last_row(self, table: Table) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(table.c.SATZ_NR))).scalar() or 0

    def close(self) -> None:
        self._engine.dispose()


def sqlalchemy_engine(url: str) -> Engine:
    """An engine for the URL, through our drivers whatever the URL says."""
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.get_backend_name())
    return create_engine(parsed.set(drivername=driver) if driver else parsed)


def _target(url: str) -> Target:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database:
            raise ValueError("The MES database needs a file: sqlite:///path/mes.sqlite.")
        return SqliteTarget(Path(parsed.database))
    if parsed.get_backend_name() == "postgresql":
        return PostgresTarget(
            parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        )
    if parsed.get_backend_name() == "mariadb":
        return MariaDbTarget(url)
    raise ValueError(
        f"The MES database can be SQLite, PostgreSQL or MariaDB, not {parsed.get_backend_name()}."
    )


class MesWriter:
    """Fills the tables; with ``append`` only rows that are not there yet.

    Every event table numbers its rows (SATZ_NR) in the order in which they are added, so that the
    same plant told again gives the same numbers.
    """

    def __init__(self, url: str, *, append: bool = False) -> None:
        self._engine = sqlalchemy_engine(url)
        if not append:
            metadata.drop_all(self._engine)
            with self._engine.begin() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(CreateTable(table))
        self._target = _target(url)
        self._append = append
        self._tables = {table.name: table for table in (*MASTER_TABLES, *EVENT_TABLES)}
        self._there = {table.name: self._target.last_row(table) for table in EVENT_TABLES}
        self._numbers = dict.fromkeys(self._there, 0)
        self._batches: dict[str, list[Values]] = {name: [] for name in self._there}
        self.written = dict.fromkeys(self._there, 0)

    def masters(self, rows: dict[str, Iterable[Values]] | dict[str, list[Values]]) -> None:
        if not self._append:
            for name, values in rows.items():
                self._target.insert(self._tables[name], list(values))

    def add(self, table: str, values: Values) -> None:
        number = self._numbers[table] + 1
        self._numbers[table] = number
        if number <= self._there[table]:
            return
        batch = self._batches[table]
        batch.append((number, *values))
        if len(batch) >= BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self._batches[table]
        self._target.insert(self._tables[table], rows)
        self.written[table] += len(rows)
        self._batches[table] = []

    def close(self) -> None:
        for table, rows in self._batches.items():
            if rows:
                self._flush(table)
        self._target.close()
        if not self._append:
            for index in INDEXES:
                index.create(self._engine)
        self._engine.dispose()
