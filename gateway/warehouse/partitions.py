"""Monthly partitions of the counts, made when the first count of a month comes in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier, Literal

PARENT = "production_count"
# One at a time attaches a partition, or two would make the same month.
PARTITION_LOCK = 7_215_002


def month_of(day: date) -> date:
    return day.replace(day=1)


def partition_name(month: date) -> str:
    return f"{PARENT}_{month:%Y_%m}"


async def ensure_partitions(connection: AsyncConnection[Any], days: Iterable[date]) -> list[str]:
    """Makes the partitions that the days need, in the caller's transaction; names the new ones.

    Attaching does not stop readers, as ``CREATE TABLE ... PARTITION OF`` would.
    """
    months = {partition_name(month): month for month in map(month_of, days)}
    missing = await _missing(connection, months)
    if not missing:
        return []
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [PARTITION_LOCK])
    missing = await _missing(connection, months)
    for name in missing:
        await _make(connection, name, months[name])
    return missing


async def _missing(connection: AsyncConnection[Any], names: Iterable[str]) -> list[str]:
    # Read as a table: to_regclass may answer from a cache that knows nothing of the partition
    # which another transaction has just made.
    cursor = await connection.execute(
        "SELECT name FROM unnest(%s::text[]) AS name WHERE name NOT IN "
        "(SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = %s::regclass)",
        [sorted(names), PARENT],
    )
    return [name for (name,) in await cursor.fetchall()]


async def _make(connection: AsyncConnection[Any], name: str, month: date) -> None:
    following = month_of(month + timedelta(days=31))
    names = {"parent": Identifier(PARENT), "partition": Identifier(name)}
    await connection.execute(
        SQL("CREATE TABLE {partition} (LIKE {parent} INCLUDING ALL)").format(**names)
    )
    await connection.execute(
        SQL(
            "ALTER TABLE {parent} ATTACH PARTITION {partition} FOR VALUES FROM ({a}) TO ({b})"
        ).format(a=Literal(month), b=Literal(following), **names)
    )
