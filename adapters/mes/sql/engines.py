"""Connections to a database that can only read, within a time limit that the database enforces."""

import math
from functools import partial
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool, QueuePool

from adapters.contract import ConfigurationError
from adapters.mes.sql.settings import SqlSettings

_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "mariadb": "mariadb+pymysql",
    "mysql": "mysql+pymysql",
}
_LONGEST_CONNECT = 10.0
_GRACE = 5.0  # seconds beyond the limit in which the database is to say that it is over


def address(settings: SqlSettings) -> URL:
    """The database's address with its password. Raises ``ConfigurationError``."""
    try:
        url = make_url(settings.url.get_secret_value())
    except ArgumentError:
        raise ConfigurationError(
            "The MES's `url` is not a database address like postgresql://user@host/database."
        ) from None
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
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


def reading_engine(url: URL, limit: float) -> Engine:
    """Connections that cannot write; ``limit`` is seconds per statement.

    Raises ``ConfigurationError`` where there is no driver.
    """
    dialect = url.get_backend_name()
    try:
        if dialect == "sqlite":
            return _sqlite(url)
        if dialect == "postgresql":
            return _postgresql(url, limit)
        if dialect in {"mariadb", "mysql"}:
            return _mariadb(url, limit)
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except NoSuchModuleError as error:
        raise ConfigurationError(f"There is no driver for {dialect} databases.") from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The driver for {dialect} is not installed: pip install {error.name}."
        ) from error


def _sqlite(url: URL) -> Engine:
    engine = create_engine(_read_only_file(url), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


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


def _postgresql(url: URL, limit: float) -> Engine:
    milliseconds = int(limit * 1000)
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,
        execution_options={"postgresql_readonly": True},
        connect_args={
            "connect_timeout": max(1, int(min(limit, _LONGEST_CONNECT))),
            "options": f"-c statement_timeout={milliseconds} -c default_transaction_read_only=on",
            "application_name": "quality-loop",
        },
    )


def _mariadb(url: URL, limit: float) -> Engine:
    """MariaDB, and MySQL, whose time limit for a SELECT has another name and unit."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": max(1, int(min(limit, _LONGEST_CONNECT))),
            "read_timeout": limit + _GRACE,
            "charset": "utf8mb4",
        },
    )
    event.listen(engine, "connect", partial(_prepare_mariadb, limit))
    return engine


def _prepare_mariadb(limit: float, connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        (version,) = cursor.fetchone()
        if "mariadb" in version.lower():
            cursor.execute("SET SESSION max_statement_time = %s", (limit,))
        else:
            cursor.execute("SET SESSION max_execution_time = %s", (int(limit * 1000),))
        cursor.execute("SET SESSION lock_wait_timeout = %s", (math.ceil(limit),))
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
