"""Columns worked out of others, as the mapping says: pure functions of a record's content."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from adapters.sap.model import ColumnSpec

Content = Mapping[str, Any]
Getter = Callable[[Content], Any]
Find = Callable[[str], Getter]
"""Gives the getter of a column by its name."""

_MIDNIGHT = "00:00:00"
_END_OF_DAY = "24:00:00"


def worked_out(spec: ColumnSpec, find: Find) -> Getter:
    """The getter of a column that is worked out of those that ``find`` finds."""
    getter = _way(spec, find)
    if spec.when is None:
        return getter
    condition = find(spec.when)
    return lambda content: None if is_initial(condition(content)) else getter(content)


def is_initial(value: Any) -> bool:
    """Nothing, blanks, or zero: what ABAP calls initial."""
    return value is None or value == 0 or not str(value).strip()


def moment(day: Any, clock: Any) -> str | None:
    """A date and a time as text of ISO 8601; 24:00:00 is the beginning of the next day."""
    on, at = _text(day), _text(clock) or _MIDNIGHT
    if not on:
        return None
    if at == _END_OF_DAY:
        # What is no date is said when the field is read.
        with suppress(ValueError):
            on, at = str(date.fromisoformat(on) + timedelta(days=1)), _MIDNIGHT
    return f"{on} {at}"


def _way(spec: ColumnSpec, find: Find) -> Getter:
    if spec.moment is not None:
        return _moment(find, *spec.moment)
    if spec.latest is not None:
        return _latest(spec, find)
    if spec.sum is not None:
        return _sum(list(map(find, spec.sum)))
    if spec.join is not None:
        return _join(list(map(find, spec.join)), spec.between)
    if spec.first is not None:
        return _first(list(map(find, spec.first)), spec.otherwise)
    if spec.word is not None:
        return _word(find(spec.word), spec.of, spec.otherwise)
    return lambda _content: spec.text


def _moment(find: Find, day: str, clock: str) -> Getter:
    day_of, clock_of = find(day), find(clock)
    return lambda content: moment(day_of(content), clock_of(content))


def _latest(spec: ColumnSpec, find: Find) -> Getter:
    getters = [
        _moment(find, *stamp) if isinstance(stamp, tuple) else find(stamp)
        for stamp in spec.latest or ()
    ]
    return lambda content: max(_number(getter(content)) for getter in getters)


def _number(stamp: Any) -> int:
    """YYYYMMDDhhmmss of a moment, or of the beginning of a day."""
    digits = "".join(filter(str.isdigit, _text(stamp)))
    return int(digits.ljust(14, "0")[:14])


def _sum(getters: list[Getter]) -> Getter:
    def total(content: Content) -> Any:
        values = [value for getter in getters if (value := getter(content)) is not None]
        # One that is no number, or below zero, must not vanish in the sum.
        odd = next((v for v in values if not isinstance(v, Decimal | int) or v < 0), None)
        return odd if odd is not None else sum(values, Decimal(0)) if values else None

    return total


def _join(getters: list[Getter], between: str) -> Getter:
    """All of them, or nothing where one is empty."""

    def joined(content: Content) -> str | None:
        texts = [_text(getter(content)) for getter in getters]
        return between.join(texts) if all(texts) else None

    return joined


def _first(getters: list[Getter], otherwise: str | None) -> Getter:
    def first(content: Content) -> Any:
        values = (getter(content) for getter in getters)
        return next((value for value in values if not is_initial(value)), otherwise)

    return first


def _word(getter: Getter, words: tuple[str, ...], otherwise: str | None) -> Getter:
    def word(content: Content) -> str | None:
        given = _text(getter(content)).split()
        return next((word for word in words if word in given), otherwise)

    return word


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
