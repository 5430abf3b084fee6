"""Connections to a database, within a time limit that the database itself enforces.

Those for reading cannot write. Those for commands are made with an account of their own.
"""

import math
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool, QueuePool

from adapters.contract import ConfigurationError

DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "mariadb": "mariadb+pymysql",
    "mysql": "mysql+pymysql",
}
_STEPS_BETWEEN_LOOKS = 10_000
_LONGEST_CONNECT = 10.0
_GRACE = 5.0  # seconds beyond the limit in which the database is to say that it is over


def address(name: str, url: SecretStr, password: SecretStr | None, file: Path | None) -> URL:
    """A database's address with its password; ``name`` is the setting that holds the address.

    Raises ``ConfigurationError``.
    """
    try:
        parsed = make_url(url.get_secret_value())
    except ArgumentError:
        raise ConfigurationError(
            f"The MES's `{name}` is not a database address like postgresql://user@host/database."
        ) from None
    parsed = parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))
    if password is not None:
        return parsed.set(password=password.get_secret_value())
    if file is not None:
        try:
            return parsed.set(password=file.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise ConfigurationError(
                f"The password file of the MES's `{name}` cannot be read: {error.strerror}."
            ) from error
    return parsed


def make_engine(url: URL, limit: float, *, writing: bool = False) -> Engine:
    """Connections that cannot write, unless they are for ``writing``.

    ``limit`` is seconds per statement. Raises ``ConfigurationError`` where there is no driver.
    """
    dialect = url.get_backend_name()
    try:
        if dialect == "sqlite":
            return _sqlite(url, limit, writing=writing)
        if dialect == "postgresql":
            return _postgresql(url, limit, writing=writing)
        if dialect in {"mariadb", "mysql"}:
            return _mariadb(url, limit, writing=writing)
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except NoSuchModuleError as error:
        raise ConfigurationError(f"There is no driver for {dialect} databases.") from error
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The driver for {dialect} is not installed: pip install {error.name}."
        ) from error


def watch(connection: Connection, limit: float) -> None:
    """SQLite knows no time limit: it asks us now and then whether to go on."""
    raw: Any = connection.connection.driver_connection
    until = time.monotonic() + limit
    raw.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)


def _sqlite(url: URL, limit: float, *, writing: bool) -> Engine:
    engine = create_engine(
        _existing_file(url, "rw" if writing else "ro"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": limit} if writing else {},
    )
    if writing:
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin_to_write)
    else:
        event.listen(engine, "connect", _forbid_writing)
    return engine


def _existing_file(url: URL, mode: str) -> URL:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(
            "The MES's `url` names no SQLite file (sqlite:////path/mes.sqlite)."
        )
    if url.database.startswith("file:"):
        return url
    return URL.create(
        "sqlite", database=f"file:{quote(url.database)}", query={"mode": mode, "uri": "true"}
    )


def _forbid_writing(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_to_write(connection: Connection) -> None:
    """Whoever is second waits here, and not when both have read already."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: URL, limit: float, *, writing: bool) -> Engine:
    milliseconds = int(limit * 1000)
    read_only = "off" if writing else "on"
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,
        execution_options={"postgresql_readonly": not writing},
        connect_args={
            "connect_timeout": max(1, int(min(limit, _LONGEST_CONNECT))),
            "options": f"-c statement_timeout={milliseconds}"
            f" -c default_transaction_read_only={read_only}",
            "application_name": "quality-loop",
        },
    )


def _mariadb(url: URL, limit: float, *, writing: bool) -> Engine:
    """MariaDB, and MySQL, whose time limit for a SELECT has another name and unit."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": max(1, int(min(limit, _LONGEST_CONNECT))),
            "read_timeout": limit + _GRACE,
            "charset": "utf8mb4",
        },
    )
    event.listen(engine, "connect", partial(_prepare_mariadb, limit, writing))
    return engine


def _prepare_mariadb(limit: float, writing: bool, connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        (version,) = cursor.fetchone()
        if "mariadb" in version.lower():
            cursor.execute("SET SESSION max_statement_time = %s", (limit,))
        else:
            cursor.execute("SET SESSION max_execution_time = %s", (int(limit * 1000),))
        cursor.execute("SET SESSION lock_wait_timeout = %s", (math.ceil(limit),))
        if writing:
            cursor.execute("SET SESSION innodb_lock_wait_timeout = %s", (math.ceil(limit),))
        else:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
