"""Records for tests of the warehouse and the loop, with sensible values for what is not said."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from adapters.contract import Page, ProductionCount, Reason, Record, Rejection, Stream
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.ingest import Ingested, ingest

DAY = date(2026, 2, 3)


def a_count(key: str = "1", revision: int = 1, **values: Any) -> ProductionCount:
    """100 pieces, of which 5 are scrapped and 2 reworked, unless said otherwise."""
    day = values.pop("day", DAY)
    usual = {"scrapped": 5, "reworked": 2}
    quantities = {name: Decimal(values.pop(name, number)) for name, number in usual.items()}
    produced = Decimal(values.pop("produced", 100))
    started = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    return ProductionCount(
        **{
            "source": "mes",
            "key": key,
            "revision": revision,
            "day": day,
            "shift": "early",
            "operation": "WELD",
            "work_center": "WC1",
            "person": "0007",
            "started": started,
            "ended": started + timedelta(hours=8),
            "produced": produced,
            "good": produced - quantities["scrapped"] - quantities["reworked"],
            **quantities,
            "unit": "pcs",
            **values,
        }
    )


def a_rejection(key: str = "1", revision: int = 1, **values: Any) -> Rejection:
    return Rejection(
        **{
            "source": "mes",
            "stream": Stream.PRODUCTION_COUNT,
            "key": key,
            "revision": revision,
            "reason": Reason.UNKNOWN_UNIT,
            "detail": "unit holds 'furlong', which the mapping does not know.",
            "raw": {"unit": "furlong"},
            **values,
        }
    )


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Warehouse]:
    async with Warehouse.open(Settings(warehouse_url=url)) as warehouse:  # pyright: ignore
        yield warehouse


async def take_in(
    warehouse: Warehouse,
    *records: Record,
    rejections: Sequence[Rejection] = (),
    stream: Stream = Stream.PRODUCTION_COUNT,
    source: str = "mes",
    cursor: str | None = "c",
) -> Ingested:
    """One page, in a transaction of its own."""
    page = Page(records=records, rejections=rejections, cursor=cursor)
    async with warehouse.write() as connection:
        return await ingest(connection, source, stream, page)


async def rows(warehouse: Warehouse, query: str, **values: Any) -> list[dict[str, Any]]:
    async with warehouse.write() as connection:
        result = await connection.execute(text(query), values)
        return [dict(row) for row in result.mappings()]


async def one(warehouse: Warehouse, query: str, **values: Any) -> dict[str, Any]:
    found = await rows(warehouse, query, **values)
    assert len(found) == 1, found
    return found[0]


SUMMED_AGAIN = """
SELECT day, shift, operation, work_center, person, material, lot, unit, count(*)::int AS counts,
       sum(produced) AS produced, sum(good) AS good, sum(scrapped) AS scrapped,
       sum(reworked) AS reworked
FROM production_count WHERE source = 'mes' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
SUMS = """
SELECT day, shift, operation, work_center, person, material, lot, unit, counts,
       produced, good, scrapped, reworked
FROM measurement WHERE source = 'mes' AND counts <> 0
"""


def in_order(found: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in found), key=repr)
