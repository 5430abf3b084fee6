"""Where in a JSON answer something stands, and rows of what stands there.

A *place* is names with dots between them (``order.lines.0.no``), a JSON Pointer (``/a.b/c``, for
names that hold dots), or empty for the whole. ``^`` is the object around a row's own, ``^^`` the
one around that, and so on to the whole answer.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, cast

from adapters.contract import ConfigurationError, ProtocolError
from adapters.mapping.layout import Row
from adapters.mapping.values import Structure

Step = str
# An object with those around it, the innermost last.
Chain = tuple[Any, ...]


def steps_of(place: str) -> list[Step]:
    """The names on the way to a place."""
    if place.startswith("/"):
        return [s.replace("~1", "/").replace("~0", "~") for s in place[1:].split("/")]
    return place.split(".") if place else []


def at(content: Any, place: str) -> Any:
    """What stands at a place; ``None`` where there is nothing."""
    return _walk(content, steps_of(place))


def getter(place: str) -> Callable[[Chain], Any]:
    """What stands at a place, seen from the innermost object of a chain."""
    up = len(place) - len(place.lstrip("^"))
    steps = steps_of(place[up:].removeprefix(".") if up else place)
    if not up and len(steps) == 1:
        (name,) = steps

        def own(chain: Chain) -> Any:
            inner = chain[-1]
            return inner.get(name) if inner.__class__ is dict else _walk(inner, steps)

        return own

    def climbed(chain: Chain) -> Any:
        return _walk(chain[-1 - up], steps) if up < len(chain) else None

    return climbed


class JsonLayout:
    """The places that a part reads, and the rows of an answer.

    ``each`` names lists within the objects: every element of the last one makes a row.
    """

    def __init__(self, each: Sequence[str] = ()) -> None:
        self.names: list[str] = []
        self._getters: list[Callable[[Chain], Any]] = []
        self._each = [steps_of(place) for place in each]

    def place(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
            self._getters.append(getter(name))
        return self.names.index(name)

    def expression(self, sql: str) -> int:
        raise ConfigurationError(
            f"The mapping says `sql: {sql}`, but JSON has no expressions. Name a place instead."
        )

    def rows(self, whole: Any, objects: Sequence[Any]) -> list[Row]:
        """A row for each object, or for each of what ``each`` names in it."""
        return [
            [_leaf(get(chain)) for get in self._getters]
            for item in objects
            for chain in self._chains((whole, item), self._each)
        ]

    def _chains(self, chain: Chain, each: Sequence[Sequence[Step]]) -> Iterator[Chain]:
        if not each:
            yield chain
            return
        inner = _walk(chain[-1], each[0])
        # One alone often stands without a list around it.
        items = cast(list[Any], inner) if isinstance(inner, list) else [inner]
        for item in items if inner is not None else ():
            yield from self._chains((*chain, item), each[1:])


def list_at(content: Any, place: str) -> list[Any]:
    """The list at a place; null there is an empty one. Raises ``ProtocolError`` for others."""
    found = content
    steps = steps_of(place)
    for number, step in enumerate(steps):
        inner = _walk(found, [step])
        if inner is None and not (isinstance(found, dict) and step in found):
            where = ".".join(steps[:number]) or "the answer"
            raise ProtocolError(
                f"There is no list at {place!r}: {where} is {_kind(found)}. Correct the place in"
                " the mapping."
            )
        found = inner
    if found is None:
        return []
    if not isinstance(found, list):
        raise ProtocolError(
            f"What is at {place!r} is {_kind(found)}, not a list. Correct the place in the mapping."
        )
    return cast(list[Any], found)


def text_at(content: Any, place: str | None) -> str | None:
    """What stands at a place as text; ``None`` for nothing, null or empty."""
    found = None if place is None else at(content, place)
    if found is None or found == "" or isinstance(found, dict | list):
        return None
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found)


def _kind(found: Any) -> str:
    if isinstance(found, dict):
        names = list(cast(dict[str, Any], found))[:8]
        return f"an object of {', '.join(names) or 'nothing'}"
    return f"a {type(found).__name__}"


def _walk(found: Any, steps: Sequence[Step]) -> Any:
    for step in steps:
        if isinstance(found, dict):
            found = cast(dict[str, Any], found).get(step)
        elif isinstance(found, list) and step.isdecimal():
            items = cast(list[Any], found)
            found = items[int(step)] if int(step) < len(items) else None
        else:
            return None
    return found


def _leaf(value: Any) -> Any:
    if value.__class__ is dict or value.__class__ is list:
        return Structure(json.dumps(value, ensure_ascii=False, default=_number))
    return value


def _number(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else repr(value)
