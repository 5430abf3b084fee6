"""Inspections, defects and notifications as lists, newest first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries.measurements import LARGEST_PAGE
from gateway.warehouse.queries.where import (
    People,
    QualityFilter,
    any_of,
    fact_conditions,
    half_open,
    is_one_of,
    is_visible,
)
from gateway.warehouse.tables import defect, inspection, notification
from gateway.warehouse.tables import inspection_characteristic as characteristic
from gateway.warehouse.tables import notification_cause as cause
from gateway.warehouse.tables import notification_item as item
from gateway.warehouse.tables import notification_task as task


class InspectionRow(NamedTuple):
    """An inspection; people whom the caller may not see are left empty."""

    source: str
    key: str
    revision: int
    kind: str
    operation: str | None
    order: str | None
    lot: str | None
    material: str | None
    person: str | None
    inspector: str | None
    inspected: Decimal
    nonconforming: Decimal | None
    unit: str
    result: str
    standard_revision: str | None
    created: date | None
    decided: datetime | None
    updated_at: datetime


class CharacteristicRow(NamedTuple):
    """What was asked of one characteristic and found; a hidden inspector is left empty."""

    operation: str
    number: str
    text: str
    target: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    mean: Decimal | None
    unit: str | None
    inspected: Decimal | None
    nonconforming: Decimal | None
    code_group: str | None
    code: str | None
    inspector: str | None
    result: str


class DefectRow(NamedTuple):
    source: str
    key: str
    revision: int
    found_in: str
    code_group: str
    code: str
    cause: str | None
    quantity: Decimal
    unit: str
    place: str | None
    updated_at: datetime


class ItemRow(NamedTuple):
    number: str
    code_group: str
    code: str
    quantity: Decimal | None
    text: str


class CauseRow(NamedTuple):
    """Why an item went wrong; ``item`` is that item's number."""

    item: str
    code_group: str
    code: str
    text: str


class TaskRow(NamedTuple):
    """One step of rectification."""

    number: str
    text: str
    status: str
    due: date | None
    completed: date | None


class NotificationRow(NamedTuple):
    source: str
    key: str
    revision: int
    kind: str
    number: str
    text: str
    status: str
    priority: str | None
    created: date
    due: date | None
    closed: date | None
    material: str | None
    lot: str | None
    order: str | None
    updated_at: datetime
    items: tuple[ItemRow, ...]
    causes: tuple[CauseRow, ...]
    tasks: tuple[TaskRow, ...]


async def list_inspections(
    connection: AsyncConnection,
    where: QualityFilter,
    *,
    people: People,
    limit: int = 1000,
    offset: int = 0,
) -> list[InspectionRow]:
    """At most ``limit`` inspections, in one statement."""
    c = inspection.c
    columns = [
        _shown_person(c.source, c[name], people).label(name)
        if name in {"person", "inspector"}
        else c[name]
        for name in InspectionRow._fields
    ]
    conditions = [*_conditions(inspection, where), *any_of(c.result, where.results)]
    conditions += any_of(c.operation, where.operations)
    if where.people:
        wanted = [code for code in where.people if people is None or code in people]
        about = (is_one_of(c.source, person, wanted) for person in (c.person, c.inspector))
        conditions.append(or_(*about))
    statement = _page(select(*columns).where(and_(*conditions)), inspection, limit, offset)
    return [InspectionRow._make(row) for row in await connection.execute(statement)]


async def list_characteristics(
    connection: AsyncConnection,
    inspections: Sequence[tuple[str, str]],
    *,
    people: People,
    limit: int = LARGEST_PAGE,
) -> dict[tuple[str, str], list[CharacteristicRow]]:
    """The characteristics of each (source, key) of an inspection, in one statement.

    ``limit`` counts those of all inspections together.
    """
    c = characteristic.c
    fields = CharacteristicRow._fields
    shown = _shown_person(c.source, c.inspector, people).label("inspector")
    statement = (
        select(c.source, c.inspection_key, *(shown if n == "inspector" else c[n] for n in fields))
        .where(is_one_of(c.source, c.inspection_key, inspections))
        .order_by(c.source, c.inspection_key, c.position)
        .limit(limit)
    )
    found: dict[tuple[str, str], list[CharacteristicRow]] = {key: [] for key in inspections}
    for row in await connection.execute(statement):
        values = tuple(row)
        found[values[0], values[1]].append(CharacteristicRow._make(values[2:]))
    return found


async def list_defects(
    connection: AsyncConnection, found_in: Sequence[tuple[str, str]], *, limit: int = LARGEST_PAGE
) -> dict[tuple[str, str], list[DefectRow]]:
    """The defects of each (source, key) of an inspection or count, in one statement.

    ``limit`` counts all of them together.
    """
    c = defect.c
    statement = (
        select(*(c[name] for name in DefectRow._fields))
        .where(is_one_of(c.source, c.found_in, found_in))
        .order_by(c.source, c.found_in, c.key)
        .limit(limit)
    )
    defects: dict[tuple[str, str], list[DefectRow]] = {key: [] for key in found_in}
    for row in await connection.execute(statement):
        found = DefectRow._make(row)
        defects[found.source, found.found_in].append(found)
    return defects


async def list_notifications(
    connection: AsyncConnection,
    where: QualityFilter,
    *,
    limit: int = 1000,
    offset: int = 0,
) -> list[NotificationRow]:
    """At most ``limit`` notifications with all their parts, in four statements."""
    c = notification.c
    conditions = [*_conditions(notification, where), *any_of(c.status, where.statuses)]
    statement = _page(select(*c).where(and_(*conditions)), notification, limit, offset)
    rows = (await connection.execute(statement)).all()
    keys = [(row.source, row.key) for row in rows]
    items = await _parts(connection, item, ItemRow, keys)
    causes = await _parts(connection, cause, CauseRow, keys)
    tasks = await _parts(connection, task, TaskRow, keys)
    return [
        NotificationRow._make((*row, tuple(items[key]), tuple(causes[key]), tuple(tasks[key])))
        for key, row in zip(keys, rows, strict=True)
    ]


async def _parts(
    connection: AsyncConnection,
    table: Table,
    row_type: type[Any],
    keys: Sequence[tuple[str, str]],
) -> dict[tuple[str, str], list[Any]]:
    """Items, causes or tasks by the notification that they belong to."""
    c = table.c
    fields: Sequence[str] = row_type._fields
    statement = (
        select(c.source, c.notification_key, *(c[name] for name in fields))
        .where(is_one_of(c.source, c.notification_key, keys))
        .order_by(c.source, c.notification_key, c.position)
    )
    parts: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in await connection.execute(statement):
        values = tuple(row)
        parts[values[0], values[1]].append(row_type._make(values[2:]))
    return parts


def _shown_person(
    source: ColumnElement[Any], code: ColumnElement[Any], people: People
) -> ColumnElement[Any]:
    if people is None:
        return code
    return case((is_visible(source, code, people), code))


def _conditions(table: Table, where: QualityFilter) -> list[ColumnElement[bool]]:
    c = table.c
    return [
        *fact_conditions(table, where),
        *half_open(c.created, where.day_from, where.day_until),
        *any_of(c.kind, where.kinds),
        *any_of(c.material, where.materials),
        *any_of(c.lot, where.lots),
        *any_of(c.order, where.orders),
    ]


def _page(statement: Any, table: Table, limit: int, offset: int) -> Any:
    c = table.c
    return (
        statement.order_by(c.created.desc().nulls_last(), c.source, c.key)
        .limit(min(limit, LARGEST_PAGE))
        .offset(offset)
    )
