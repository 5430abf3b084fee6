"""What a record should be and what came: the differences, field by field."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, cast

from adapters.contract import Record

_NO_MATTER = {"source", "revision"}
_SHOWN = 60

Wanted = Callable[[str, object], bool]


def flat(record: Record) -> dict[str, object]:
    """The record's values by field; those of items and tasks too, as ``items[0].quantity``."""
    return dict(_values("", record))


def differences(expected: Record, seen: Record, wanted: Wanted | None = None) -> list[str]:
    """A phrase for each field that is not as expected; ``wanted`` chooses fields by what is
    expected of them.
    """
    ours, theirs = flat(expected), flat(seen)
    found: list[str] = []
    for name, value in ours.items():
        if wanted is not None and not wanted(name, value):
            continue
        there = theirs.get(name)
        if not same(value, there):
            found.append(f"{name} is {shown(there)} and should be {shown(value)}")
    return found


def same(expected: object, seen: object) -> bool:
    """Whether two values say the same: times as moments, all else with its type."""
    if isinstance(expected, datetime) and isinstance(seen, datetime):
        if (expected.tzinfo is None) != (seen.tzinfo is None):
            return False
        return expected == seen
    return type(expected) is type(seen) and expected == seen


def shown(value: object) -> str:
    text = str(value) if value is not None else "nothing"
    text = repr(text) if isinstance(value, str) else text
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def some(things: Sequence[object], most: int = 5) -> str:
    """The first of them in a sentence, and how many more there are."""
    told = ", ".join(str(thing) for thing in things[:most])
    return told if len(things) <= most else f"{told} and {len(things) - most} more"


def _values(path: str, thing: Any) -> Iterator[tuple[str, object]]:
    for field in fields(thing):
        if not path and field.name in _NO_MATTER:
            continue
        value = getattr(thing, field.name)
        name = f"{path}{field.name}"
        if isinstance(value, tuple):
            yield f"{name} (how many)", len(cast("tuple[object, ...]", value))
            for place, part in enumerate(cast("tuple[object, ...]", value)):
                if is_dataclass(part):
                    yield from _values(f"{name}[{place}].", part)
                else:
                    yield f"{name}[{place}]", part
        else:
            yield name, value
