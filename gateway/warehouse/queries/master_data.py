"""Orders, lots and equipment as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries.measurements import LARGEST_PAGE
from gateway.warehouse.queries.where import FactFilter, any_of, fact_conditions, half_open
from gateway.warehouse.tables import equipment, lot, production_order


class OrderRow(NamedTuple):
    """What is to be made; quantities in ``unit``, totals empty where the source keeps none."""

    source: str
    key: str
    revision: int
    number: str
    state: str
    material: str | None
    work_center: str | None
    lot: str | None
    planned: Decimal
    produced: Decimal | None
    scrapped: Decimal | None
    unit: str
    start: date | None
    due: date | None
    started: datetime | None
    ended: datetime | None
    updated_at: datetime


class LotRow(NamedTuple):
    """A material lot; ``state`` is empty where the source does not say."""

    source: str
    key: str
    revision: int
    number: str
    material: str
    state: str | None
    quantity: Decimal | None
    unit: str
    order: str | None
    supplier: str | None
    produced: date | None
    expires: date | None
    updated_at: datetime


class EquipmentRow(NamedTuple):
    """``parent`` is the code of the equipment of the next higher level."""

    source: str
    key: str
    revision: int
    code: str
    name: str
    level: str
    parent: str | None
    active: bool
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderFilter(FactFilter):
    """Which orders; the days are those on which they are due."""

    due_from: date | None = None
    due_until: date | None = None
    numbers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    work_centers: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LotFilter(FactFilter):
    """Which lots; the days are those on which they expire."""

    expires_from: date | None = None
    expires_until: date | None = None
    numbers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EquipmentFilter(FactFilter):
    """Which equipment; ``active`` empty means both."""

    codes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    active: bool | None = None


async def list_orders(
    connection: AsyncConnection, where: OrderFilter, *, limit: int = 1000, offset: int = 0
) -> list[OrderRow]:
    """At most ``limit`` orders, those due last first, in one statement."""
    c = production_order.c
    conditions = [
        *fact_conditions(production_order, where),
        *half_open(c.due, where.due_from, where.due_until),
        *any_of(c.number, where.numbers),
        *any_of(c.state, where.states),
        *any_of(c.material, where.materials),
        *any_of(c.work_center, where.work_centers),
        *any_of(c.lot, where.lots),
    ]
    order = [c.due.desc().nulls_last(), c.source, c.key]
    rows = await _page(connection, production_order, OrderRow, conditions, order, limit, offset)
    return [OrderRow._make(row) for row in rows]


async def list_lots(
    connection: AsyncConnection, where: LotFilter, *, limit: int = 1000, offset: int = 0
) -> list[LotRow]:
    """At most ``limit`` lots by number, in one statement."""
    c = lot.c
    conditions = [
        *fact_conditions(lot, where),
        *half_open(c.expires, where.expires_from, where.expires_until),
        *any_of(c.number, where.numbers),
        *any_of(c.state, where.states),
        *any_of(c.material, where.materials),
        *any_of(c.order, where.orders),
        *any_of(c.supplier, where.suppliers),
    ]
    rows = await _page(
        connection, lot, LotRow, conditions, [c.number, c.source, c.key], limit, offset
    )
    return [LotRow._make(row) for row in rows]


async def list_equipment(
    connection: AsyncConnection, where: EquipmentFilter, *, limit: int = 1000, offset: int = 0
) -> list[EquipmentRow]:
    """At most ``limit`` pieces of equipment by code, in one statement."""
    c = equipment.c
    conditions = [
        *fact_conditions(equipment, where),
        *any_of(c.code, where.codes),
        *any_of(c.level, where.levels),
        *any_of(c.parent, where.parents),
    ]
    if where.active is not None:
        conditions.append(c.active == where.active)
    rows = await _page(
        connection, equipment, EquipmentRow, conditions, [c.source, c.code, c.key], limit, offset
    )
    return [EquipmentRow._make(row) for row in rows]


async def _page(
    connection: AsyncConnection,
    table: Table,
    row_type: type[Any],
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
    offset: int,
) -> Any:
    fields: tuple[str, ...] = row_type._fields
    return await connection.execute(
        select(*(table.c[name] for name in fields))
        .where(and_(*conditions))
        .order_by(*order)
        .limit(min(limit, LARGEST_PAGE))
        .offset(offset)
    )
