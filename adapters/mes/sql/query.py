"""The columns that a part of the mapping reads, and the queries that read them.

Only those columns are asked for. Pages go by key (``WHERE id > last ORDER BY id``), never by
offset, so the last page costs what the first one did.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Select,
    and_,
    column,
    literal_column,
    select,
    table,
    text,
    tuple_,
)

from adapters.contract import ConfigurationError
from adapters.mapping.model import FactorSpec, FieldSpec
from adapters.mes.sql.database import Database
from adapters.mes.sql.model import ShiftTable, SqlMapping, SqlPart, TableOrQuery


class SqlLayout:
    """Gives every column or expression that a part needs its place in the rows."""

    def __init__(self, part: SqlPart) -> None:
        self.part = part
        self._own = part.own_name
        self._sources: dict[str, Any] = {
            alias: source_of(part.table_of(alias), columns, alias)
            for alias, columns in part_columns(part).items()
        }
        self.names: list[str] = []
        self._chosen: list[ColumnElement[Any]] = []

    def place(self, name: str) -> int:
        """The place of a column, written ``COLUMN`` or ``alias.COLUMN``."""
        if name not in self.names:
            self._choose(name, self.column(name))
        return self.names.index(name)

    def expression(self, sql: str) -> int:
        """The place of an expression in the database's own SQL."""
        if sql not in self.names:
            self._choose(sql, literal_column(f"({sql})"))
        return self.names.index(sql)

    def column(self, name: str) -> ColumnElement[Any]:
        alias, _, bare = name.rpartition(".")
        element: ColumnElement[Any] = self._sources[alias or self._own].c[bare]
        return element

    def select(self) -> Select[Any]:
        """The rows of the part, in no order yet."""
        source: Any = self._sources[self._own]
        for join in self.part.joins:
            on = [
                self._sources[join.alias].c[theirs] == self.column(ours)
                for theirs, ours in join.on.items()
            ]
            source = source.outerjoin(self._sources[join.alias], and_(*on))
        query = select(*self._chosen).select_from(source)
        # A literal column, since a text would take every :word in it for a parameter.
        return query.where(literal_column(f"({self.part.where})")) if self.part.where else query

    def _choose(self, name: str, element: ColumnElement[Any]) -> None:
        self._chosen.append(element.label(f"c{len(self.names)}"))
        self.names.append(name)


def page_query(layout: SqlLayout, after: Sequence[Any] | None, limit: int) -> Select[Any]:
    """The next ``limit`` rows after a position (the values of the cursor's columns)."""
    order = cursor_columns(layout)
    query = layout.select().order_by(*order).limit(limit)
    if after is None:
        return query
    begun = order[: len(after)]
    if len(begun) == 1:
        return query.where(begun[0] > after[0])
    return query.where(tuple_(*begun) > tuple_(*after))


def cursor_columns(layout: SqlLayout) -> list[ColumnElement[Any]]:
    """The columns that rows are read in order of."""
    return [layout.column(name) for name in layout.part.order]


def nowhere_query(layout: SqlLayout) -> Select[Any]:
    """A row without a place in that order, which no page would ever hold."""
    time_or_id = cursor_columns(layout)[0]
    return layout.select().where(time_or_id.is_(None)).limit(1)


def part_columns(part: SqlPart) -> dict[str, set[str]]:
    """The columns that a part names, by the alias of their table."""
    used: dict[str, set[str]] = {part.own_name: set()}
    used.update((join.alias, set[str](join.on)) for join in part.joins)
    for name in _named_columns(part):
        alias, _, bare = name.rpartition(".")
        place = used.get(alias or part.own_name)
        if place is None:
            raise ConfigurationError(
                f"Part {part.name} of the mapping uses {name}, but no join is named {alias!r}."
            )
        place.add(bare)
    return used


def check_columns(database: Database, mapping: SqlMapping) -> None:
    """Raises ``ConfigurationError`` for every table or column that the database has not.

    SQLite takes an unknown quoted name for a text, so a misspelt column would be read as its
    own name in every row.
    """
    there: dict[TableOrQuery, list[str] | None] = {}
    problems: list[str] = []
    for where, source, columns in _used_tables(mapping):
        if _accepted(database, source, columns):
            continue
        if source not in there:
            there[source] = _columns_there(database, source)
        known = there[source]
        if known is None:
            problems.append(f"{where}: the MES has no table or view {source}.")
            continue
        missing = sorted(columns - set(known))
        problems += [
            f"{where}: {source} has no column {c} (only {', '.join(known)})." for c in missing
        ]
    if problems:
        raise ConfigurationError("\n".join(dict.fromkeys(problems)))


