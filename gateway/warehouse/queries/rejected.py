"""Rows that could not be used: as a list, one alone, and counted by reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries.measurements import LARGEST_PAGE
from gateway.warehouse.queries.where import any_of
from gateway.warehouse.tables import rejected_record


class RejectedRow(NamedTuple):
    """A rejected row; ``raw`` is what the source gave, ``detail`` says how to mend it."""

    id: int
    source: str
    stream: str
    key: str
    revision: int
    reason: str
    detail: str
    raw: Mapping[str, Any]
    first_seen: datetime
    last_seen: datetime
    times: int
    resolved_at: datetime | None


class RejectedCount(NamedTuple):
    source: str
    stream: str
    reason: str
    open: int
    resolved: int


@dataclass(frozen=True, kw_only=True)
class RejectedFilter:
    """Which rejected rows; ``resolved`` empty means both."""

    ids: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    resolved: bool | None = False


async def list_rejected(
    connection: AsyncConnection,
    where: RejectedFilter,
    *,
    limit: int = 1000,
    after: int = 0,
) -> list[RejectedRow]:
    """At most ``limit`` rejected rows with an id greater than ``after``, in one statement."""
    c = rejected_record.c
    statement = (
        select(*c)
        .where(_conditions(where), c.id > after)
        .order_by(c.id)
        .limit(min(limit, LARGEST_PAGE))
    )
    return [RejectedRow._make(row) for row in await connection.execute(statement)]


async def get_rejected(connection: AsyncConnection, id: int) -> RejectedRow | None:
    c = rejected_record.c
    row = (await connection.execute(select(*c).where(c.id == id))).one_or_none()
    return None if row is None else RejectedRow._make(row)


async def count_rejected(connection: AsyncConnection, where: RejectedFilter) -> list[RejectedCount]:
    """Open and resolved rejections of each source, stream and reason, in one statement."""
    c = rejected_record.c
    keys = (c.source, c.stream, c.reason)
    statement = (
        select(
            *keys,
            func.count().filter(c.resolved_at.is_(None)).label("open"),
            func.count().filter(c.resolved_at.is_not(None)).label("resolved"),
        )
        .where(_conditions(where))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [RejectedCount._make(row) for row in await connection.execute(statement)]


def _conditions(where: RejectedFilter) -> ColumnElement[bool]:
    c = rejected_record.c
    conditions = [
        true(),
        *any_of(c.source, where.sources),
        *any_of(c.stream, where.streams),
        *any_of(c.reason, where.reasons),
    ]
    if where.ids:
        conditions.append(c.id.in_(where.ids))
    if where.resolved is not None:
        conditions.append(c.resolved_at.is_not(None) if where.resolved else c.resolved_at.is_(None))
    return and_(*conditions)
