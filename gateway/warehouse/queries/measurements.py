"""Measurements as a list.

Whoever may not see a person sees that person's rows summed up with those of everybody else whom he
may not see, without a person: one row per day, shift, operation, work centre, material, lot, unit.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Subquery, Text, cast, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries.where import (
    MeasurementFilter,
    People,
    is_visible,
    measurement_conditions,
)
from gateway.warehouse.tables import measurement

LARGEST_PAGE = 100_000


class MeasurementRow(NamedTuple):
    """A measurement; ``person`` is empty where nobody is named or the caller may not see whom.

    ``key`` names the row among those that the same caller sees. ``counts`` is the number of
    counts that the quantities sum up.
    """

    source: str
    key: str
    day: date
    shift: str
    operation: str
    work_center: str
    person: str | None
    material: str | None
    lot: str | None
    unit: str
    counts: int
    produced: Decimal
    good: Decimal
    scrapped: Decimal
    reworked: Decimal
    defect_rate: Decimal | None
    updated_at: datetime


class MeasurementOrder(StrEnum):
    DAY = "day"
    OPERATION = "operation"
    WORK_CENTER = "work_center"
    SHIFT = "shift"
    PRODUCED = "produced"
    SCRAPPED = "scrapped"
    REWORKED = "reworked"
    DEFECT_RATE = "defect_rate"
    UPDATED_AT = "updated_at"


async def list_measurements(
    connection: AsyncConnection,
    where: MeasurementFilter,
    *,
    people: People,
    order: MeasurementOrder = MeasurementOrder.DAY,
    descending: bool = False,
    limit: int = 1000,
    offset: int = 0,
) -> list[MeasurementRow]:
    """At most ``limit`` measurements in a total order, in one statement."""
    rows = _visible_rows(where, people)
    by = rows.c[order.value]
    statement = (
        select(rows)
        .order_by(
            by.desc().nulls_last() if descending else by.asc().nulls_last(),
            rows.c.source,
            rows.c.key,
        )
        .limit(min(limit, LARGEST_PAGE))
        .offset(offset)
    )
    result = await connection.execute(statement)
    return [MeasurementRow._make(row) for row in result]


async def count_measurements(
    connection: AsyncConnection, where: MeasurementFilter, *, people: People
) -> int:
    """How many rows ``list_measurements`` has for this caller."""
    statement = select(func.count()).select_from(_visible_rows(where, people))
    return (await connection.execute(statement)).scalar_one()


def defect_rate(
    produced: ColumnElement[Decimal],
    scrapped: ColumnElement[Decimal],
    reworked: ColumnElement[Decimal],
) -> ColumnElement[Decimal]:
    """(scrapped + reworked) / produced, ISO 22400's 1 - quality ratio; nothing without produce."""
    return (scrapped + reworked) / func.nullif(produced, 0)


def _visible_rows(where: MeasurementFilter, people: People) -> Subquery:
    m = measurement.c
    conditions = measurement_conditions(measurement, where, people)
    single = select(
        m.source,
        m.key,
        m.day,
        m.shift,
        m.operation,
        m.work_center,
        m.person,
        m.material,
        m.lot,
        m.unit,
        m.counts,
        m.produced,
        m.good,
        m.scrapped,
        m.reworked,
        defect_rate(m.produced, m.scrapped, m.reworked).label("defect_rate"),
        m.updated_at,
    ).where(conditions)
    if people is None:
        return single.subquery("rows")
    seen = is_visible(m.source, m.person, people)
    if where.people:
        return single.where(seen).subquery("rows")
    dimensions = (m.source, m.day, m.shift, m.operation, m.work_center, m.material, m.lot, m.unit)
    grouped = (
        select(
            m.source,
            _group_key().label("key"),
            m.day,
            m.shift,
            m.operation,
            m.work_center,
            cast(null(), Text).label("person"),
            m.material,
            m.lot,
            m.unit,
            func.sum(m.counts).label("counts"),
            func.sum(m.produced).label("produced"),
            func.sum(m.good).label("good"),
            func.sum(m.scrapped).label("scrapped"),
            func.sum(m.reworked).label("reworked"),
            defect_rate(func.sum(m.produced), func.sum(m.scrapped), func.sum(m.reworked)).label(
                "defect_rate"
            ),
            func.max(m.updated_at).label("updated_at"),
        )
        .where(conditions, seen.is_not(True))
        .group_by(*dimensions)
    )
    return union_all(single.where(seen), grouped).subquery("rows")


def _group_key() -> ColumnElement[str]:
    """A stable name of a group: that of a measurement would tell whose it is."""
    m = measurement.c
    values = func.jsonb_build_array(
        m.day, m.shift, m.operation, m.work_center, m.material, m.lot, m.unit
    )
    digest = func.encode(func.sha256(func.convert_to(cast(values, Text), "UTF8")), "hex")
    return literal("group/") + func.left(digest, 32)
