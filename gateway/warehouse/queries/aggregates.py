"""Measurements summed up by any of their dimensions.

Quantities of different units are never added: the unit is always a dimension.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries.measurements import LARGEST_PAGE, defect_rate
from gateway.warehouse.queries.where import (
    MeasurementFilter,
    People,
    is_visible,
    measurement_conditions,
)
from gateway.warehouse.tables import measurement

QUANTITIES = ("counts", "produced", "good", "scrapped", "reworked")


class Dimension(StrEnum):
    """What measurements can be grouped by. ``PERSON`` brings the source of the code with it."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    SOURCE = "source"
    OPERATION = "operation"
    WORK_CENTER = "work_center"
    SHIFT = "shift"
    PERSON = "person"
    MATERIAL = "material"
    LOT = "lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregateRow:
    """Sums of a group; dimensions that were not asked for are empty.

    ``week`` is the Monday of the ISO week and ``month`` the first of the month. ``rows`` is the
    number of measurements, ``counts`` that of the counts behind them. ``defect_rate`` is empty
    when nothing was produced.
    """

    unit: str
    rows: int
    counts: int
    produced: Decimal
    good: Decimal
    scrapped: Decimal
    reworked: Decimal
    defect_rate: Decimal | None
    month: date | None = None
    week: date | None = None
    day: date | None = None
    source: str | None = None
    operation: str | None = None
    work_center: str | None = None
    shift: str | None = None
    person: str | None = None
    material: str | None = None
    lot: str | None = None


async def aggregate_measurements(
    connection: AsyncConnection,
    where: MeasurementFilter,
    by: Sequence[Dimension],
    *,
    people: People,
    limit: int = 1000,
    offset: int = 0,
) -> list[AggregateRow]:
    """At most ``limit`` groups in the order of ``by``, in one statement.

    People whom the caller may not see are one group, without a person.
    """
    rows = _labelled(where, by, people)
    keys = [column for column in rows.c if column.name in set(by) | {"unit", "source"}]
    keys.sort(key=lambda column: _rank(column.name, by))
    sums = {name: func.sum(rows.c[name]) for name in QUANTITIES}
    rate = defect_rate(sums["produced"], sums["scrapped"], sums["reworked"])
    statement = (
        select(
            *keys,
            func.count().label("rows"),
            *(column.label(name) for name, column in sums.items()),
            rate.label("defect_rate"),
        )
        .group_by(*keys)
        .order_by(*(key.asc().nulls_last() for key in keys))
        .limit(min(limit, LARGEST_PAGE))
        .offset(offset)
    )
    result = await connection.execute(statement)
    return [AggregateRow(**row) for row in result.mappings()]


def _rank(name: str, by: Sequence[Dimension]) -> int:
    names = [dimension.value for dimension in by]
    return names.index(name) if name in names else len(names)


def _labelled(where: MeasurementFilter, by: Sequence[Dimension], people: People) -> Subquery:
    """The rows with the dimensions under their names, before they are summed up."""
    m = measurement.c
    columns: dict[str, ColumnElement[Any]] = {
        dimension.value: _dimension(dimension, people) for dimension in by
    }
    if Dimension.PERSON in by:
        # A code means a person only together with its source.
        columns.setdefault("source", m.source)
    columns["unit"] = m.unit
    columns |= {name: m[name] for name in QUANTITIES}
    return (
        select(*(column.label(name) for name, column in columns.items()))
        .where(measurement_conditions(measurement, where, people))
        .subquery("rows")
    )


def _dimension(dimension: Dimension, people: People) -> ColumnElement[Any]:
    m = measurement.c
    match dimension:
        case Dimension.WEEK | Dimension.MONTH:
            return cast(func.date_trunc(dimension.value, m.day), Date)
        case Dimension.PERSON if people is not None:
            return case((is_visible(m.source, m.person, people), m.person))
        case _:
            return m[dimension.value]
