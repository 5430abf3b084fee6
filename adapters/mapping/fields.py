"""Mapped fields as functions of a row, compiled once per pull.

A reader takes a whole row and gives the field's value, or raises ``Flaw`` with the field's name
and the column it came from.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from adapters.contract import Reason
from adapters.mapping.flaw import Flaw, shown
from adapters.mapping.layout import Layout, Row
from adapters.mapping.model import Encodings, FactorSpec, FieldSpec, SharedSpec, UnitSpec
from adapters.mapping.times import InstantReader, PlantClock, date_reader, instant_reader
from adapters.mapping.units import Factor, Units
from adapters.mapping.values import Memo, code_reader, number_reader, text_reader

T = TypeVar("T")
ReadInstant = Callable[[Row, datetime | None], datetime | None]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = ("", b"")
_BITS = (b"\x00", b"\x01")  # how a column of type BIT comes
_READ_FORMS = {"minute": "%Y%m%d%H%M", "hour": "%Y%m%d%H", "day": "%Y%m%d"}
_MICROSECOND = timedelta(microseconds=1)


class FieldCompiler:
    """Makes the readers of one part. ``layout`` collects the columns they need."""

    def __init__(self, layout: Layout, clock: PlantClock, encodings: Encodings) -> None:
        self._layout = layout
        self._clock = clock
        self._encodings = encodings

    def text(
        self, name: str, spec: FieldSpec, *, needed: bool, remember: bool = True
    ) -> Callable[[Row], Any]:
        """Text, or ``None`` where it is empty and not needed.

        ``remember`` suits codes, which repeat; keys do not.
        """
        label = label_of(name, spec)
        read = text_reader(label, spec.encoding or self._encodings, spec.blank)
        if spec.all_of is not None:
            return self._joined(label, spec, read, needed=needed)
        if spec.prefix:
            read = _prefixed(spec.prefix, read)
        if spec.values is not None:
            read = code_reader(label, read, spec.values, spec.otherwise)
        return self._of_row(spec, _needed(label, read) if needed else read, remember=remember)

    def _joined(
        self, label: str, spec: FieldSpec, read: Callable[[Any], str | None], *, needed: bool
    ) -> Callable[[Row], str | None]:
        """Several texts as one, which ``split_joined`` takes apart again."""
        places = [self._layout.place(name) for name in spec.all_of or ()]

        def joined(row: Row) -> str | None:
            parts = [read(row[place]) for place in places]
            if None in parts:
                if needed:
                    raise _missing(label)
                return None
            return spec.prefix + "/".join(_escaped(part or "") for part in parts)

        return joined

    def number(self, name: str, spec: FieldSpec, *, needed: bool) -> Callable[[Row], Any]:
        label = label_of(name, spec)
        read = number_reader(label, spec.decimal, spec.blank)
        return self._of_row(spec, _needed(label, read) if needed else read)

    def choice(
        self, name: str, spec: FieldSpec, choices: type[StrEnum], *, needed: bool
    ) -> Callable[[Row], Any]:
        """One of the contract's own words."""
        label = label_of(name, spec)
        read = text_reader(label, spec.encoding or self._encodings, spec.blank)
        words = spec.values or {choice.value: choice.value for choice in choices}
        translate = code_reader(label, read, words, spec.otherwise)

        def chosen(value: Any) -> StrEnum | None:
            word = translate(value)
            return None if word is None else choices(word)

        return self._of_row(spec, _needed(label, chosen) if needed else chosen)

    def flag(self, name: str, spec: FieldSpec, *, needed: bool) -> Callable[[Row], Any]:
        """Yes or no: a truth value, 1 and 0, true and false, or the source's words for these."""
        label = label_of(name, spec)
        read = text_reader(label, spec.encoding or self._encodings, spec.blank)
        words = spec.values or {"true": "true", "1": "true", "false": "false", "0": "false"}
        translate = code_reader(label, read, words, spec.otherwise)

        def truth(value: Any) -> bool | None:
            if isinstance(value, bool):
                return value
            if value in _BITS:
                return value == _BITS[1]
            word = translate(value)
            return None if word is None else word == "true"

        return self._of_row(spec, _needed(label, truth) if needed else truth)

    def day(self, name: str, spec: FieldSpec, *, needed: bool) -> Callable[[Row], date | None]:
        label = label_of(name, spec)
        read = date_reader(label, self._clock, spec.form, spec.blank, self._written_by(spec))
        return self._of_row(spec, _needed(label, read) if needed else read)

    def instant(self, name: str, spec: FieldSpec, *, needed: bool) -> ReadInstant:
        """Takes the row and, for an end, the start that it cannot precede."""
        label = label_of(name, spec)
        read = instant_reader(label, self._clock, spec.form, spec.blank, self._written_by(spec))
        return self._instant_of_row(label, spec, read, needed=needed)

    def revision(self, spec: FieldSpec | None) -> Callable[[Row], int]:
        """A whole number; a time counts as microseconds since 1970. Without a column it is 1."""
        if spec is None:
            return lambda _row: 1
        if spec.read is not None:
            form = _READ_FORMS[spec.read]
            return lambda _row: int(self._clock.now().strftime(form))
        label = label_of("revision", spec)
        number = number_reader(label, spec.decimal, spec.blank)
        instant = instant_reader(label, self._clock, spec.form, spec.blank, self._written_by(spec))

        def read(value: Any) -> int:
            if value.__class__ is int:
                return value
            if spec.form is not None or isinstance(value, date) or _is_iso_time(value):
                moment = instant(value, None)
                revision = None if moment is None else (moment - _EPOCH) // _MICROSECOND
            else:
                revision = number(value)
            if revision is None:
                raise _missing(label)
            if revision != int(revision):
                raise Flaw(Reason.NOT_A_NUMBER, f"{label} holds {shown(value)}: not whole.")
            return int(revision)

        return self._of_row(spec, read, remember=False)

    def units(self, spec: UnitSpec) -> Units:
        unit_of: Callable[[Row], str | None] | None = None
        if spec.column is not None:
            unit_of = self.text("unit", FieldSpec(column=spec.column), needed=False)
        factors = {
            code: None if factor == 1 else self._factor(factor)
            for code, factor in spec.factors.items()
        }
        label = f"unit ({spec.column})"
        return Units(spec.into or "", spec.decimals, unit_of, factors, label, spec.names)

    def shared(self, spec: SharedSpec | None) -> Callable[[Row, str], bool] | None:
        """Whether a badge is one that several people use; ``None`` where none is."""
        if spec is None:
            return None
        badges = frozenset(spec.badges)
        if spec.column is None:
            return lambda _row, badge: badge in badges
        flag = self.text("shared", FieldSpec(column=spec.column), needed=False)
        return lambda row, badge: flag(row) == spec.equals or badge in badges

    def _written_by(self, spec: FieldSpec) -> PlantClock:
        """The clock by which times without a zone were written."""
        return self._clock if spec.zone is None else self._clock.elsewhere(ZoneInfo(spec.zone))

    def _factor(self, spec: Decimal | FactorSpec) -> Factor:
        if isinstance(spec, Decimal):
            return Factor(fixed=spec)
        name = spec.multiply_by or spec.divide_by or ""
        field = FieldSpec(column=name, decimal=spec.decimal)
        read = self.number("factor", field, needed=False)
        if spec.multiply_by is not None:
            return Factor(multiply_by=read, label=name)
        return Factor(divide_by=read, label=name)

    def _of_row(
        self, spec: FieldSpec, read: Callable[[Any], T], *, remember: bool = True
    ) -> Callable[[Row], T]:
        if spec.constant is not None:
            constant = read(spec.constant)
            return lambda _row: constant
        if spec.first_of is not None:
            several = itemgetter(*(self._layout.place(name) for name in spec.first_of))
            if not remember:
                return lambda row: read(_first(several(row)))
            by_values = Memo[T](lambda values: read(_first(values)))
            return lambda row: by_values[several(row)]
        place = self._place(spec)
        if not remember:
            return lambda row: read(row[place])
        memo = Memo(read)
        return lambda row: memo[row[place]]

    def _instant_of_row(
        self, label: str, spec: FieldSpec, read: InstantReader, *, needed: bool
    ) -> ReadInstant:
        value_of = self._value_of(spec)

        def of_row(row: Row, not_before: datetime | None = None) -> datetime | None:
            instant = read(value_of(row), not_before)
            if instant is None and needed:
                raise _missing(label)
            return instant

        return of_row

    def _value_of(self, spec: FieldSpec) -> Callable[[Row], Any]:
        if spec.constant is not None:
            return lambda _row: spec.constant
        if spec.first_of is not None:
            places = [self._layout.place(name) for name in spec.first_of]
            return lambda row: _first([row[place] for place in places])
        return itemgetter(self._place(spec))

    def _place(self, spec: FieldSpec) -> int:
        if spec.sql is not None:
            return self._layout.expression(spec.sql)
        return self._layout.place(spec.column or "")


def _is_iso_time(value: Any) -> bool:
    return isinstance(value, str) and value.strip()[4:5] == "-"


def split_joined(text: str) -> list[str]:
    """The texts that ``all_of`` joined."""
    return [part.replace("%2F", "/").replace("%25", "%") for part in text.split("/")]


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")


def _first(values: Sequence[Any]) -> Any:
    """The first value that holds something."""
    return next((v for v in values if v is not None and v not in _NOTHING), None)


def _needed(label: str, read: Callable[[Any], T | None]) -> Callable[[Any], T]:
    def needed(value: Any) -> T:
        result = read(value)
        if result is None:
            raise _missing(label)
        return result

    return needed


def _prefixed(prefix: str, read: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    def prefixed(value: Any) -> str | None:
        text = read(value)
        return None if text is None else f"{prefix}{text}"

    return prefixed


def label_of(name: str, spec: FieldSpec) -> str:
    return f"{name} ({spec.origin})"


def _missing(label: str) -> Flaw:
    return Flaw(Reason.MISSING_VALUE, f"{label} is empty. Fill it in the source.")
