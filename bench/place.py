"""The real parts a benchmark runs on: a plant, a warehouse, and an Odoo that knows the plant."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from demo.plant.build import Built, build_plant
from demo.runtime.database import Server
from demo.runtime.session import SharedSession
from demo.runtime.throwaway import ThrowawayOdoo, throwaway_odoo
from gateway.loop.context import LoopContext
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate

SEED = 7
LAST_DAY = date(2026, 10, 4)
COUNTS = 100_000
SOURCE = "mes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a benchmark finds what it measures; ``session`` gives PostgreSQL and Odoo's source."""

    session: SharedSession
    plant: Built
    folder: Path
    warehouse_url: str
    erp: dict[str, Any] | None = None
    odoo: ThrowawayOdoo | None = None

    @property
    def settings(self) -> Settings:
        """The gateway's settings for these parts."""
        mes = {
            "adapter": "sql",
            "url": self.plant.mes_url,
            "mapping": "demo_plant",
            "time_limit": 600,
        }
        return Settings.model_validate(
            {
                "warehouse_url": SecretStr(self.warehouse_url),
                "sources": {SOURCE: mes},
                "erp": self.erp,
            }
        )

    def key_of(self, role: str) -> str:
        """The API key of somebody in that role."""
        if self.odoo is None:
            raise LookupError("No Odoo runs here yet.")
        return self.odoo.person(role)["key"]

    @asynccontextmanager
    async def loop(self) -> AsyncGenerator[LoopContext]:
        """The gateway's loop on a warehouse whose tables are there."""
        async with Warehouse.open(self.settings) as warehouse:
            await migrate(warehouse.engine)
            yield LoopContext(settings=self.settings, warehouse=warehouse)


@contextmanager
def database(server: Server, name: str, template: str = "template0") -> Iterator[str]:
    """A database for the while; gives its address."""
    server.drop(name)
    server.create(name, template=template)
    try:
        yield server.url(name)
    finally:
        server.drop(name)


def plant_of(folder: Path) -> Built:
    """The plant of every benchmark: 100,000 production counts in SQLite."""
    return build_plant(folder, seed=SEED, until=LAST_DAY, counts=COUNTS)


@contextmanager
def odoo_of(place: Place) -> Iterator[Place]:
    """The place with a running Odoo that knows the plant's people and operations."""
    with throwaway_odoo(place.session, plant=place.plant.folder) as odoo:
        erp = {
            "adapter": "json2",
            "url": odoo.url,
            "database": odoo.database,
            "feed_key": odoo.person("feeder")["key"],
        }
        yield replace(place, erp=erp, odoo=odoo)
