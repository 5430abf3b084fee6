"""The rows that one key names, as the MES has them now."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from adapters.contract import ConfigurationError
from adapters.mapping.fields import split_joined
from adapters.mapping.model import CounterSpec
from adapters.mes.sql.database import Database, Row
from adapters.mes.sql.part import CompiledSqlPart
from adapters.mes.sql.query import cursor_columns, sample_query

# How far back a looked-up counter reading's predecessor may lie, in readings.
_READINGS_BACK = 50


def rows_of_key(database: Database, compiled: CompiledSqlPart, key: str) -> Sequence[Row]:
    """The rows that say what ``key`` is now, the deciding one last.

    Raises ``ConfigurationError`` where keys are worked out by an expression.
    """
    spec, layout = compiled.part.key, compiled.layout
    if not key.startswith(spec.prefix):
        return []
    if spec.column is None and spec.all_of is None:
        raise ConfigurationError(f"Part {compiled.part.name} has no key column to look up by.")
    bare = key[len(spec.prefix) :]
    names = spec.all_of or (spec.column or "",)
    texts = split_joined(bare) if spec.all_of else [bare]
    wanted = _values(database, compiled, names, texts)
    if wanted is None:
        return []
    if compiled.part.counter is not None:
        query = _readings_until(compiled, compiled.part.counter, wanted)
        return database.rows(query)[::-1]
    same = [database.same(layout.column(name), value) for name, value in wanted.items()]
    revision = compiled.part.revision
    newest = revision.column if revision is not None else None
    order = [layout.column(newest)] if newest else cursor_columns(layout)
    query = layout.select().where(*same).order_by(*(c.desc() for c in order))
    return database.rows(query.limit(1))


def _readings_until(
    compiled: CompiledSqlPart, counter: CounterSpec, wanted: Mapping[str, str | int]
) -> Select[Any]:
    """A counter's reading and those of its machine before it, the last one first."""
    layout = compiled.layout
    machine, place = layout.column(counter.machine), cursor_columns(layout)[-1]
    ((name, value),) = wanted.items()
    this = layout.select().with_only_columns(machine).where(layout.column(name) == value)
    before = layout.select().where(machine == this.scalar_subquery(), place <= value)
    return before.order_by(place.desc()).limit(_READINGS_BACK)


def _values(
    database: Database, compiled: CompiledSqlPart, names: Sequence[str], texts: Sequence[str]
) -> Mapping[str, str | int] | None:
    """The texts of a key as its columns hold them; ``None`` where they cannot."""
    if len(texts) != len(names):
        return None
    values: dict[str, str | int] = {}
    for name, text in zip(names, texts, strict=True):
        values[name] = text
        if _holds_numbers(database, compiled, name):
            if not (text.isdecimal() and text.isascii()):
                return None
            values[name] = int(text)
    return values


def _holds_numbers(database: Database, compiled: CompiledSqlPart, name: str) -> bool:
    known = compiled.key_numbers
    if name not in known:
        alias, _, bare = name.rpartition(".")
        table = compiled.part.table_of(alias or compiled.part.own_name)
        values = database.rows(sample_query(table, bare))
        known[name] = bool(values) and isinstance(values[0][0], int | Decimal)
    return known[name]
