"""From counts to measurements: the sums that the ERP is fed and the queries read.

A measurement changes by what came in less what was taken out. Sums of ``numeric`` are exact, so
this equals summing all its counts again (a test holds it to that), at the cost of the page alone.
"""

from collections.abc import Sequence
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from gateway.warehouse.merge import FRESH, REPLACED
from gateway.warehouse.staging import column_list

DIMENSIONS = (
    "day",
    "shift",
    "operation",
    "work_center",
    "person",
    "material",
    "lot",
    "unit",
)
QUANTITIES = ("produced", "good", "scrapped", "reworked")

# What the rejections of sums are filed under; no source has such a stream.
MEASUREMENT_STREAM = "measurement"

# The key is readable by its day and safe whatever the codes hold: a row's text quotes its parts
# and tells an empty text from a missing one.
_STATEMENT: LiteralString = """
WITH change AS (
    SELECT {dimensions}, 1 AS counts, produced, good, scrapped, reworked FROM {fresh}
    UNION ALL
    SELECT {dimensions}, -1, -produced, -good, -scrapped, -reworked FROM {replaced}
), total AS (
    SELECT {dimensions}, sum(counts) AS counts, sum(produced) AS produced, sum(good) AS good,
           sum(scrapped) AS scrapped, sum(reworked) AS reworked
    FROM change GROUP BY {dimensions}
), named AS (
    SELECT to_char(day, 'YYYY-MM-DD') || '/' || left(encode(sha256(convert_to(
               row(shift, operation, work_center, person, material, lot, unit)::text,
               'UTF8')), 'hex'), 32) AS key,
           floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS revision, total.*
    FROM total
    WHERE counts <> 0 OR produced <> 0 OR good <> 0 OR scrapped <> 0 OR reworked <> 0
), touched AS (
    INSERT INTO measurement AS m (source, key, revision, {dimensions}, counts, {quantities})
    SELECT %(source)s, key, revision, {dimensions}, counts, {quantities} FROM named
    ON CONFLICT (source, key) DO UPDATE SET
        counts = m.counts + excluded.counts,
        produced = m.produced + excluded.produced,
        good = m.good + excluded.good,
        scrapped = m.scrapped + excluded.scrapped,
        reworked = m.reworked + excluded.reworked,
        updated_at = now(),
        revision = CASE
            WHEN excluded.produced = 0 AND excluded.good = 0
                 AND excluded.scrapped = 0 AND excluded.reworked = 0 THEN m.revision
            ELSE greatest(m.revision + 1, excluded.revision) END
    RETURNING m.*
), settled AS (
    UPDATE rejected_record r SET resolved_at = now() FROM touched t
    WHERE r.source = t.source AND r.stream = %(stream)s AND r.key = t.key
      AND r.resolved_at IS NULL AND r.revision < t.revision
), refused AS (
    INSERT INTO rejected_record AS r (source, stream, key, revision, reason, detail, raw)
    SELECT source, %(stream)s, key, revision, %(reason)s,
           format('The counts of operation %%s on %%s sum up to produced %%s, good %%s, '
                  'scrapped %%s, reworked %%s; a negative sum is not fed: look for a reversal '
                  'without its count, or correct the counts in the source.',
                  operation, day, produced, good, scrapped, reworked),
           jsonb_build_object('day', day, 'shift', shift, 'operation', operation,
               'work_center', work_center, 'person', person, 'material', material, 'lot', lot,
               'unit', unit, 'produced', produced::text, 'good', good::text,
               'scrapped', scrapped::text, 'reworked', reworked::text)
    FROM touched WHERE negative
    ON CONFLICT (source, stream, key, revision) DO NOTHING
)
SELECT count(*), count(*) FILTER (WHERE negative) FROM touched
"""


async def sum_up(connection: AsyncConnection[Any], source: str) -> tuple[int, int]:
    """Brings the measurements up to date with what ``merge`` left behind, in one statement.

    Returns how many measurements changed and how many of them are negative now: these are kept
    as rejections and not fed until later counts put them right.
    """
    statement = SQL(_STATEMENT).format(
        dimensions=column_list(DIMENSIONS),
        quantities=column_list(QUANTITIES),
        fresh=Identifier(FRESH),
        replaced=Identifier(REPLACED),
    )
    cursor = await connection.execute(
        statement,
        {"source": source, "stream": MEASUREMENT_STREAM, "reason": "negative_quantity"},
    )
    row: Sequence[int] | None = await cursor.fetchone()
    return (row[0], row[1]) if row is not None else (0, 0)
