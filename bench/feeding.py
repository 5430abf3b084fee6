"""Measurements per second fed into Odoo, beside a bare INSERT … ON CONFLICT of the same rows."""

import psycopg
from psycopg.types.json import Jsonb

from bench.place import Place
from bench.report import Figure, Stopwatch
from gateway.loop.context import LoopContext
from gateway.loop.feed import feed

BATCH = 5_000

READ = """
SELECT coalesce(jsonb_agg(row), '[]') FROM (
    SELECT key, revision, day, shift, operation, work_center, person, material, lot,
           produced, good, scrapped, reworked, unit
      FROM measurement WHERE NOT negative AND key > %s ORDER BY key LIMIT %s) AS row
"""

TABLE = """
CREATE TEMP TABLE bare (
    source_key text NOT NULL, revision bigint NOT NULL, day date, shift text, operation text,
    work_center text, person text, material text, lot text, produced numeric, good numeric,
    scrapped numeric, reworked numeric, unit text, PRIMARY KEY (source_key, revision))
"""

INSERT = """
INSERT INTO bare
SELECT * FROM jsonb_to_recordset(%s) AS row (
    key text, revision bigint, day date, shift text, operation text, work_center text,
    person text, material text, lot text, produced numeric, good numeric, scrapped numeric,
    reworked numeric, unit text)
ON CONFLICT (source_key, revision) DO NOTHING
"""


async def measure(place: Place, loop: LoopContext) -> Figure:
    """Expects the warehouse filled and nothing of it fed yet."""
    batches = _batches(place)
    rows = sum(len(batch) for batch in batches)
    limit = _bare(place, batches)
    watch = Stopwatch([])
    with watch.time():
        fed = await feed(loop)
    if fed.sent != rows or fed.refused:
        raise RuntimeError(f"{rows} measurements were to be fed, Odoo says {fed}.")
    return Figure.of(
        "measurements fed into Odoo, of a bare INSERT … ON CONFLICT",
        rows / watch.median,
        "rows/s",
        rows / limit,
    )


def _batches(place: Place) -> list[list[dict[str, object]]]:
    batches: list[list[dict[str, object]]] = []
    last = ""
    with psycopg.connect(place.warehouse_url) as warehouse:
        while True:
            found = warehouse.execute(READ, [last, BATCH]).fetchone()
            rows = found[0] if found else []
            if not rows:
                return batches
            batches.append(rows)
            last = rows[-1]["key"]


def _bare(place: Place, batches: list[list[dict[str, object]]]) -> float:
    watch = Stopwatch([])
    for _ in range(3):
        with psycopg.connect(place.warehouse_url) as connection:
            connection.execute(TABLE)
            with watch.time():
                for batch in batches:
                    connection.execute(INSERT, [Jsonb(batch)])
                connection.commit()
            connection.execute("DROP TABLE bare")
    return watch.median
