"""The MES database, read-only and within a time limit, its errors in the contract's words."""

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Inspector,
    Select,
    and_,
    cast,
    inspect,
    text,
)
from sqlalchemy.dialects.mysql import CHAR
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from adapters.mes.sql.engines import address, make_engine, watch
from adapters.mes.sql.errors import by_text, contract_error
from adapters.mes.sql.settings import SqlSettings

Row = Sequence[Any]
T = TypeVar("T")

_ZONES = {
    "postgresql": "SELECT current_setting('TimeZone')",
    "mariadb": "SELECT @@system_time_zone",
    "mysql": "SELECT @@system_time_zone",
}
_CASELESS = ("mariadb", "mysql")
_NOT_UTF8 = "Could not decode to UTF-8"


class _ForeignText(Exception):
    """A text column of SQLite holds bytes that are not UTF-8."""


class Database:
    """Queries against one MES. Nothing is ever written."""

    def __init__(self, settings: SqlSettings) -> None:
        url = address("url", settings.url, settings.password, settings.password_file)
        self._limit = settings.time_limit
        self.dialect = url.get_backend_name()
        self._engine = make_engine(url, settings.time_limit)

    def rows(self, query: Executable) -> list[Row]:
        """All rows of a query that bounds them itself, in a transaction of its own."""
        try:
            return self._fetch(query)
        except _ForeignText:
            return self._fetch(query, tolerant=True)

    def _fetch(self, query: Executable, *, tolerant: bool = False) -> list[Row]:
        with self._connection() as connection:
            if tolerant:
                raw: Any = connection.connection.driver_connection
                raw.text_factory = _text_or_bytes
            # Plain tuples: SQLAlchemy's rows would cost as much again as reading them.
            cursor: Any = connection.execute(query).cursor
            return cursor.fetchall()

    def columns(self, table: str) -> list[str] | None:
        """The names of a table's or view's columns; ``None`` where there is no such table."""
        schema, _, name = table.rpartition(".")
        with self._connection() as connection:
            try:
                found = inspect(connection).get_columns(name, schema=schema or None)
            except NoSuchTableError:
                return None
            return [column["name"] for column in found]

    def inspected(self, question: Callable[[Inspector], T]) -> T:
        """What the database's catalogue answers."""
        with self._connection() as connection:
            return question(inspect(connection))

    def columns_of_query(self, query: Select[Any]) -> list[str]:
        """The names of the columns that a query would give."""
        with self._connection() as connection:
            return list(connection.execute(query.limit(0)).keys())

    def same(self, column: ColumnElement[Any], value: str | int) -> ColumnElement[bool]:
        """That a column holds a value exactly; MariaDB would take ``ab`` for ``AB``."""
        if self.dialect in _CASELESS and isinstance(value, str):
            exactly = cast(column, CHAR(charset="utf8mb4")).collate("utf8mb4_bin")
            return and_(column == value, exactly == value)
        return column == value

    def description(self) -> str:
        """The database's product and version, for example ``sqlite 3.45.1``."""
        with self._connection() as connection:
            version = connection.dialect.server_version_info or ()
            is_mariadb = getattr(connection.dialect, "is_mariadb", False)
        product = "mariadb" if is_mariadb else self.dialect
        return f"{product} {'.'.join(map(str, version))}".strip()

    def zone(self) -> str | None:
        """The time zone that the database itself lives in, where it names one."""
        question = _ZONES.get(self.dialect)
        if question is None:
            return None
        (name,) = self.rows(text(question))[0]
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError):
            return None

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _connection(self) -> Generator[Connection]:
        try:
            with self._engine.connect() as connection, connection.begin():
                if self.dialect == "sqlite":
                    watch(connection, self._limit)
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            if _NOT_UTF8 in str(error):
                raise _ForeignText from None
            if isinstance(error, SQLAlchemyError):
                raise contract_error(error, self._limit) from None
            raise by_text(str(error), self._limit) from None


def _text_or_bytes(value: bytes) -> Any:
    """SQLite hands out what was put in; text in another encoding is decoded by the mapping."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
