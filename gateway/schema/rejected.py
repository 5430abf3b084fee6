"""Rows of the sources that could not be used, one by one."""

from datetime import datetime

import orjson
import strawberry

from gateway.errors import InvalidArgument
from gateway.schema.context import Info, given
from gateway.warehouse.queries import RejectedFilter, RejectedRow, list_rejected


@strawberry.type(description="A row of a source that could not be used. It can be replayed.")
class RejectedRecord:
    id: strawberry.ID = strawberry.field(description="Names the row here; pass it on as it is.")
    source: str = strawberry.field(description="The name of the source it is from.")
    stream: str = strawberry.field(
        description='The kind of record it was to become, for example "production_count".'
    )
    key: str = strawberry.field(description="Its key in the source.")
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    reason: str = strawberry.field(
        description='Why it could not be used, for example "unknown_unit".'
    )
    detail: str = strawberry.field(description="Which field, which value and how to mend it.")
    raw: str = strawberry.field(description="The row as the source gave it, as JSON text.")
    first_seen: datetime = strawberry.field(description="When it came first.")
    last_seen: datetime = strawberry.field(description="When it came last.")
    times: int = strawberry.field(description="How often it came.")
    resolved_at: datetime | None = strawberry.field(
        description="When it came well or was replayed; null while it waits for a fix."
    )


@strawberry.input(description="Which rejected rows; conditions are joined by and.")
class RejectedWhere:
    sources: list[str] | None = strawberry.field(default=None, description="Names of sources.")
    streams: list[str] | None = strawberry.field(default=None, description="Kinds of records.")
    reasons: list[str] | None = strawberry.field(default=None, description="Reasons.")
    resolved: bool | None = strawberry.field(
        default=False, description="Whether it is resolved; null means both."
    )


async def read_rejected_records(
    info: Info, where: RejectedWhere | None, after: strawberry.ID | None, limit: int
) -> list[RejectedRecord]:
    """In the order of their ids; the next page begins ``after`` the last id of this one."""
    context = info.context
    context.require_all_people("A rejected row")
    page = context.page(limit)
    async with context.read() as connection:
        rows = await list_rejected(
            connection, _filter(where or RejectedWhere()), limit=page + 1, after=row_id(after)
        )
    return [_shown(row) for row in context.cut(rows, page, info)]


def row_id(id: strawberry.ID | None) -> int:
    if id is None:
        return 0
    if not id.isascii() or not id.isdigit() or len(id) > 18:
        raise InvalidArgument(f"{id[:40]!r} is no id of a rejected row.")
    return int(id)


def _filter(where: RejectedWhere) -> RejectedFilter:
    return RejectedFilter(
        sources=given("sources", where.sources),
        streams=given("streams", where.streams),
        reasons=given("reasons", where.reasons),
        resolved=where.resolved,
    )


def _shown(row: RejectedRow) -> RejectedRecord:
    return RejectedRecord(
        id=strawberry.ID(str(row.id)),
        source=row.source,
        stream=row.stream,
        key=row.key,
        revision=strawberry.ID(str(row.revision)),
        reason=row.reason,
        detail=row.detail,
        raw=orjson.dumps(row.raw, option=orjson.OPT_SORT_KEYS).decode(),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        times=row.times,
        resolved_at=row.resolved_at,
    )
