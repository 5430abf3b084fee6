"""The lists within records, each a table of its own: a notification's items, its tasks …"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Table

from adapters.contract import (
    InspectionCharacteristic,
    NotificationCause,
    NotificationItem,
    NotificationTask,
    Record,
    Stream,
)
from gateway.warehouse.tables import (
    inspection_characteristic,
    notification_cause,
    notification_item,
    notification_task,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A list of a stream's records: the ``field`` that holds it, and where it is kept.

    ``parent`` is the column with the key of the record that a row belongs to.
    """

    stream: Stream
    field: str
    table: str
    parent: str
    columns: tuple[str, ...]

    @property
    def incoming(self) -> str:
        """The temporary table of rows on their way in."""
        return f"incoming_{self.table}"

    def of(self, record: Record) -> Sequence[Any]:
        """The record's list."""
        return getattr(record, self.field)


def _part(stream: Stream, field: str, table: Table, part_type: type[Any]) -> Part:
    columns = tuple(each.name for each in fields(part_type))
    return Part(stream, field, table.name, f"{stream.value}_key", columns)


PARTS = (
    _part(Stream.NOTIFICATION, "items", notification_item, NotificationItem),
    _part(Stream.NOTIFICATION, "causes", notification_cause, NotificationCause),
    _part(Stream.NOTIFICATION, "tasks", notification_task, NotificationTask),
    _part(
        Stream.INSPECTION, "characteristics", inspection_characteristic, InspectionCharacteristic
    ),
)


def parts_of(stream: Stream) -> tuple[Part, ...]:
    """The lists that records of the stream have."""
    return tuple(part for part in PARTS if part.stream is stream)
