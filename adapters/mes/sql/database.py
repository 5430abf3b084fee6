"""The MES database, read-only and within a time limit, its errors in the contract's words."""

import sqlite3
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Integer,
    Numeric,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    NoSuchTableError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import NullPool, QueuePool

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    TimedOut,
    Unavailable,
)
from adapters.mes.sql.settings import SqlSettings

Row = Sequence[Any]

_STEPS_BETWEEN_LOOKS = 10_000
_NOT_UTF8 = "Could not decode to UTF-8"


class _ForeignText(Exception):
    """A text column of SQLite holds bytes that are not UTF-8."""


class Database:
    """Queries against one MES. Nothing is ever written."""

    def __init__(self, settings: SqlSettings) -> None:
        url = _url(settings)
        self._limit = settings.time_limit
        self._dialect = url.get_backend_name()
        self._url = url
        self._engine = self._made(url)

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

    def like(self, table: str, column: str, text: str) -> Any:
        """``text`` as that column holds it; ``None`` where the column cannot hold it."""
        schema, _, name = table.rpartition(".")
        with self._connection() as connection:
            found = inspect(connection).get_columns(name, schema=schema or None)
        bare = column.rpartition(".")[2]
        kind = next(c["type"] for c in found if c["name"] == bare)
        if isinstance(kind, Integer | Numeric):
            return int(text) if text.isdecimal() and text.isascii() else None
        return text

    def description(self) -> str:
        """The database's product and version, for example ``sqlite 3.45.1``."""
        with self._connection() as connection:
            version = connection.dialect.server_version_info or ()
        return f"{self._dialect} {'.'.join(map(str, version))}".strip()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _connection(self) -> Generator[Connection]:
        try:
            with self._engine.connect() as connection, connection.begin():
                if self._dialect == "sqlite":
                    self._watch(connection)
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            if _NOT_UTF8 in str(error):
                raise _ForeignText from None
            if isinstance(error, SQLAlchemyError):
                raise _contract_error(error, self._limit) from None
            raise _by_text(str(error), self._limit) from None

    def _watch(self, connection: Connection) -> None:
        """SQLite knows no time limit: it asks us now and then whether to go on."""
        raw: Any = connection.connection.driver_connection
        until = time.monotonic() + self._limit
        raw.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)

    def _made(self, url: URL) -> Engine:
        try:
            if self._dialect == "sqlite":
                engine = create_engine(
                    _read_only_file(url), poolclass=NullPool, hide_parameters=True
                )
                event.listen(engine, "connect", _prepare_sqlite)
                return engine
            if self._dialect == "postgresql":
                return self._postgresql(url)
            return create_engine(url, pool_pre_ping=True, hide_parameters=True)
        except NoSuchModuleError as error:
            raise ConfigurationError(
                f"There is no driver for {self._dialect} databases."
            ) from error
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"The driver for {self._dialect} is not installed: pip install {error.name}."
            ) from error

    def _postgresql(self, url: URL) -> Engine:
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        limit = int(self._limit * 1000)
        return create_engine(
            url,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=2,
            pool_pre_ping=True,
            hide_parameters=True,
            execution_options={"postgresql_readonly": True},
            connect_args={
                "connect_timeout": max(1, int(min(self._limit, 10))),
                "options": f"-c statement_timeout={limit} -c default_transaction_read_only=on",
                "application_name": "quality-loop",
            },
        )


def _url(settings: SqlSettings) -> URL:
    try:
        url = make_url(settings.url.get_secret_value())
    except ArgumentError:
        raise ConfigurationError(
            "The MES's `url` is not a database address like postgresql://user@host/database."
        ) from None
    if settings.password is not None:
        return url.set(password=settings.password.get_secret_value())
    if settings.password_file is not None:
        try:
            return url.set(password=settings.password_file.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise ConfigurationError(
                f"The password file of the MES cannot be read: {error.strerror}."
            ) from error
    return url


def _read_only_file(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(
            "The MES's `url` names no SQLite file (sqlite:////path/mes.sqlite)."
        )
    if url.database.startswith("file:"):
        return url
    return URL.create(
        "sqlite", database=f"file:{quote(url.database)}", query={"mode": "ro", "uri": "true"}
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _text_or_bytes(value: bytes) -> Any:
    """SQLite hands out what was put in; text in another encoding is decoded by the mapping."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _contract_error(error: SQLAlchemyError, limit: float) -> AdapterError:
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return Unavailable("The MES database broke off the connection.")
        state = getattr(error.orig, "sqlstate", None)
        if state is not None:
            return _by_state(state, str(error.orig), limit)
        known = isinstance(error, OperationalError | InterfaceError)
        return _by_text(str(error.orig), limit, lost=known)
    return ConfigurationError(f"The MES's mapping cannot be made a query: {type(error).__name__}.")


def _by_state(state: str, text: str, limit: float) -> AdapterError:
    """By SQLSTATE, whose first two characters are the class."""
    if state == "57014":
        return TimedOut(f"The MES database took longer than the time limit of {limit:g} s.")
    if state.startswith("28"):
        return AuthenticationFailed("The MES database does not accept this user and password.")
    if state == "42501":
        return AccessDenied("The MES database user may not read this: grant it SELECT.")
    if state.startswith(("42", "22", "3D", "3F")):
        return ConfigurationError(
            f"The MES database does not accept the query: {_first_line(text)}"
        )
    return Unavailable(f"The MES database cannot answer now: {_first_line(text)}")


def _by_text(text: str, limit: float, *, lost: bool = True) -> AdapterError:
    """SQLite and connection errors have nothing but a text."""
    lowered = text.lower()
    if "interrupted" in lowered:
        return TimedOut(f"The MES database took longer than the time limit of {limit:g} s.")
    if "password" in lowered or "authentication" in lowered:
        return AuthenticationFailed("The MES database does not accept this user and password.")
    if "no such" in lowered or "syntax error" in lowered:
        return ConfigurationError(
            f"The MES database does not accept the query: {_first_line(text)}"
        )
    if "timeout" in lowered or "timed out" in lowered:
        return TimedOut("The MES database cannot be reached: nothing answered in time.")
    if "unable to open" in lowered:
        return Unavailable("The MES database file is not there or may not be read.")
    if "locked" in lowered or "busy" in lowered:
        return Unavailable("The MES database is locked by another program; it is tried again.")
    if "not a database" in lowered or "malformed" in lowered:
        return Unavailable("The MES database file is damaged or half copied.")
    return Unavailable(
        "The MES database cannot be reached."
        if lost
        else f"The MES database failed: {_first_line(text)}"
    )


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "(no reason given)"
