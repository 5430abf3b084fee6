"""The mapping of an MES: what its YAML file may say, and what each word means.

One file describes one MES. ``docs/adapters.md`` walks through it; the models below are what the
file is checked against, so a name or a type that is not here is an error that names its line.

A column is written ``COLUMN`` (of the part's own table) or ``alias.COLUMN`` (of a join).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from adapters.contract import RECORD_TYPES, Stream
from adapters.mes.times import Ambiguous

Name = Annotated[str, Field(min_length=1)]
Encodings = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v),
    Field(min_length=1),
]


def _written_out(value: Any) -> Any:
    """A bare number would count seconds."""
    if isinstance(value, int | float):
        raise ValueError("write the time like 06:00")
    return value


ClockTime = Annotated[time, BeforeValidator(_written_out)]

NumberOrColumn = Annotated[
    int | str, BeforeValidator(lambda v: int(v) if isinstance(v, str) and v.isdecimal() else v)
]

QUANTITIES = ("produced", "good", "scrapped", "reworked")
# The adapter works these out; a field of the mapping cannot set them.
_DERIVED = {"source", "key", "revision", "unit", "day", "reverses"}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FieldSpec(_Model):
    """Where a field's value comes from and how it is written there.

    One of: ``column``; ``first_of`` (the first of several columns that holds something);
    ``sql`` (an expression of the database, in its own quoting); ``constant``.
    """

    column: Name | None = None
    first_of: Annotated[tuple[Name, ...], Field(min_length=2)] | None = None
    sql: Name | None = None
    constant: str | int | Decimal | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    prefix: str = ""
    encoding: Encodings | None = None
    form: str | None = None
    decimal: Literal[".", ","] = "."
    blank: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        given = [
            n for n in ("column", "first_of", "sql", "constant") if getattr(self, n) is not None
        ]
        if len(given) != 1:
            raise ValueError("say exactly one of column, first_of, sql or constant")
        if self.otherwise is not None and self.values is None:
            raise ValueError("otherwise needs values")
        return self

    @property
    def origin(self) -> str:
        """The field's origin as a sentence names it."""
        return self.column or self.sql or "/".join(self.first_of or ()) or "a constant"


