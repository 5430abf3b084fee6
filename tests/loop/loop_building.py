"""A small MES of a few rows, settings for it, and looks into the warehouse."""

import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from adapters.contract import ProductionCount
from gateway.loop.context import LoopContext
from gateway.loop.jobs import Jobs
from gateway.settings import load_settings
from gateway.warehouse.database import Warehouse

DAY = date(2026, 2, 3)

MAPPING = """
zone: Europe/Berlin
shifts:
  early: {start: "06:00", end: "14:00"}
streams:
  production_count:
    - name: readings
      from: reading
      as: r
      cursor: {id: r.id, overlap_ids: 0}
      key: r.number
      revision: r.version
      unit: {into: pcs, column: r.unit, decimals: 3, factors: {pc: 1FURTHER}}
      fields:
        shift: r.shift
        operation: r.step
        work_center: r.place
        person: r.badge
        started: {column: r.began, form: "%Y-%m-%d %H:%M"}
        ended: {column: r.done, form: "%Y-%m-%d %H:%M"}
        produced: r.made
        good: r.good
        scrapped: r.bad
        reworked: r.again
"""


class Mes:
    """A real SQLite MES with one table, and its mapping."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "mes.sqlite"
        self.mapping = folder / "mapping.yaml"
        self.know_unit()
        with sqlite3.connect(self.file) as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS reading (id INTEGER PRIMARY KEY, number TEXT, "
                "version INTEGER, shift TEXT, step TEXT, place TEXT, badge TEXT, began TEXT, "
                "done TEXT, made TEXT, good TEXT, bad TEXT, again TEXT, unit TEXT)"
            )

    def know_unit(self, further: str = "") -> None:
        self.mapping.write_text(MAPPING.replace("FURTHER", further), encoding="utf-8")

    def write(self, number: str, *, version: int = 1, bad: int = 5, unit: str = "pc") -> None:
        """100 made in the early shift."""
        with sqlite3.connect(self.file) as database:
            database.execute(
                "INSERT INTO reading (number, version, shift, step, place, badge, began, done, "
                "made, good, bad, again, unit) VALUES (?, ?, 'early', 'WELD', 'WC1', '0007', "
                "'2026-02-03 06:00', '2026-02-03 14:00', '100', ?, ?, '0', ?)",
                [number, version, str(100 - bad), str(bad), unit],
            )

    def settings(self, **values: Any) -> dict[str, Any]:
        return {
            "adapter": "sql",
            "url": f"sqlite:///{self.file}",
            "mapping": str(self.mapping),
            "every": 0.2,
            **values,
        }


def a_count(key: str, *, source: str = "mes", **values: Any) -> ProductionCount:
    started = datetime(DAY.year, DAY.month, DAY.day, 5, tzinfo=UTC)
    return ProductionCount(
        **{
            "source": source,
            "key": key,
            "revision": 1,
            "day": DAY,
            "shift": "early",
            "operation": "WELD",
            "work_center": "WC1",
            "person": "0007",
            "started": started,
            "ended": started + timedelta(hours=8),
            "produced": Decimal(100),
            "good": Decimal(95),
            "scrapped": Decimal(5),
            "reworked": Decimal(0),
            "unit": "pcs",
            **values,
        }
    )


def write_settings(
    folder: Path, warehouse_url: str, *, erp: dict[str, Any] | None = None, **sources: Any
) -> Path:
    """A settings file; JSON's texts and numbers are TOML's too."""
    tables = {**({"erp": erp} if erp else {}), **{f"sources.{n}": s for n, s in sources.items()}}
    lines = [f"warehouse_url = {json.dumps(warehouse_url)}"]
    for name, values in tables.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    file = folder / "quality-loop.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@asynccontextmanager
async def opened_jobs(file: Path, *, dead_after: float = 30) -> AsyncGenerator[Jobs]:
    settings = load_settings(file)
    async with Warehouse.open(settings) as warehouse:
        loop = LoopContext(settings=settings, warehouse=warehouse)
        async with Jobs(loop, dead_after=dead_after).opened() as jobs:
            yield jobs


async def rows(warehouse: Warehouse, query: str, **values: Any) -> list[dict[str, Any]]:
    async with warehouse.write() as connection:
        result = await connection.execute(text(query), values)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []


async def one(warehouse: Warehouse, query: str, **values: Any) -> dict[str, Any]:
    found = await rows(warehouse, query, **values)
    assert len(found) == 1, found
    return found[0]
