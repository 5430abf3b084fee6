"""Taking a page of a source into the warehouse.

Records, rejections, sums and cursor change in the caller's one transaction: after a crash the
page is there wholly or not at all, and the next pull begins in the right place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.contract import Page, ProductionCount, Record, Rejection, Stream
from gateway.warehouse.check import split_storable
from gateway.warehouse.database import psycopg_of
from gateway.warehouse.merge import FRESH, REPLACED, merge
from gateway.warehouse.partitions import ensure_partitions
from gateway.warehouse.parts import PARTS
from gateway.warehouse.rejections import keep_rejections, settle_arrived
from gateway.warehouse.staging import INCOMING, stage, unstage
from gateway.warehouse.summing import sum_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What a page did. ``measurements`` is how many sums changed, and so are to be fed."""

    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    rejected: int = 0
    settled: int = 0
    measurements: int = 0
    negative: int = 0

    @property
    def records(self) -> int:
        return self.created + self.replaced + self.unchanged

    @property
    def changed(self) -> int:
        return self.created + self.replaced

    def __add__(self, other: "Ingested") -> "Ingested":
        names = self.__dataclass_fields__
        return Ingested(**{name: getattr(self, name) + getattr(other, name) for name in names})


async def ingest(connection: AsyncConnection, source: str, stream: Stream, page: Page) -> Ingested:
    """Takes the page in and moves the stream's cursor, in the transaction of ``connection``.

    Raises ``ProtocolError`` when a record does not belong to the stream.
    """
    done = await ingest_records(connection, source, stream, page.records, page.rejections)
    driver = await psycopg_of(connection)
    await driver.execute(
        "INSERT INTO source_state AS s (source, stream, cursor, records, rejected) "
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (source, stream) DO UPDATE SET "
        "cursor = excluded.cursor, records = s.records + excluded.records, "
        "rejected = s.rejected + excluded.rejected",
        [source, stream.value, page.cursor, done.records, done.rejected],
    )
    return done


async def ingest_records(
    connection: AsyncConnection,
    source: str,
    stream: Stream,
    records: Sequence[Record] = (),
    rejections: Sequence[Rejection] = (),
) -> Ingested:
    """Takes single records in (a replay, a lookup) without moving the cursor."""
    good, refused = split_storable(stream, records)
    driver = await psycopg_of(connection)
    await driver.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{source}/{stream.value}"]
    )
    done = Ingested()
    if good:
        done = await _take_in(connection, source, stream, good)
    rejected = await keep_rejections(driver, source, stream.value, [*rejections, *refused])
    return replace(done, rejected=rejected)


async def _take_in(
    connection: AsyncConnection, source: str, stream: Stream, records: list[Record]
) -> Ingested:
    driver = await psycopg_of(connection)
    counts = [record for record in records if isinstance(record, ProductionCount)]
    if counts:
        await ensure_partitions(driver, {count.day for count in counts})
    await stage(driver, stream, records)
    merged = await merge(driver, source, stream, staged=len(records))
    measurements, negative = 0, 0
    if counts and merged.changed:
        measurements, negative = await sum_up(driver, source)
    settled = await settle_arrived(driver, source, stream)
    await unstage(driver, INCOMING, FRESH, REPLACED, *(part.incoming for part in PARTS))
    return Ingested(
        created=merged.created,
        replaced=merged.replaced,
        unchanged=len(records) - merged.changed,
        settled=settled,
        measurements=measurements,
        negative=negative,
    )
