"""What sources say of people: who they are, what they may do, and their figures.

Of people whom the caller may not see there is no row. Their figures are told as the mean of all of
them, and only where there are enough of them that nobody can work out anybody's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries.measurements import LARGEST_PAGE
from gateway.warehouse.queries.where import (
    FactFilter,
    People,
    PersonCode,
    any_of,
    fact_conditions,
    half_open,
    is_one_of,
    is_visible,
)
from gateway.warehouse.tables import indicator_value, person, qualification

FEWEST_OF_A_MEAN = 3
"""Of fewer people no mean is told: see docs/decisions/0008."""


class PersonRow(NamedTuple):
    """Whom a source knows; ``code`` is what its other records name him by."""

    source: str
    key: str
    revision: int
    code: str
    name: str
    department: str | None
    active: bool
    updated_at: datetime


class QualificationRow(NamedTuple):
    """What a person may do, as the source has it; both days count."""

    source: str
    key: str
    revision: int
    person: str
    skill: str | None
    operation: str | None
    level: Decimal | None
    allowed: bool
    valid_from: date | None
    valid_until: date | None
    updated_at: datetime


class IndicatorValueRow(NamedTuple):
    """A person's figure of a period, or without a person the mean of ``people`` hidden ones.

    ``key`` names the row among those that the same caller sees. ``value`` is empty where the
    people are too few for a mean.
    """

    source: str
    key: str
    indicator: str
    person: str | None
    begins: date
    ends: date
    value: Decimal | None
    unit: str
    people: int
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonFilter(FactFilter):
    """Which people; ``active`` empty means both."""

    codes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    active: bool | None = None


@dataclass(frozen=True, kw_only=True)
class QualificationFilter(FactFilter):
    """Which qualifications; ``valid_on``: in force on that day; ``allowed`` empty means both."""

    people: tuple[PersonCode, ...] = ()
    skills: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    allowed: bool | None = None
    valid_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorFilter(FactFilter):
    """Which values; the days are the first ones of their periods."""

    begins_from: date | None = None
    begins_until: date | None = None
    indicators: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[PersonCode, ...] = ()


async def list_persons(
    connection: AsyncConnection,
    where: PersonFilter,
    *,
    people: People,
    limit: int = 1000,
    offset: int = 0,
) -> list[PersonRow]:
    """At most ``limit`` people by code, in one statement."""
    c = person.c
    conditions = [
        *fact_conditions(person, where),
        *any_of(c.code, where.codes),
        *any_of(c.department, where.departments),
        is_visible(c.source, c.code, people),
    ]
    if where.active is not None:
        conditions.append(c.active == where.active)
    statement = (
        select(*(c[name] for name in PersonRow._fields))
        .where(and_(*conditions))
        .order_by(c.source, c.code, c.key)
    )
    return [PersonRow._make(row) for row in await _page(connection, statement, limit, offset)]


async def list_qualifications(
    connection: AsyncConnection,
    where: QualificationFilter,
    *,
    people: People,
    limit: int = 1000,
    offset: int = 0,
) -> list[QualificationRow]:
    """At most ``limit`` qualifications by person, in one statement."""
    c = qualification.c
    conditions = [
        *fact_conditions(qualification, where),
        *any_of(c.skill, where.skills),
        *any_of(c.operation, where.operations),
        is_visible(c.source, c.person, people),
    ]
    if where.people:
        conditions.append(is_one_of(c.source, c.person, where.people))
    if where.allowed is not None:
        conditions.append(c.allowed == where.allowed)
    if where.valid_on is not None:
        conditions.append(or_(c.valid_from.is_(None), c.valid_from <= where.valid_on))
        conditions.append(or_(c.valid_until.is_(None), c.valid_until >= where.valid_on))
    statement = (
        select(*(c[name] for name in QualificationRow._fields))
        .where(and_(*conditions))
        .order_by(c.source, c.person, c.key)
    )
    rows = await _page(connection, statement, limit, offset)
    return [QualificationRow._make(row) for row in rows]


async def list_indicator_values(
    connection: AsyncConnection,
    where: IndicatorFilter,
    *,
    people: People,
    limit: int = 1000,
    offset: int = 0,
) -> list[IndicatorValueRow]:
    """At most ``limit`` values, the latest periods first, in one statement.

    A filter by people or keys leaves rows of visible people only: what a mean is of must not be
    for the caller to choose.
    """
    rows = _visible_values(where, people)
    statement = select(rows).order_by(
        rows.c.begins.desc(),
        rows.c.indicator,
        rows.c.source,
        rows.c.person.nulls_last(),
        rows.c.key,
    )
    found = await _page(connection, statement, limit, offset)
    return [IndicatorValueRow._make(row) for row in found]


def _visible_values(where: IndicatorFilter, people: People) -> Subquery:
    c = indicator_value.c
    seen = is_visible(c.source, c.person, people)
    about = [
        *any_of(c.source, where.sources),
        *any_of(c.indicator, where.indicators),
        *any_of(c.unit, where.units),
        *half_open(c.begins, where.begins_from, where.begins_until),
    ]
    single = select(
        c.source,
        c.key,
        c.indicator,
        c.person,
        c.begins,
        c.ends,
        c.value,
        c.unit,
        literal(1).label("people"),
        c.updated_at,
    ).where(*fact_conditions(indicator_value, where), *about, seen)
    if where.people:
        single = single.where(is_one_of(c.source, c.person, where.people))
    if people is None or where.people or where.keys:
        return single.subquery("rows")
    number = func.count(c.person.distinct())
    mean = func.trim_scale(func.avg(c.value))
    changed = half_open(func.max(c.updated_at), where.updated_from, where.updated_until)
    dimensions = (c.source, c.indicator, c.begins, c.ends, c.unit)
    hidden = (
        select(
            c.source,
            _group_key().label("key"),
            c.indicator,
            cast(null(), Text).label("person"),
            c.begins,
            c.ends,
            case((number >= FEWEST_OF_A_MEAN, mean)).label("value"),
            c.unit,
            number.label("people"),
            func.max(c.updated_at).label("updated_at"),
        )
        .where(*about, seen.is_not(True))
        .group_by(*dimensions)
        .having(and_(true(), *changed))
    )
    return union_all(single, hidden).subquery("rows")


def _group_key() -> Any:
    """A stable name of a group: that of a value would tell whose it is."""
    c = indicator_value.c
    values = func.jsonb_build_array(c.indicator, c.begins, c.ends, c.unit)
    digest = func.encode(func.sha256(func.convert_to(cast(values, Text), "UTF8")), "hex")
    return literal("group/") + func.left(digest, 32)


async def _page(
    connection: AsyncConnection, statement: Select[Any], limit: int, offset: int
) -> Any:
    return await connection.execute(statement.limit(min(limit, LARGEST_PAGE)).offset(offset))
