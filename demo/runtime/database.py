"""Databases on a PostgreSQL server, whoever runs it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from demo.runtime.errors import SetupError

VARIABLE = "QUALITY_LOOP_DATABASE_URL"
_CONNECT_SECONDS = 10
_VACUUM_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A server and the role we use on it, as a ``postgresql://`` address of any database there."""

    address: str

    @property
    def parts(self) -> URL:
        """The parsed address. Raises ``SetupError`` when it is none."""
        try:
            url = make_url(self.address)
        except ArgumentError:
            url = None
        if url is None or url.get_backend_name() != "postgresql":
            raise SetupError(
                f"{VARIABLE} is not an address of PostgreSQL: write it as "
                "postgresql://user:password@host:5432/postgres."
            )
        return url.set(drivername="postgresql")

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return self.parts.set(database=database).render_as_string(hide_password=False)

    @property
    def socket(self) -> str | None:
        """The folder of the Unix socket, where the address names one."""
        host = self.parts.query.get("host")
        return host if isinstance(host, str) else None

    @contextmanager
    def connection(self, database: str | None = None) -> Iterator[psycopg.Connection]:
        """A connection in autocommit mode. Raises ``SetupError`` when the server refuses."""
        name = database or self.parts.database or "postgres"
        try:
            connection = psycopg.connect(
                self.url(name), connect_timeout=_CONNECT_SECONDS, autocommit=True
            )
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[-1].strip()
            raise SetupError(
                f"PostgreSQL at {self.parts.render_as_string()} cannot be used ({reason}): start "
                f"it, correct {VARIABLE}, or unset it to use the embedded server."
            ) from None
        with connection:
            yield connection

    def names(self) -> set[str]:
        """The names of its databases."""
        with self.connection() as connection:
            return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}

    def create(self, name: str, *, template: str = "template0") -> None:
        """Create a database, empty or as a copy. Raises ``SetupError`` when we may not."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
            sql.Identifier(name),
            sql.Identifier(template),
            # copying files is much faster for a large template, the log for an empty one
            sql.SQL("WAL_LOG" if template == "template0" else "FILE_COPY"),
        )
        with self.connection() as connection:
            try:
                connection.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                raise SetupError(self.lacking_createdb()) from None

    def lacking_createdb(self) -> str:
        """The sentence for a role that may not create databases."""
        role = self.parts.username
        return (
            f"The role {role} may not create databases on the server that {VARIABLE} names: grant "
            f"it (ALTER ROLE {role} CREATEDB), or unset the variable to use the embedded server."
        )

    def drop(self, name: str) -> None:
        """Drop a database, with whoever is still connected, if it is there."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        until = time.monotonic() + _VACUUM_SECONDS
        with self.connection() as connection:
            while True:
                try:
                    connection.execute(statement)
                except psycopg.errors.InsufficientPrivilege:
                    # The server's own vacuum is at work there, and only a superuser may end it.
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.2)
                else:
                    return

    def drop_role(self, name: str) -> None:
        """Drop a role that owns nothing any more, if it is there."""
        statement = sql.SQL("DROP ROLE IF EXISTS {}")
        with self.connection() as connection:
            connection.execute(statement.format(sql.Identifier(name)))

    def rename(self, name: str, new: str) -> None:
        """Rename a database that nobody uses: how a finished one gets its final name."""
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with self.connection() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(new)))
