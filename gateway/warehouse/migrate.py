"""Bringing the warehouse's schema up to date: our tables and those of the jobs, in one go."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.warehouse.tables import metadata

# Two processes that start together take turns.
MIGRATION_LOCK = 7_215_001

_PARTITION = re.compile(r"^production_count_\d{4}_\d{2}$")
_NOT_OURS = re.compile(r"^(procrastinate_.*|alembic_version)$")


async def migrate(engine: AsyncEngine) -> None:
    """Applies what is missing, in one transaction; does nothing the second time."""
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)


async def missing_migrations(engine: AsyncEngine) -> Sequence[Any]:
    """How the database differs from the models, as Alembic sees it; empty when they agree."""
    async with engine.connect() as connection:
        return await connection.run_sync(_differences)


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Whether a table belongs to the models: neither a partition nor one of the jobs."""
    if kind != "table" or not reflected or name is None:
        return True
    return not (_PARTITION.match(name) or _NOT_OURS.match(name))


def config(connection: Connection) -> Config:
    """Alembic's configuration for our migrations on that connection."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    settings.attributes["connection"] = connection
    return settings


def _migrate(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    command.upgrade(config(connection), "head")
    _apply_jobs_schema(connection)


def _differences(connection: Connection) -> Sequence[Any]:
    context = MigrationContext.configure(
        connection,
        opts={"include_object": is_ours, "compare_type": True, "compare_server_default": True},
    )
    return compare_metadata(context, metadata)


def _apply_jobs_schema(connection: Connection) -> None:
    """The whole schema of the jobs the first time, later only what a newer library adds."""
    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    latest = files[-1].name
    if not inspect(connection).has_table("procrastinate_jobs"):
        _run_script(connection, SchemaManager.get_schema())
        _note(connection, latest)
        return
    applied = connection.execute(text("SELECT max(migration) FROM jobs_schema")).scalar_one()
    for file in files:
        if file.name > applied:
            _run_script(connection, file.read_text(encoding="utf-8"))
            _note(connection, file.name)


def _note(connection: Connection, migration: str) -> None:
    connection.execute(
        text("INSERT INTO jobs_schema (migration) VALUES (:migration)"), {"migration": migration}
    )


def _run_script(connection: Connection, script: str) -> None:
    """Several statements as they are: no parameter is meant by a percent sign or a colon."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(script)
    finally:
        cursor.close()
