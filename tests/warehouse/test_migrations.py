"""The models and the migrations describe the same database, which the jobs share."""

import asyncio

from sqlalchemy import text
from warehouse_building import a_count, opened, rows, take_in

from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate, missing_migrations


async def test_models_and_migrations_agree(warehouse: Warehouse) -> None:
    assert await missing_migrations(warehouse.engine) == []


async def test_a_difference_would_be_seen(warehouse: Warehouse) -> None:
    async with warehouse.write() as connection:
        await connection.execute(text("ALTER TABLE inspection DROP COLUMN standard_revision"))
    assert len(await missing_migrations(warehouse.engine)) == 1


async def test_two_that_migrate_at_once_take_turns(fresh_database: str) -> None:
    async with opened(fresh_database) as first, opened(fresh_database) as second:
        await asyncio.gather(migrate(first.engine), migrate(second.engine))
        assert await missing_migrations(first.engine) == []
        assert len(await rows(first, "SELECT * FROM jobs_schema")) == 1


async def test_a_newer_job_library_brings_its_tables_up_to_date(fresh_database: str) -> None:
    """Given a database whose job tables lack the library's last migration, when it is migrated,
    then that one migration is applied and noted.
    """
    async with opened(fresh_database) as warehouse:
        await migrate(warehouse.engine)
        before = "03.04.00_01_pre_add_retry_failed_job_procedure.sql"
        async with warehouse.write() as connection:
            await connection.execute(
                text("UPDATE jobs_schema SET migration = :before"), {"before": before}
            )
        await migrate(warehouse.engine)
        applied = await rows(warehouse, "SELECT migration FROM jobs_schema ORDER BY 1")
        assert applied[0]["migration"] == before
        assert len(applied) == 2


async def test_partitions_are_no_difference(warehouse: Warehouse) -> None:
    await take_in(warehouse, a_count())
    assert await missing_migrations(warehouse.engine) == []
