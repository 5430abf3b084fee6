"""A migrated warehouse for each test, copied from one that is migrated once."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
from warehouse_building import opened

from demo.runtime.database import Server
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate


async def _migrate(url: str) -> None:
    async with opened(url) as warehouse:
        await migrate(warehouse.engine)


@pytest.fixture(scope="session")
def migrated(postgres: Server) -> Iterator[str]:
    """The name of a migrated database, to be copied."""
    name = f"wh_template_{uuid.uuid4().hex[:8]}"
    postgres.create(name)
    asyncio.run(_migrate(postgres.url(name)))
    yield name
    postgres.drop(name)


@pytest.fixture
def warehouse_url(postgres: Server, migrated: str) -> Iterator[str]:
    """The address of an empty, migrated warehouse."""
    name = f"wh_{uuid.uuid4().hex[:10]}"
    postgres.create(name, template=migrated)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
async def warehouse(warehouse_url: str) -> AsyncIterator[Warehouse]:
    async with opened(warehouse_url) as open_warehouse:
        yield open_warehouse
