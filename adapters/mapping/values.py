"""Single values of a MES as text, numbers and codes: pure functions, no I/O.

A reader is made once per mapped field and then called per value. What it cannot read raises
``Flaw`` with the field's label; nothing that it returns has been guessed.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar, cast

from adapters.contract import Reason
from adapters.mapping.flaw import Flaw, shown

T = TypeVar("T")

_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Structure:
    """What stands where one value should: an object or a list; ``text`` is its JSON."""

    text: str


class Memo(dict[Any, T]):
    """A reader that remembers what it read: codes and quantities of a plant repeat endlessly.

    Bounded, and flaws are never remembered.
    """

    def __init__(self, read: Callable[[Any], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Any) -> T:
        result = self._read(value)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[value] = result
        return result


def text_reader(
    label: str, encodings: Sequence[str] = ("utf-8",), blank: Sequence[str] = ()
) -> Callable[[Any], str | None]:
    """Text without the blanks around it; nothing but blanks, or one of ``blank``, is ``None``.

    Bytes are decoded by the first of ``encodings`` that can.
    """
    meaningless = {"", *blank}

    def read(value: Any) -> str | None:
        if value.__class__ is str and value.isalnum() and not blank:
            return value  # what most codes are
        if value is None:
            return None
        text = _as_text(label, value, encodings).strip()
        if text in meaningless:
            return None
        if _UNSTORABLE.search(text):
            raise _unreadable(label, value, encodings)
        return text

    return read


def number_reader(
    label: str, decimal: str = ".", blank: Sequence[str] = ()
) -> Callable[[Any], Decimal | None]:
    """An exact number; text has ``decimal`` as its decimal sign, the other one groups digits.

    A float is taken at its shortest decimal notation, which is what the source was given.
    """
    grouping = "." if decimal == "," else ","
    meaningless = {"", *blank}

    def read(value: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, Decimal):
            number = value
        elif isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        elif isinstance(value, float):
            number = Decimal(repr(value)) if math.isfinite(value) else Decimal("NaN")
        else:
            text = _as_text(label, value, ("ascii",)).strip()
            if text in meaningless:
                return None
            number = _parsed(text, decimal, grouping)
        if not number.is_finite():
            raise Flaw(
                Reason.NOT_A_NUMBER,
                f"{label} holds {shown(value)}, which is not a number. Correct it in the source.",
            )
        return number

    return read


def code_reader(
    label: str, read: Callable[[Any], str | None], values: Mapping[str, str], otherwise: str | None
) -> Callable[[Any], str | None]:
    """A code of the source in our words; one that ``values`` does not know is a flaw."""

    def translate(value: Any) -> str | None:
        code = read(value)
        if code is None:
            return None
        if code in values:
            return values[code]
        if otherwise is not None:
            return otherwise
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"{label} holds the code {shown(code)}, which the mapping does not know"
            f" (it knows {', '.join(values)}). Add it to `values` or correct it in the source.",
        )

    return translate


def no_single_value(label: str, value: Structure) -> Flaw:
    """The flaw of a place that holds more than one value."""
    return Flaw(
        Reason.UNKNOWN_FIELD,
        f"{label} holds {shown(value.text)}, which is not one value. Name a place within it in the"
        " mapping.",
    )


def _as_text(label: str, value: Any, encodings: Sequence[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return _decoded(label, bytes(cast(bytes, value)), encodings)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return format(value, "f").partition(".")[0]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Structure):
        raise no_single_value(label, value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _decoded(label: str, value: bytes, encodings: Sequence[str]) -> str:
    for encoding in encodings:
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(label, value, encodings)


def _unreadable(label: str, value: Any, encodings: Sequence[str]) -> Flaw:
    return Flaw(
        Reason.UNREADABLE_TEXT,
        f"{label} holds {shown(value)}, which is not text in {' or '.join(encodings)}."
        " Name its encoding in the mapping or correct it in the source.",
    )


def _parsed(text: str, decimal: str, grouping: str) -> Decimal:
    """NaN for what is no number: ``Decimal`` alone would take ``1_0``, ``Infinity`` and more."""
    plain = text.replace(grouping, "").replace(decimal, ".") if decimal == "," else text
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    return Decimal(plain) if _PLAIN_NUMBER.fullmatch(plain) else Decimal("NaN")
