"""10,000 rows × 8 fields through GraphQL over HTTP, beside stock Strawberry and json_agg."""

import json

import httpx
import psycopg
import strawberry

from bench.place import Place
from bench.report import Figure, Stopwatch
from gateway.app import create_app

ROWS = 10_000
REPEATS = 7
FIELDS = "day shift operation workCenter produced good scrapped reworked"
QUERY = f"{{ measurements(limit: {ROWS}) {{ {FIELDS} }} }}"

AGGREGATED = f"""
SELECT json_build_object('data', json_build_object('measurements', json_agg(row))) FROM (
    SELECT day, shift, operation, work_center AS "workCenter", produced::text, good::text,
           scrapped::text, reworked::text
      FROM measurement ORDER BY day, source, key LIMIT {ROWS}) AS row
"""


async def measure(place: Place) -> list[Figure]:
    """Expects at least 10,000 measurements in the warehouse."""
    ours, rows = await _ours(place)
    stock = _stock(rows)
    database = _json_agg(place)
    name = f"GraphQL answer of {ROWS:,} rows × {len(FIELDS.split())} fields, of "
    return [
        Figure.of(name + "stock Strawberry without a database", ours * 1000, "ms", stock * 1000),
        Figure.of(name + "json_agg in PostgreSQL", ours * 1000, "ms", database * 1000),
    ]


async def _ours(place: Place) -> tuple[float, list[dict[str, str]]]:
    """Seconds of a whole request: identity, database, execution, encoding, HTTP."""
    app = create_app(place.settings)
    headers = {"Authorization": f"Bearer {place.key_of('quality_engineer')}"}
    watch = Stopwatch([])
    transport = httpx.ASGITransport(app=app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            rows: list[dict[str, str]] = []
            for repeat in range(REPEATS + 1):
                lap = Stopwatch([])
                with lap.time():
                    answer = await client.post("/graphql", json={"query": QUERY}, headers=headers)
                rows = answer.raise_for_status().json()["data"]["measurements"]
                if len(rows) != ROWS:
                    raise RuntimeError(f"{ROWS} rows were asked for, {len(rows)} came.")
                if repeat:
                    watch.seconds.extend(lap.seconds)
    finally:
        await app.aclose()
    return watch.median, rows


@strawberry.type
class Row:
    """A measurement whose values are ready to be sent."""

    day: str
    shift: str
    operation: str
    work_center: str
    produced: str
    good: str
    scrapped: str
    reworked: str


def _stock(rows: list[dict[str, str]]) -> float:
    """Seconds of stock Strawberry executing and encoding the same rows from memory."""
    ready = [Row(**{_snake(name): value for name, value in row.items()}) for row in rows]

    @strawberry.type
    class StockQuery:
        @strawberry.field
        def measurements(self, limit: int) -> list[Row]:
            return ready[:limit]

    schema = strawberry.Schema(StockQuery)
    watch = Stopwatch([])
    for _ in range(REPEATS):
        with watch.time():
            result = schema.execute_sync(QUERY)
            json.dumps({"data": result.data})
        if result.errors:
            raise RuntimeError(str(result.errors[0]))
    return watch.median


def _snake(name: str) -> str:
    return name.replace("workCenter", "work_center")


def _json_agg(place: Place) -> float:
    watch = Stopwatch([])
    with psycopg.connect(place.warehouse_url) as connection:
        for _ in range(REPEATS):
            with watch.time():
                connection.execute(AGGREGATED).fetchone()
    return watch.median
