"""What a stream needs of a table: its fields, what kind of value each is, what it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum, auto
from functools import cache
from typing import Any, get_args

from adapters.contract import Stream
from adapters.mapping.model import QUANTITIES, field_types
from adapters.mes.sql.explore.catalogue import Kind
from adapters.mes.sql.explore.words import words_for


class Want(Enum):
    """What kind of value a field is."""

    CODE = auto()
    CHOICE = auto()
    NUMBER = auto()
    MOMENT = auto()
    DAY = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """``choices`` are the contract's own words where it has some."""

    name: str
    want: Want
    needed: bool
    words: tuple[str, ...]
    choices: type[StrEnum] | None = None


EXTRAS: Mapping[str, Want] = {
    "unit": Want.CODE,
    "changed": Want.MOMENT,
    "version": Want.NUMBER,
}
"""What is no field of a record, and is looked for in the same way."""

_NEEDED_COUNTS = {"operation", "work_center", "started", "ended"}
_BY_TABLE = {"level"}  # of equipment: told by the table, not by a column

# How well a column's type suits; what is missing does not suit at all.
_SUITS: Mapping[Want, Mapping[Kind, float]] = {
    Want.CODE: {Kind.TEXT: 1, Kind.BYTES: 0.95, Kind.INTEGER: 0.9, Kind.NUMBER: 0.5},
    Want.CHOICE: {Kind.TEXT: 1, Kind.INTEGER: 0.7},
    Want.NUMBER: {Kind.NUMBER: 1, Kind.INTEGER: 0.95, Kind.TEXT: 0.8},
    Want.MOMENT: {Kind.MOMENT: 1, Kind.TEXT: 0.9, Kind.DAY: 0.6, Kind.INTEGER: 0.5},
    Want.DAY: {Kind.DAY: 1, Kind.MOMENT: 0.95, Kind.TEXT: 0.9, Kind.INTEGER: 0.6},
    Want.FLAG: {Kind.FLAG: 1, Kind.INTEGER: 0.7, Kind.TEXT: 0.7},
}


def suits(want: Want, kind: Kind) -> float:
    """From 0 to 1: whether a column of that kind can hold such a value."""
    return _SUITS[want].get(kind, 0)


@cache
def fields_of(stream: Stream) -> Sequence[Field]:
    """The fields that columns are looked for, the needed ones first."""
    found = [
        _field(stream, name, kind, needed)
        for name, (kind, needed) in field_types(stream).items()
        if not (stream is Stream.EQUIPMENT and name in _BY_TABLE)
    ]
    found += [Field(name, want, False, words_for(name)) for name, want in EXTRAS.items()]
    return sorted((f for f in found if f.words), key=lambda f: not f.needed)


def _field(stream: Stream, name: str, kind: Any, needed: bool) -> Field:
    bare = next(t for t in (get_args(kind) or (kind,)) if t is not type(None))
    if stream is Stream.PRODUCTION_COUNT:
        needed = name in _NEEDED_COUNTS
    if stream is Stream.INDICATOR_VALUE and name in {"indicator", "ends"}:
        needed = False  # the table is one indicator, and a day may tell the period
    choices = bare if issubclass(bare, StrEnum) else None
    return Field(name, _want(bare, name), needed, words_for(name, stream.value), choices)


def _want(kind: type[Any], name: str) -> Want:
    if kind is Decimal or name in QUANTITIES:
        return Want.NUMBER
    if kind is bool:
        return Want.FLAG
    if kind is datetime:
        return Want.MOMENT
    if kind is date:
        return Want.DAY
    return Want.CHOICE if issubclass(kind, StrEnum) else Want.CODE
