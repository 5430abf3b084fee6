"""Rows as any record but counts: fields by name, quantities in one unit."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args

from adapters.contract import RECORD_TYPES, Reason, Record, Stream
from adapters.mapping.fields import FieldCompiler, label_of
from adapters.mapping.flaw import Flaw
from adapters.mapping.layout import Row
from adapters.mapping.model import FieldSpec, Part, field_types
from adapters.mapping.periods import period_of as period_of_day


def record_reader(
    source: str, stream: Stream, part: Part, compiler: FieldCompiler
) -> Callable[[Row], Record]:
    """Reads rows into the stream's record by the types of its fields."""
    record_type: Any = RECORD_TYPES[stream]
    types = field_types(stream)
    key_of = compiler.text("key", part.key, needed=True, remember=False)
    revision_of = compiler.revision(part.revision)
    readers: dict[str, Callable[..., Any]] = {}
    quantities: list[str] = []
    for name, spec in part.fields.items():
        kind, needed = types[name]
        readers[name] = value_reader(compiler, name, spec, kind, needed or name in part.required)
        if without_none(kind) is Decimal:
            quantities.append(name)
    # An indicator may fall below zero (a loss, a deviation); no quantity does.
    not_below_zero = [] if stream is Stream.INDICATOR_VALUE else quantities
    period_of = _period(part, compiler)
    is_shared = compiler.shared(part.shared)
    units = compiler.units(part.unit) if part.unit is not None else None
    somebody = types["person"][1] if "person" in types else False
    check = _CHECKS.get(stream, _nothing_to_check)
    has_unit = any(f.name == "unit" for f in fields(record_type))

    def read(row: Row) -> Record:
        values = {name: reader(row) for name, reader in readers.items()}
        if period_of is not None:
            values["begins"], values["ends"] = period_of(row)
        if is_shared is not None and values.get("person") and is_shared(row, values["person"]):
            values["person"] = _nobody(values["person"], somebody=somebody)
        for name in not_below_zero:
            if values[name] is not None and values[name] < 0:
                raise _negative(stream, label_of(name, part.fields[name]), values[name])
        check(values)
        if units is not None and has_unit:
            factor = units.factor(row)
            values["unit"] = units.name(row)
            if factor is not None:
                given = [name for name in quantities if values[name] is not None]
                converted = factor.apply(row, [values[n] for n in given], units.decimals)
                values.update(zip(given, converted, strict=True))
        record: Record = record_type(
            source=source, key=key_of(row), revision=revision_of(row), **values
        )
        return record

    return read


def _nobody(badge: str, *, somebody: bool) -> None:
    """A shared badge names nobody; ``somebody``: the record is one person's or none."""
    if somebody:
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"person holds {badge!r}, a badge that several people share."
            " Book it on the person in the source.",
        )


def _negative(stream: Stream, field: str, value: Decimal) -> Flaw:
    return Flaw(
        Reason.NEGATIVE_QUANTITY,
        f"{field} is {value:f}; a quantity of an {stream} is not below zero."
        " Correct it in the source.",
    )


def _period(part: Part, compiler: FieldCompiler) -> Callable[[Row], tuple[date, date]] | None:
    if part.period is None:
        return None
    day_of: Any = compiler.day("period", part.period.of, needed=True)
    length = part.period.length
    return lambda row: period_of_day(day_of(row), length)


def _nothing_to_check(_values: dict[str, Any]) -> None:
    pass


def _in_order(first: str, last: str) -> Callable[[dict[str, Any]], None]:
    """Two times of one row, the second of which cannot precede the first."""

    def check(values: dict[str, Any]) -> None:
        begin, end = values.get(first), values.get(last)
        if begin is not None and end is not None and end < begin:
            raise Flaw(
                Reason.INVALID_TIME,
                f"{last} {end} is before {first} {begin}. Correct them in the source.",
            )

    return check


def _qualified_for_something(values: dict[str, Any]) -> None:
    if values.get("skill") is None and values.get("operation") is None:
        raise Flaw(
            Reason.MISSING_VALUE,
            "Neither skill nor operation is filled, so nobody knows what the person is qualified"
            " for. Fill one of them in the source.",
        )
    _in_order("valid_from", "valid_until")(values)


_CHECKS: Mapping[Stream, Callable[[dict[str, Any]], None]] = {
    Stream.ORDER: _in_order("started", "ended"),
    Stream.LOT: _in_order("produced", "expires"),
    Stream.QUALIFICATION: _qualified_for_something,
    Stream.INDICATOR_VALUE: _in_order("begins", "ends"),
}


def without_none(kind: Any) -> Any:
    """The type of a field that may be empty."""
    return next(t for t in (get_args(kind) or (kind,)) if t is not type(None))


def value_reader(
    compiler: FieldCompiler, name: str, spec: FieldSpec, kind: Any, needed: bool
) -> Callable[[Row], Any]:
    """Reads a field of that type, which may be one or ``None``."""
    kind = without_none(kind)
    if kind is Decimal:
        return compiler.number(name, spec, needed=needed)
    if kind is datetime:
        instant = compiler.instant(name, spec, needed=needed)

        def read(row: Row) -> datetime | None:
            return instant(row, None)

        return read
    if kind is date:
        return compiler.day(name, spec, needed=needed)
    if kind is bool:
        return compiler.flag(name, spec, needed=True)  # a default is no answer to an empty one
    if issubclass(kind, StrEnum):
        return compiler.choice(name, spec, kind, needed=needed)
    return compiler.text(name, spec, needed=needed)
