"""How each stream of each source is doing, how old its facts are, and what a source can do."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Float, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.tables import rejected_record, source_capability, source_state


class SourceRow(NamedTuple):
    """The state of a stream.

    ``state`` is never, ok, slow or failing, ``since`` when it began and ``reason`` why, as a
    sentence (``reason_code`` for programs, ``reference`` for the other system's support).
    ``age`` is the time since the last pull that succeeded, in seconds. ``records`` and
    ``rejected`` count everything that ever came; ``open_rejections`` what still waits for a fix.
    """

    source: str
    stream: str
    state: str
    since: datetime | None
    reason_code: str | None
    reason: str | None
    reference: str | None
    running_since: datetime | None
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    next_attempt_at: datetime | None
    failures: int
    records: int
    rejected: int
    duration: float | None
    age: float | None
    open_rejections: int


class CapabilityRow(NamedTuple):
    """What a source said about a stream or command (``kind``) of that name, and when."""

    source: str
    kind: str
    name: str
    capability: str
    noted_at: datetime


async def list_capabilities(connection: AsyncConnection) -> list[CapabilityRow]:
    """What every source that was ever asked can do, in one statement."""
    c = source_capability.c
    statement = select(*(c[name] for name in CapabilityRow._fields)).order_by(
        c.source, c.kind, c.name
    )
    return [CapabilityRow._make(row) for row in await connection.execute(statement)]


async def list_sources(
    connection: AsyncConnection, *, sources: tuple[str, ...] = ()
) -> list[SourceRow]:
    """Every stream that was ever pulled, in one statement; the ERP is the source ``erp``."""
    s, r = source_state.c, rejected_record.c
    waiting = (
        select(r.source, r.stream, func.count().label("open"))
        .where(r.resolved_at.is_(None))
        .group_by(r.source, r.stream)
        .subquery("waiting")
    )
    age = cast(func.extract("epoch", func.clock_timestamp() - s.last_success_at), Float(53))
    statement = (
        select(
            *(s[name] for name in SourceRow._fields[:-2]),
            age.label("age"),
            func.coalesce(waiting.c.open, 0).label("open_rejections"),
        )
        .outerjoin_from(
            source_state,
            waiting,
            (waiting.c.source == s.source) & (waiting.c.stream == s.stream),
        )
        .order_by(s.source, s.stream)
    )
    if sources:
        statement = statement.where(s.source.in_(sources))
    return [SourceRow._make(row) for row in await connection.execute(statement)]
