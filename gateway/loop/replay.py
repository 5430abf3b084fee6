"""Rejected rows again, under today's settings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from psycopg.sql import SQL, Identifier

from adapters.contract import Reason, Record, Rejection, Source, Stream
from gateway.loop.context import LoopContext
from gateway.loop.fed_facts import FedFacts, fed_facts, is_fed_as_pulled
from gateway.loop.pull import OnChange
from gateway.loop.reading import on_thread
from gateway.registry import make_source
from gateway.warehouse.database import psycopg_of
from gateway.warehouse.ingest import ingest_records
from gateway.warehouse.queries import RejectedFilter, RejectedRow, list_rejected

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many rows were tried, how many of them are settled now, and how many stay.

    ``sent_again`` go to the ERP with the next feed, which settles them or not. ``sums`` cannot be
    replayed: a negative sum settles itself when its counts are put right.
    """

    tried: int = 0
    settled: int = 0
    still_rejected: int = 0
    sent_again: int = 0
    sums: int = 0

    def __add__(self, other: "Replayed") -> "Replayed":
        names = self.__dataclass_fields__
        return Replayed(**{name: getattr(self, name) + getattr(other, name) for name in names})


async def replay(loop: LoopContext, where: RejectedFilter, *, on_change: OnChange) -> Replayed:
    """Replays every open rejection that the filter names, in batches.

    Raises ``AdapterError`` or ``SettingsError`` when a source cannot be made or asked; what was
    replayed before stays.
    """
    done = Replayed()
    after = 0
    while True:
        async with loop.warehouse.read() as connection:
            rows = await list_rejected(connection, where, limit=BATCH, after=after)
        if not rows:
            return done
        after = rows[-1].id
        groups: defaultdict[tuple[str, str], list[RejectedRow]] = defaultdict(list)
        for row in rows:
            groups[row.source, row.stream].append(row)
        for (source, stream), group in groups.items():
            done += await _replay_group(loop, source, stream, group, on_change)


async def _replay_group(
    loop: LoopContext,
    source: str,
    stream: str,
    rows: Sequence[RejectedRow],
    on_change: OnChange,
) -> Replayed:
    facts = fed_facts(stream)
    if facts is not None:
        return await _send_again(loop, facts, source, rows, on_change)
    if stream not in set(Stream):
        return Replayed(tried=len(rows), sums=len(rows))
    rejections = [_rejection(row) for row in rows]
    seconds = loop.settings.sources[source].time_limit if source in loop.settings.sources else 30
    answers = await on_thread(
        loop.left_behind,
        partial(_ask_adapter, partial(make_source, loop.settings, source), rejections),
        time_limit=seconds,
        purpose=f"{source}/{stream} replay",
    )
    good = [
        (row.id, answer)
        for row, answer in zip(rows, answers, strict=True)
        if not isinstance(answer, Rejection)
    ]
    bad = [answer for answer in answers if isinstance(answer, Rejection)]
    async with loop.warehouse.write() as connection:
        driver = await psycopg_of(connection)
        # First, because taking a record in may find a flaw in it and open the row again.
        await driver.execute(
            "UPDATE rejected_record SET resolved_at = now() WHERE id = ANY(%s)",
            [[id for id, _ in good]],
        )
        records: list[Record] = [record for _, record in good]
        done = await ingest_records(connection, source, Stream(stream), records, bad)
        if done.measurements or (done.changed and is_fed_as_pulled(Stream(stream))):
            await on_change(connection)
    return Replayed(
        tried=len(rows), settled=len(rows) - done.rejected, still_rejected=done.rejected
    )


def _ask_adapter(
    make: "partial[Source]", rejections: Sequence[Rejection]
) -> list[Record | Rejection]:
    source = make()
    try:
        return [source.replay(rejection) for rejection in rejections]
    finally:
        source.close()


def _rejection(row: RejectedRow) -> Rejection:
    return Rejection(
        source=row.source,
        stream=Stream(row.stream),
        key=row.key,
        revision=row.revision,
        reason=Reason(row.reason),
        detail=row.detail,
        raw=row.raw,
    )


async def _send_again(
    loop: LoopContext,
    facts: FedFacts,
    source: str,
    rows: Sequence[RejectedRow],
    on_change: OnChange,
) -> Replayed:
    async with loop.warehouse.write() as connection:
        driver = await psycopg_of(connection)
        await driver.execute(
            SQL("UPDATE {} SET fed_revision = -1 WHERE source = %s AND key = ANY(%s)").format(
                Identifier(facts.table)
            ),
            [source, [row.key for row in rows]],
        )
        await on_change(connection)
    return Replayed(tried=len(rows), sent_again=len(rows))
