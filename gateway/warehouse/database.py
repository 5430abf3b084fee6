"""Connections to the warehouse."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Self, cast

from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from gateway.settings import Settings, SettingsError

DRIVER = "postgresql+psycopg"


def warehouse_url(settings: Settings) -> URL:
    """The address of the warehouse for SQLAlchemy. Raises ``SettingsError``."""
    try:
        url = make_url(settings.warehouse_url.get_secret_value())
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() != "postgresql":
        raise SettingsError(
            "warehouse_url is no address of PostgreSQL: write it as "
            "postgresql://user:password@host:5432/database."
        )
    return url.set(drivername=DRIVER)


def libpq_url(url: URL) -> str:
    """The same address as libpq reads it, password included."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class Warehouse:
    """A pool of connections; made once per process, closed at its end.

    >>> async with Warehouse.open(settings) as warehouse, warehouse.read() as connection:
    ...     rows = await list_sources(connection)
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls(
            create_async_engine(
                warehouse_url(settings),
                pool_size=settings.warehouse_pool,
                max_overflow=settings.warehouse_pool,
                pool_pre_ping=True,
            )
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncGenerator[Self]:
        warehouse = cls.from_settings(settings)
        try:
            yield warehouse
        finally:
            await warehouse.aclose()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A connection on which all statements see one state of the facts."""
        async with self.engine.connect() as connection:
            snapshot = await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            yield snapshot

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """A transaction: all of it is kept, or nothing."""
        async with self.engine.begin() as connection:
            yield connection

    async def reach(self) -> None:
        """Raises ``OperationalError`` at once when the server does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    @asynccontextmanager
    async def alone(self, purpose: str) -> AsyncGenerator[None]:
        """Waits until no other process holds ``purpose``, and holds it for the block.

        Whoever dies lets go of it.
        """
        lock = {"purpose": purpose}
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(
                text("SELECT pg_advisory_lock(hashtextextended(:purpose, 1))"), lock
            )
            try:
                yield
            finally:
                await connection.execute(
                    text("SELECT pg_advisory_unlock(hashtextextended(:purpose, 1))"), lock
                )

    async def aclose(self) -> None:
        await self.engine.dispose()


async def psycopg_of(connection: AsyncConnection) -> PsycopgConnection[Any]:
    """The driver's own connection, in the same transaction (COPY, deferring jobs)."""
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if not isinstance(driver, PsycopgConnection):
        raise TypeError(f"the warehouse is reached through {type(driver)}, not through psycopg")
    return cast("PsycopgConnection[Any]", driver)