def _accepted(database: Database, source: TableOrQuery, columns: set[str]) -> bool:
    """Whether the database lets us read these columns.

    Asked before its catalogue is, which a user with rights to single columns may not read.
    """
    if database.dialect == "sqlite" or source.is_query or not columns:
        return False
    chosen = source_of(source, columns, "q")
    try:
        database.rows(select(*(chosen.c[name] for name in sorted(columns))).limit(0))
    except ConfigurationError:
        return False
    return True


def _columns_there(database: Database, source: TableOrQuery) -> list[str] | None:
    if source.is_query:
        everything: ColumnElement[Any] = literal_column("*")
        query = _as_text(source).columns().subquery("q")
        return database.columns_of_query(select(everything).select_from(query))
    return database.columns(source.text)


def sample_query(source: TableOrQuery, name: str) -> Select[Any]:
    """One value of a column, to see of what type it is."""
    chosen: ColumnClause[Any] = column(name)
    return (
        select(chosen)
        .select_from(source_of(source, {name}, "q"))
        .where(chosen.is_not(None))
        .limit(1)
    )


def shift_query(spec: ShiftTable) -> Select[Any, Any, Any]:
    """Code, start and end of each shift of the plan."""
    plan = source_of(spec.place, {spec.code, spec.start, spec.end}, "plan")
    return select(plan.c[spec.code], plan.c[spec.start], plan.c[spec.end])


def source_of(source: TableOrQuery, columns: set[str], alias: str) -> Any:
    """What stands in FROM: a table or a query, with the columns that are asked of it."""
    if source.is_query:
        return _as_text(source).columns(*_columns(columns)).subquery(alias)
    return _table(source.text, columns).alias(alias)


def _as_text(source: TableOrQuery) -> Any:
    """The query as it is written: no :word in it is a parameter."""
    return text(source.text.replace(":", "\\:"))


def _table(name: str, columns: set[str]) -> Any:
    schema, _, bare = name.rpartition(".")
    return table(bare, *_columns(columns), schema=schema or None)


def _columns(names: set[str]) -> list[ColumnClause[Any]]:
    return [column(name) for name in sorted(names)]


def _used_tables(mapping: SqlMapping) -> Iterator[tuple[str, TableOrQuery, set[str]]]:
    for stream, parts in mapping.streams.items():
        for part in parts:
            for alias, columns in part_columns(part).items():
                where = f"Mapping of {stream}, part {part.name}"
                yield where, part.table_of(alias), columns
    if isinstance(mapping.shifts, ShiftTable):
        spec = mapping.shifts
        yield "Mapping of the shifts", spec.place, {spec.code, spec.start, spec.end}


def _named_columns(part: SqlPart) -> Iterator[str]:
    for spec in (part.key, part.revision, *part.fields.values()):
        if spec is not None:
            yield from _field_columns(spec)
    for join in part.joins:
        yield from join.on.values()
    yield from (name for name in (part.cursor.changed, part.cursor.id) if name)
    yield from _unit_columns(part)
    if part.period:
        yield from _field_columns(part.period.of)
    if part.shared and part.shared.column:
        yield part.shared.column
    if part.reversal:
        yield part.reversal.column
        yield from _field_columns(part.reversal.of)
    if part.counter:
        yield part.counter.machine
        yield from _field_columns(part.counter.time)
        yield from (
            x for x in (part.counter.digits, part.counter.largest_step) if isinstance(x, str)
        )


def _field_columns(spec: FieldSpec) -> Iterator[str]:
    if spec.column is not None:
        yield spec.column
    yield from spec.first_of or ()
    yield from spec.all_of or ()


def _unit_columns(part: SqlPart) -> Iterator[str]:
    if part.unit is None:
        return
    if part.unit.column is not None:
        yield part.unit.column
    for factor in part.unit.factors.values():
        if isinstance(factor, FactorSpec):
            yield from (name for name in (factor.multiply_by, factor.divide_by) if name)
