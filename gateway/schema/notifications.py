"""Quality notifications: as a list, and one of them live from its source."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

import strawberry

from adapters.contract import Notification as NotificationRecord
from adapters.contract import Stream
from gateway.schema.age import Reading, last_readings
from gateway.schema.context import Context, Info, given
from gateway.schema.live_record import Live, look_up, now, raise_if_failed, stored
from gateway.schema.quality_filter import QualityWhere, quality_filter
from gateway.warehouse.queries import NotificationRow, QualityFilter, list_notifications


@strawberry.enum(description="Who told.")
class NotificationKind(Enum):
    COMPLAINT = strawberry.enum_value("complaint", description="Somebody outside complained.")
    INTERNAL = strawberry.enum_value("internal", description="Somebody inside reported it.")


@strawberry.type(description="One problem of a notification.")
class NotificationItem:
    number: str = strawberry.field(description="The item's number within the notification.")
    code_group: str = strawberry.field(description="The group of the problem's code.")
    code: str = strawberry.field(description="The problem's code.")
    quantity: Decimal | None = strawberry.field(description="How much of it, where it is known.")
    text: str = strawberry.field(description="The problem in words.")


@strawberry.type(description="Why a problem of a notification came about.")
class NotificationCause:
    item: str = strawberry.field(description="The number of the item that it caused.")
    code_group: str = strawberry.field(description="The group of the cause's code.")
    code: str = strawberry.field(description="The cause's code.")
    text: str = strawberry.field(description="The cause in words.")


@strawberry.type(description="One step of rectification.")
class NotificationTask:
    number: str = strawberry.field(description="The task's number within the notification.")
    text: str = strawberry.field(description="What is to be done.")
    status: str = strawberry.field(description="The status as the source writes it.")
    due: date | None = strawberry.field(description="The day by which it is to be done.")
    completed: date | None = strawberry.field(description="The day on which it was done.")


@strawberry.type(description="A complaint from outside, or a problem reported inside.")
class Notification(Live):
    source: str = strawberry.field(description="The name of the source it is from.")
    key: strawberry.ID = strawberry.field(description="Its key in the source, with its zeros.")
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    kind: NotificationKind = strawberry.field(description="Who told.")
    number: str = strawberry.field(description="The number that people use.")
    text: str = strawberry.field(description="What it is about.")
    status: str = strawberry.field(description="The status as the source writes it.")
    priority: str | None = strawberry.field(description="The priority as the source writes it.")
    created: date = strawberry.field(description="The day on which it was created.")
    due: date | None = strawberry.field(description="The day by which it is to be closed.")
    closed: date | None = strawberry.field(description="The day on which it was closed.")
    material: str | None = strawberry.field(description="The material's code.")
    lot: str | None = strawberry.field(description="The lot's number.")
    order: str | None = strawberry.field(description="The order's number.")
    items: list[NotificationItem] = strawberry.field(description="Its problems.")
    causes: list[NotificationCause] = strawberry.field(description="Why they came about.")
    tasks: list[NotificationTask] = strawberry.field(description="Its steps of rectification.")


async def read_notifications(
    info: Info,
    where: QualityWhere | None,
    kinds: list[NotificationKind] | None,
    statuses: list[str] | None,
    limit: int,
    offset: int,
) -> list[Notification]:
    context = info.context
    context.require_facts()
    page = context.page(limit, offset)
    condition = replace(
        quality_filter(where),
        kinds=tuple(kind.value for kind in given("kinds", kinds)),
        statuses=given("statuses", statuses),
    )
    rows, readings = await _stored(context, condition, page + 1, offset)
    return [
        _shown(row, stored(context, readings.get((row.source, Stream.NOTIFICATION))))
        for row in context.cut(rows, page, info)
    ]


async def read_notification(info: Info, source: str, key: str) -> Notification | None:
    """Live from the source; from the warehouse where the source cannot say."""
    context = info.context
    context.require_facts()
    looked = await look_up(context, source, Stream.NOTIFICATION, key, NotificationRecord)
    if looked.record is not None:
        return _shown(looked.record, now(context))
    if looked.problem is None:
        return None
    condition = QualityFilter(sources=(source,), keys=(key,))
    rows, readings = await _stored(context, condition, 1, 0)
    as_of = readings.get((source, Stream.NOTIFICATION))
    for row in rows:
        return _shown(row, stored(context, as_of, looked.problem))
    raise_if_failed(source, looked.problem)
    return None


async def _stored(
    context: Context, condition: QualityFilter, limit: int, offset: int
) -> tuple[list[NotificationRow], Mapping[tuple[str, str], Reading]]:
    async with context.read() as connection:
        rows = await list_notifications(connection, condition, limit=limit, offset=offset)
        return rows, await last_readings(connection)


class _Item(Protocol):
    @property
    def number(self) -> str: ...
    @property
    def code_group(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def quantity(self) -> Decimal | None: ...
    @property
    def text(self) -> str: ...


class _Cause(Protocol):
    @property
    def item(self) -> str: ...
    @property
    def code_group(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def text(self) -> str: ...


class _Task(Protocol):
    @property
    def number(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def completed(self) -> date | None: ...


def _shown(row: NotificationRow | NotificationRecord, origin: dict[str, Any]) -> Notification:
    return Notification(
        source=row.source,
        key=strawberry.ID(row.key),
        revision=strawberry.ID(str(row.revision)),
        kind=NotificationKind(str(row.kind)),
        number=row.number,
        text=row.text,
        status=row.status,
        priority=row.priority,
        created=row.created,
        due=row.due,
        closed=row.closed,
        material=row.material,
        lot=row.lot,
        order=row.order,
        items=[_item(item) for item in row.items],
        causes=[_cause(cause) for cause in row.causes],
        tasks=[_task(task) for task in row.tasks],
        **origin,
    )


def _item(item: _Item) -> NotificationItem:
    return NotificationItem(
        number=item.number,
        code_group=item.code_group,
        code=item.code,
        quantity=item.quantity,
        text=item.text,
    )


def _cause(cause: _Cause) -> NotificationCause:
    return NotificationCause(
        item=cause.item, code_group=cause.code_group, code=cause.code, text=cause.text
    )


def _task(task: _Task) -> NotificationTask:
    return NotificationTask(
        number=task.number,
        text=task.text,
        status=task.status,
        due=task.due,
        completed=task.completed,
    )
