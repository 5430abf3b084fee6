"""A migrated warehouse, a small MES, and sources that behave badly."""

import asyncio
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loop_building import Mes

from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate

ENTRY_POINTS = """
[quality_loop.sources]
hanging = odd_sources:HangingSource
scripted = odd_sources:ScriptedSource
mistaken = odd_sources:MistakenSource
missing = odd_sources:NobodyWroteThis
"""


async def _migrate(url: str) -> None:
    async with Warehouse.open(Settings(warehouse_url=url)) as warehouse:  # pyright: ignore
        await migrate(warehouse.engine)


@pytest.fixture
def warehouse_url(fresh_database: str) -> str:
    """The address of an empty, migrated warehouse."""
    asyncio.run(_migrate(fresh_database))
    return fresh_database


@pytest.fixture
def mes(tmp_path: Path) -> Mes:
    return Mes(tmp_path)


@pytest.fixture(scope="session")
def odd_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Installs ``odd_sources`` as if it were somebody's package; a subprocess's PYTHONPATH."""
    site = tmp_path_factory.mktemp("site")
    info = site / "odd_sources-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-sources\nVersion: 1\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    sys.path.append(str(site))
    yield f"{site}:{Path(__file__).parent}"
    sys.path.remove(str(site))


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield server.getsockname()[1]
