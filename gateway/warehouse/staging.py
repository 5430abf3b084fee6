"""Rows on their way in: copied into temporary tables that the end of the transaction drops."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.sql import SQL, Composable, Identifier

from adapters.contract import RECORD_TYPES, Record, Stream
from gateway.warehouse.parts import Part, parts_of
from gateway.warehouse.tables import STREAM_TABLES

INCOMING = "incoming_record"


def record_columns(stream: Stream) -> list[str]:
    """The columns that a record of the stream fills; the source is the same for a whole page.

    Lists are no columns: they have tables of their own.
    """
    skipped = {"source", *(part.field for part in parts_of(stream))}
    return [f.name for f in fields(RECORD_TYPES[stream]) if f.name not in skipped]


def table_name(stream: Stream) -> str:
    return STREAM_TABLES[stream].name


def column_list(names: Iterable[str]) -> Composable:
    return SQL(", ").join(map(Identifier, names))


async def stage(
    connection: AsyncConnection[Any], stream: Stream, records: Sequence[Record]
) -> None:
    """Copies the records into ``incoming_record``, the lists within them beside it."""
    columns = record_columns(stream)
    await connection.execute(
        SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            Identifier(INCOMING), column_list(columns), Identifier(table_name(stream))
        )
    )
    values = attrgetter(*columns)
    await _copy(connection.cursor(), INCOMING, columns, map(values, records))
    for part in parts_of(stream):
        await _stage_parts(connection, part, records)


async def unstage(connection: AsyncConnection[Any], *tables: str) -> None:
    """Drops the temporary tables, so that the same transaction may take another page."""
    await connection.execute(SQL("DROP TABLE IF EXISTS {}").format(column_list(tables)))


async def _stage_parts(
    connection: AsyncConnection[Any], part: Part, records: Sequence[Record]
) -> None:
    columns = [part.parent, "position", *part.columns]
    await connection.execute(
        SQL(
            "CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {}, 0::bigint AS revision FROM {} "
            "WITH NO DATA"
        ).format(Identifier(part.incoming), column_list(columns), Identifier(part.table))
    )
    values = attrgetter(*part.columns)
    rows = (
        (record.key, position, *values(row), record.revision)
        for record in records
        for position, row in enumerate(part.of(record))
    )
    await _copy(connection.cursor(), part.incoming, [*columns, "revision"], rows)


async def _copy(
    cursor: AsyncCursor[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), column_list(columns))
    async with cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)