def _as_field(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


FieldOrColumn = Annotated[FieldSpec, BeforeValidator(_as_field)]


class Join(_Model):
    """A table of master data beside the part's own: at most one row of it for each row.

    ``on``: column of this table → column of the part (or of an earlier join).
    """

    table: Name
    alias: Name = Field(alias="as")
    on: Annotated[Mapping[str, str], Field(min_length=1)]


class CursorSpec(_Model):
    """How to know what is new.

    ``id``: a number that grows with every row written. ``changed``: when a row was last written
    (``form`` as in a field; text must sort as time does). With both, rows are read in order of
    change and the id parts equal times. Rows committed late or by a slow clock are caught by
    reading the last ``overlap_ids`` or ``overlap_minutes`` again.
    """

    id: Name | None = None
    changed: Name | None = None
    form: str | None = None
    overlap_ids: int = Field(default=0, ge=0)
    overlap_minutes: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.id is None and self.changed is None:
            raise ValueError("a cursor needs id, changed or both")
        if self.changed is None and (self.overlap_minutes or self.form):
            raise ValueError("overlap_minutes and form belong to changed")
        if self.changed is not None and self.overlap_ids:
            raise ValueError("overlap_ids belongs to a cursor by id alone")
        if self.changed is not None and self.id is None and not self.overlap_minutes:
            raise ValueError("a cursor by time alone needs overlap_minutes or an id beside it")
        if self.form is not None and not re.match(r"%Y.?%m.?%d", self.form):
            raise ValueError("text that does not begin with the year does not sort as time does")
        return self


class FactorSpec(_Model):
    """``quantity × multiply_by`` or ``quantity ÷ divide_by``, a column each."""

    multiply_by: Name | None = None
    divide_by: Name | None = None
    decimal: Literal[".", ","] = "."

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if (self.multiply_by is None) == (self.divide_by is None):
            raise ValueError("say either multiply_by or divide_by")
        return self


class UnitSpec(_Model):
    """The unit of the records and how the source's units become it (``1`` where equal)."""

    into: Name
    column: Name | None = None
    factors: Mapping[str, Decimal | FactorSpec] = Field(default_factory=dict)
    decimals: int = Field(default=6, ge=0, le=9)

    @model_validator(mode="after")
    def _column_with_factors(self) -> Self:
        if (self.column is None) != (not self.factors):
            raise ValueError("column and factors belong together")
        if any(isinstance(f, Decimal) and f <= 0 for f in self.factors.values()):
            raise ValueError("a factor must be above zero")
        return self


class SharedSpec(_Model):
    """Badges that several people use: they count for the operation, for no person."""

    badges: tuple[str, ...] = ()
    column: Name | None = None
    equals: str | None = None

    @model_validator(mode="after")
    def _column_with_value(self) -> Self:
        if (self.column is None) != (self.equals is None):
            raise ValueError("column and equals belong together")
        return self


class ReversalSpec(_Model):
    """Rows that take an earlier count back: ``column`` says so, ``of`` names that count's key.

    ``negate``: such rows hold positive quantities, which are to be subtracted.
    """

    column: Name
    equals: str
    of: FieldOrColumn
    negate: bool = False


class CounterSpec(_Model):
    """Cumulative counters: the quantities are readings, a count is the step between two.

    ``machine`` tells counters apart; ``digits`` and ``largest_step`` (columns or numbers) tell
    a counter that rolled over from one that was reset. ``time`` is when it was read.
    """

    machine: Name
    time: FieldOrColumn
    digits: NumberOrColumn
    largest_step: NumberOrColumn


class ShiftSpec(_Model):
    """One shift of the plan, on the plant's wall clock."""

    name: Name | None = None
    start: ClockTime
    end: ClockTime


class ShiftTable(_Model):
    """The plan as a table of the MES; ``names`` gives a code a word of ours."""

    table: Name
    code: Name
    start: Name
    end: Name
    names: Mapping[str, str] = Field(default_factory=dict)


class Part(_Model):
    """One table, with its joins, that yields records of a stream."""

    name: Name
    table: Name = Field(alias="from")
    alias: str | None = Field(default=None, alias="as")
    joins: tuple[Join, ...] = ()
    where: str | None = None
    cursor: CursorSpec
    key: FieldOrColumn
    revision: FieldOrColumn | None = None
    unit: UnitSpec | None = None
    shared: SharedSpec | None = None
    reversal: ReversalSpec | None = None
    counter: CounterSpec | None = None
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    required: tuple[str, ...] = ()
    fields: Mapping[str, FieldOrColumn]

    @model_validator(mode="after")
    def _aliases_differ(self) -> Self:
        names = [self.alias or self.table, *(join.alias for join in self.joins)]
        if len(set(names)) < len(names):
            raise ValueError("two tables have the same name: give each join its own `as`")
        if self.counter and (self.cursor.overlap_ids or self.cursor.overlap_minutes):
            raise ValueError("counter readings must be read once, in order: no overlap")
        if self.counter and (self.cursor.id is None or self.cursor.changed):
            raise ValueError("counter readings need a cursor by id alone")
        return self


class MesMapping(_Model):
    """A whole file."""

    zone: str | None = None
    ambiguous_hour: Ambiguous = Ambiguous.EARLIER
    encoding: Encodings = ("utf-8",)
    shifts: Mapping[str, ShiftSpec] | ShiftTable | None = None
    streams: Annotated[Mapping[Stream, tuple[Part, ...]], Field(min_length=1)]


@cache
def field_types(stream: Stream) -> Mapping[str, tuple[Any, bool]]:
    """The fields that a mapping may set: type, and whether the record must have it."""
    return {
        f.name: (f.type, f.default is MISSING and f.default_factory is MISSING)
        for f in fields(RECORD_TYPES[stream])
        if f.name not in _DERIVED and not str(f.type).startswith("tuple")
    }


Place = tuple[str | int, ...]


def problems(mapping: MesMapping) -> Iterator[tuple[Place, str]]:
    """What the records need and the mapping does not say: the place in the file, a sentence."""
    for stream, parts in mapping.streams.items():
        place: Place = ("streams", str(stream))
        if not parts:
            yield place, "there is no part; leave the stream out where the MES has nothing for it"
        names = [part.name for part in parts]
        if len(set(names)) < len(names):
            yield place, "two parts have the same name"
        for number, part in enumerate(parts):
            yield from _part_problems(stream, part, (*place, number))
    if Stream.PRODUCTION_COUNT in mapping.streams and mapping.shifts is None:
        place = ("streams", str(Stream.PRODUCTION_COUNT))
        yield place, "counts need shifts: the day of a count is its shift's"


def _part_problems(stream: Stream, part: Part, place: Place) -> Iterator[tuple[Place, str]]:
    known = field_types(stream)
    in_fields = (*place, "fields")
    for name in part.fields:
        if name not in known:
            yield (*in_fields, name), f"there is no field {name} (there are {', '.join(known)})"
    for name, (_, needed) in known.items():
        if needed and name not in part.fields and name not in _left_out(stream, part):
            yield in_fields, f"field {name} is missing"
    for name in part.required:
        if name not in part.fields:
            yield (*place, "required"), f"{name} is required, but `fields` does not map it"
    if stream is Stream.PRODUCTION_COUNT:
        yield from ((in_fields, problem) for problem in _count_problems(part))
    elif part.reversal or part.counter:
        yield place, "only production_count has a reversal or a counter"
    if part.unit is None and stream is not Stream.NOTIFICATION:
        yield place, "unit is missing (`unit: {into: pcs}` where all is in pieces)"


def _left_out(stream: Stream, part: Part) -> set[str]:
    """Fields that the record needs and that can be worked out from others."""
    if stream is not Stream.PRODUCTION_COUNT:
        return set()
    left_out = {*QUANTITIES, "shift"}
    return left_out | {"started", "ended"} if part.counter else left_out


def _count_problems(part: Part) -> Iterator[str]:
    missing = [name for name in QUANTITIES if name not in part.fields]
    if len(missing) > 1:
        yield (
            f"of {', '.join(QUANTITIES)} one may be left out, not {' and '.join(missing)}"
            " (map `{constant: 0}` for what the MES does not know)"
        )
    if part.counter and "produced" not in part.fields:
        yield "a counter needs produced: it tells whether the counter was reset"
