"""The mapping of a source: what its YAML file may say, and what each word means.

One file describes one source. ``docs/adapters.md`` walks through it; the models below are what the
file is checked against, so a name or a type that is not here is an error that names its line.

What a *column* is, the transport says: a column of a table, or a place in a JSON object.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Generic, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from adapters.contract import RECORD_TYPES, Stream
from adapters.mapping.periods import PeriodLength
from adapters.mapping.times import Ambiguous

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


def _known_zone(value: Any) -> Any:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        raise ValueError(f"there is no time zone {value!r}; try Europe/Berlin") from None
    return value


ZoneName = Annotated[str, BeforeValidator(_known_zone)]
"""A time zone, such as ``Europe/Berlin``."""

NumberOrColumn = Annotated[
    int | str, BeforeValidator(lambda v: int(v) if isinstance(v, str) and v.isdecimal() else v)
]

_ORIGINS = ("column", "first_of", "all_of", "sql", "constant", "read")
QUANTITIES = ("produced", "good", "scrapped", "reworked")
# The adapter works these out; a field of the mapping cannot set them.
_DERIVED = {"source", "key", "revision", "unit", "day", "reverses"}


class Spec(BaseModel):
    """A piece of the file; a word that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FieldSpec(Spec):
    """Where a field's value comes from and how it is written there.

    One of: ``column``; ``first_of`` (the first of several columns that holds something);
    ``all_of`` (several columns joined by ``/``, such as a key); ``sql`` (an expression of the
    database, in its own quoting); ``constant``; for a revision also ``read``: the minute, hour or
    day (UTC) in which the row was read.
    """

    column: Name | None = None
    first_of: Annotated[tuple[Name, ...], Field(min_length=2)] | None = None
    all_of: Annotated[tuple[Name, ...], Field(min_length=2)] | None = None
    sql: Name | None = None
    constant: str | int | Decimal | None = None
    read: Literal["minute", "hour", "day"] | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    prefix: str = ""
    encoding: Encodings | None = None
    form: str | None = None
    zone: ZoneName | None = None
    decimal: Literal[".", ","] = "."
    blank: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        given = [n for n in _ORIGINS if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("say exactly one of column, first_of, all_of, sql or constant")
        if self.all_of is not None and self.values is not None:
            raise ValueError("all_of joins texts as they are: it has no values")
        if self.otherwise is not None and self.values is None:
            raise ValueError("otherwise needs values")
        return self

    @property
    def origin(self) -> str:
        """The field's origin as a sentence names it."""
        several = "/".join(self.first_of or self.all_of or ())
        return self.column or self.sql or several or "a constant"


def _as_field(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


FieldOrColumn = Annotated[FieldSpec, BeforeValidator(_as_field)]


class FactorSpec(Spec):
    """``quantity × multiply_by`` or ``quantity ÷ divide_by``, a column each."""

    multiply_by: Name | None = None
    divide_by: Name | None = None
    decimal: Literal[".", ","] = "."

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if (self.multiply_by is None) == (self.divide_by is None):
            raise ValueError("say either multiply_by or divide_by")
        return self


class UnitSpec(Spec):
    """The unit of the records and how the source's units become it (``1`` where equal).

    ``names``: units that are not converted, with our names for them; where all are such, ``into``
    is left out.
    """

    into: Name | None = None
    column: Name | None = None
    factors: Mapping[str, Decimal | FactorSpec] = Field(default_factory=dict)
    names: Mapping[str, Name] = Field(default_factory=dict)
    decimals: int = Field(default=6, ge=0, le=9)

    @model_validator(mode="after")
    def _column_with_factors(self) -> Self:
        if (self.column is None) != (not self.factors and not self.names):
            raise ValueError("column and factors or names belong together")
        if self.into is None and (self.factors or not self.names):
            raise ValueError("say into: the unit that the records are to have")
        if any(isinstance(f, Decimal) and f <= 0 for f in self.factors.values()):
            raise ValueError("a factor must be above zero")
        return self


class SharedSpec(Spec):
    """Badges that several people use: they count for the operation, for no person."""

    badges: tuple[str, ...] = ()
    column: Name | None = None
    equals: str | None = None

    @model_validator(mode="after")
    def _column_with_value(self) -> Self:
        if (self.column is None) != (self.equals is None):
            raise ValueError("column and equals belong together")
        return self


class ReversalSpec(Spec):
    """Rows that take an earlier count back: ``column`` says so, ``of`` names that count's key.

    ``negate``: such rows may hold positive quantities, which are to be subtracted.
    """

    column: Name
    equals: str
    of: FieldOrColumn
    negate: bool = False


class CounterSpec(Spec):
    """Cumulative counters: the quantities are readings, a count is the step between two.

    ``machine`` tells counters apart; ``digits`` and ``largest_step`` (columns or numbers) tell
    a counter that rolled over from one that was reset. ``time`` is when it was read.
    """

    machine: Name
    time: FieldOrColumn
    digits: NumberOrColumn
    largest_step: NumberOrColumn


class PeriodSpec(Spec):
    """The period of an indicator's value: the ``length`` that holds the day named by ``of``."""

    of: FieldOrColumn
    length: PeriodLength


class ShiftSpec(Spec):
    """One shift of the plan, on the plant's wall clock."""

    name: Name | None = None
    start: ClockTime
    end: ClockTime


class Part(Spec):
    """Rows of one kind that become records of a stream.

    ``shift_by_time``: where a row's shift is empty, it is the one that runs at its start.

    Where the rows are had from, and how to know what is new, is the transport's: each has a model
    that adds it.
    """

    name: Name
    key: FieldOrColumn
    revision: FieldOrColumn | None = None
    unit: UnitSpec | None = None
    shared: SharedSpec | None = None
    reversal: ReversalSpec | None = None
    counter: CounterSpec | None = None
    period: PeriodSpec | None = None
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    shift_by_time: bool = False
    required: tuple[str, ...] = ()
    fields: Mapping[str, FieldOrColumn]


P = TypeVar("P", bound=Part)
S = TypeVar("S")


class SourceMapping(Spec, Generic[P, S]):
    """A whole file, of parts and a shift plan as the transport knows them."""

    zone: ZoneName | None = None
    ambiguous_hour: Ambiguous = Ambiguous.EARLIER
    encoding: Encodings = ("utf-8",)
    shifts: S | None = None
    streams: Annotated[Mapping[Stream, tuple[P, ...]], Field(min_length=1)]

    def own_problems(self) -> "Iterator[tuple[Place, str]]":
        """What cannot work in what the transport adds: the place in the file, a sentence."""
        return iter(())


@cache
def field_types(stream: Stream) -> Mapping[str, tuple[Any, bool]]:
    """The fields that a mapping may set: type, and whether the record must have it."""
    return {
        f.name: (f.type, f.default is MISSING and f.default_factory is MISSING)
        for f in fields(RECORD_TYPES[stream])
        if f.name not in _DERIVED and not str(f.type).startswith("tuple")
    }


Place = tuple[str | int, ...]


def problems(mapping: SourceMapping[Any, Any]) -> Iterator[tuple[Place, str]]:
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
    for name, (kind, needed) in known.items():
        spec = part.fields.get(name)
        if spec is not None and spec.all_of and kind not in (str, str | None):
            yield (*in_fields, name), "all_of makes text, and this field is none"
        if needed and name not in part.fields and name not in _left_out(stream, part):
            yield in_fields, f"field {name} is missing"
    for name in part.required:
        if name not in part.fields:
            yield (*place, "required"), f"{name} is required, but `fields` does not map it"
    if stream is Stream.PRODUCTION_COUNT:
        yield from ((in_fields, problem) for problem in _count_problems(part))
    elif part.reversal or part.counter:
        yield place, "only production_count has a reversal or a counter"
    yield from ((place, problem) for problem in _other_problems(stream, part))


def _left_out(stream: Stream, part: Part) -> set[str]:
    """Fields that the record needs and that can be worked out from others."""
    if part.period is not None:
        return {"begins", "ends"}
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


def _other_problems(stream: Stream, part: Part) -> Iterator[str]:
    if part.period is not None and stream is not Stream.INDICATOR_VALUE:
        yield "only indicator_value has a period"
    if part.period is not None and {"begins", "ends"} & set(part.fields):
        yield "period says begins and ends: map either these two or period"
    if any(f.read for f in (part.key, *part.fields.values())):
        yield "read is for the revision alone"
    if stream is Stream.QUALIFICATION and not {"skill", "operation"} & set(part.fields):
        yield "a qualification is for something: map skill, operation or both"
    if part.unit is None and any(f.name == "unit" for f in fields(RECORD_TYPES[stream])):
        yield "unit is missing (`unit: {into: pcs}` where all is in pieces)"
