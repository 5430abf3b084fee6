"""Rows on their way in: copied into temporary tables that the end of the transaction drops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.sql import SQL, Composable, Identifier

from adapters.contract import (
    RECORD_TYPES,
    Notification,
    NotificationCause,
    NotificationItem,
    NotificationTask,
    Record,
    Stream,
)
from gateway.warehouse.tables import (
    STREAM_TABLES,
    notification_cause,
    notification_item,
    notification_task,
)

NotificationPart = NotificationItem | NotificationCause | NotificationTask

INCOMING = "incoming_record"
PARTS: Mapping[str, tuple[str, type[NotificationPart]]] = {
    notification_item.name: ("items", NotificationItem),
    notification_cause.name: ("causes", NotificationCause),
    notification_task.name: ("tasks", NotificationTask),
}
"""The tables of a notification's parts: the field that holds them, and what they are."""


def record_columns(stream: Stream) -> list[str]:
    """The columns that a record of the stream fills; the source is the same for a whole page.

    Lists are no columns: those of a notification have tables, others are asked of the source.
    """
    return [
        f.name
        for f in fields(RECORD_TYPES[stream])
        if f.name != "source" and not str(f.type).startswith("tuple")
    ]


def part_columns(table: str) -> list[str]:
    _, part = PARTS[table]
    return [field.name for field in fields(part)]


def table_name(stream: Stream) -> str:
    return STREAM_TABLES[stream].name


def column_list(names: Iterable[str]) -> Composable:
    return SQL(", ").join(map(Identifier, names))


async def stage(
    connection: AsyncConnection[Any], stream: Stream, records: Sequence[Record]
) -> None:
    """Copies the records into ``incoming_record``, notifications' parts beside it."""
    columns = record_columns(stream)
    await connection.execute(
        SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            Identifier(INCOMING), column_list(columns), Identifier(table_name(stream))
        )
    )
    values = attrgetter(*columns)
    await _copy(connection.cursor(), INCOMING, columns, map(values, records))
    if stream is Stream.NOTIFICATION:
        notifications = [record for record in records if isinstance(record, Notification)]
        for table in PARTS:
            await _stage_parts(connection, table, notifications)


async def unstage(connection: AsyncConnection[Any], *tables: str) -> None:
    """Drops the temporary tables, so that the same transaction may take another page."""
    await connection.execute(SQL("DROP TABLE IF EXISTS {}").format(column_list(tables)))


def incoming_part(table: str) -> str:
    return f"incoming_{table}"


async def _stage_parts(
    connection: AsyncConnection[Any], table: str, notifications: Sequence[Notification]
) -> None:
    columns = ["notification_key", "position", *part_columns(table)]
    name = incoming_part(table)
    await connection.execute(
        SQL(
            "CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {}, 0::bigint AS revision FROM {} "
            "WITH NO DATA"
        ).format(Identifier(name), column_list(columns), Identifier(table))
    )
    values = attrgetter(*part_columns(table))
    rows = (
        (notification.key, position, *values(part), notification.revision)
        for notification in notifications
        for position, part in enumerate(parts_of(table, notification))
    )
    await _copy(connection.cursor(), name, [*columns, "revision"], rows)


def parts_of(table: str, notification: Notification) -> Sequence[NotificationPart]:
    """The parts of the notification that belong into that table."""
    field, _ = PARTS[table]
    return getattr(notification, field)


async def _copy(
    cursor: AsyncCursor[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), column_list(columns))
    async with cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)
