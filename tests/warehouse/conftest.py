"""A migrated warehouse for each test."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from warehouse_building import opened

from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate


async def _migrate(url: str) -> None:
    async with opened(url) as warehouse:
        await migrate(warehouse.engine)


@pytest.fixture
def warehouse_url(fresh_database: str) -> str:
    """The address of an empty, migrated warehouse."""
    asyncio.run(_migrate(fresh_database))
    return fresh_database


@pytest.fixture
async def warehouse(warehouse_url: str) -> AsyncIterator[Warehouse]:
    async with opened(warehouse_url) as open_warehouse:
        yield open_warehouse
