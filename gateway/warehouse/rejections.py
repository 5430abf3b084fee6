"""Keeping rows that could not be used, and settling those that came well after all."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from adapters.contract import Rejection, Stream
from gateway.warehouse.check import LARGEST_REVISION, json_safe, storable_text
from gateway.warehouse.staging import INCOMING


async def keep_rejections(
    connection: AsyncConnection[Any], source: str, stream: str, rejections: Iterable[Rejection]
) -> int:
    """Files the rejections; one that is there already is counted again. Returns how many came."""
    newest: dict[tuple[str, int], Rejection] = {}
    times: Counter[tuple[str, int]] = Counter()
    for rejection in rejections:
        revision = min(max(rejection.revision, 0), LARGEST_REVISION)
        identity = storable_text(rejection.key), revision
        newest[identity] = rejection
        times[identity] += 1
    if not newest:
        return 0
    identities = list(newest)
    found = list(newest.values())
    await connection.execute(
        "INSERT INTO rejected_record AS r "
        "(source, stream, key, revision, reason, detail, raw, times) "
        "SELECT %s, %s, * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], "
        "%s::jsonb[], %s::int[]) "
        "ON CONFLICT (source, stream, key, revision) DO UPDATE SET reason = excluded.reason, "
        "detail = excluded.detail, raw = excluded.raw, last_seen = now(), "
        "times = r.times + excluded.times, resolved_at = NULL",
        [
            source,
            stream,
            [key for key, _ in identities],
            [revision for _, revision in identities],
            [str(rejection.reason) for rejection in found],
            [storable_text(rejection.detail) for rejection in found],
            [Jsonb(json_safe(rejection.raw)) for rejection in found],
            [times[identity] for identity in identities],
        ],
    )
    return times.total()


async def settle_arrived(connection: AsyncConnection[Any], source: str, stream: Stream) -> int:
    """Closes rejections whose key has come well in the staged page. Returns how many."""
    cursor = await connection.execute(
        SQL(
            "UPDATE rejected_record r SET resolved_at = now() FROM {} i "
            "WHERE r.source = %s AND r.stream = %s AND r.key = i.key "
            "AND r.revision <= i.revision AND r.resolved_at IS NULL"
        ).format(Identifier(INCOMING)),
        [source, stream.value],
    )
    return cursor.rowcount
