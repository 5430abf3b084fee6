"""Filters of the queries, and whose codes a caller may see.

Ranges are half open: from inclusive, until exclusive. An empty tuple does not filter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, false, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text


class PersonCode(NamedTuple):
    """A person's code (badge) in one source."""

    source: str
    code: str


# Whose codes may be shown and filtered by; ``None`` means everybody's.
People = frozenset[PersonCode] | None


@dataclass(frozen=True, kw_only=True)
class MeasurementFilter:
    """Which measurements; conditions are joined by *and*, values of one tuple by *or*."""

    day_from: date | None = None
    day_until: date | None = None
    updated_from: datetime | None = None
    updated_until: datetime | None = None
    sources: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    work_centers: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[PersonCode, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactFilter:
    """Which records, whatever they are about; times are those at which they came in."""

    updated_from: datetime | None = None
    updated_until: datetime | None = None
    sources: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QualityFilter(FactFilter):
    """Which inspections or notifications; the day is that of their creation."""

    day_from: date | None = None
    day_until: date | None = None
    kinds: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    people: tuple[PersonCode, ...] = ()


def hidden_people(wanted: Iterable[PersonCode], visible: People) -> list[PersonCode]:
    """Those of the wanted codes that the caller may not see, in their order."""
    return [] if visible is None else [code for code in wanted if code not in visible]


def is_one_of(
    source: ColumnElement[Any], code: ColumnElement[Any], people: Iterable[tuple[str, str]]
) -> ColumnElement[bool]:
    """Whether a row's pair is one of the pairs: one array per column, however many there are."""
    codes = sorted(people)
    if not codes:
        return false()
    known = select(
        func.unnest(_array(source for source, _ in codes)).label("source"),
        func.unnest(_array(code for _, code in codes)).label("code"),
    ).subquery()
    return tuple_(source, code).in_(select(known.c.source, known.c.code))


def is_visible(
    source: ColumnElement[Any], code: ColumnElement[Any], people: People
) -> ColumnElement[bool]:
    """Whether the caller may see the person of a row."""
    return true() if people is None else is_one_of(source, code, people)


def half_open(
    column: ColumnElement[Any], start: date | datetime | None, end: date | datetime | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if start is not None:
        conditions.append(column >= start)
    if end is not None:
        conditions.append(column < end)
    return conditions


def any_of(column: ColumnElement[Any], values: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [column == func.any(_array(values))] if values else []


def fact_conditions(table: FromClause, where: FactFilter) -> list[ColumnElement[bool]]:
    """What every kind of record is filtered by; never empty."""
    column = table.c
    return [
        true(),
        *half_open(column.updated_at, where.updated_from, where.updated_until),
        *any_of(column.source, where.sources),
        *any_of(column.key, where.keys),
    ]


def measurement_conditions(
    table: FromClause, where: MeasurementFilter, people: People
) -> ColumnElement[bool]:
    """The filter as SQL. A filter by people leaves rows of visible people only."""
    column = table.c
    conditions = [
        true(),
        *half_open(column.day, where.day_from, where.day_until),
        *half_open(column.updated_at, where.updated_from, where.updated_until),
        *any_of(column.source, where.sources),
        *any_of(column.operation, where.operations),
        *any_of(column.work_center, where.work_centers),
        *any_of(column.shift, where.shifts),
        *any_of(column.material, where.materials),
        *any_of(column.lot, where.lots),
        *any_of(column.unit, where.units),
    ]
    if where.people:
        wanted = [code for code in where.people if people is None or code in people]
        conditions.append(is_one_of(column.source, column.person, wanted))
    return and_(*conditions)


def _array(values: Iterable[str]) -> ColumnElement[Any]:
    return bindparam(None, list(values), type_=ARRAY(Text), unique=True)
