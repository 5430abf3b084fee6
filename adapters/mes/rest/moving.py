"""Paging by position in a list that may grow or shrink meanwhile: by offset and by page number."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.contract import ProtocolError, Unavailable
from adapters.mes.rest.model import ByOffset, ByPage
from adapters.mes.rest.places import text_at
from adapters.mes.rest.step import Asked, Sized, State, Step, goes_in_a_circle

_MOST_SETBACKS = 20


class OffsetPager(Sized):
    """Each page but the first begins one object early, with the last one of the page before."""

    def __init__(self, paging: ByOffset, identity: str) -> None:
        super().__init__(paging.limit)
        self._paging = paging
        self._identity = identity

    def asked(self, state: State, size: int) -> Asked:
        offset = str(state.get("offset", 0))
        # One of them is known already.
        return Asked({self._paging.parameter: offset, **self.sized(max(2, size))})

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step:
        keys = [self._key(item) for item in objects]
        offset, last = state.get("offset", 0), state.get("last")
        if last is None or (offset == 0 and last not in keys):
            # The beginning; or the object was deleted, and all is read again.
            return self._on(state, objects, keys, objects)
        if last not in keys:
            return self._back(state, len(objects))
        if len(objects) > 1 and _mark(objects) == state.get("page"):
            raise goes_in_a_circle(f"the parameter {self._paging.parameter}")
        new = objects[len(keys) - keys[::-1].index(last) :]
        return self._on(state, objects, keys, new) if new else Step((), None)

    def _on(
        self, state: State, objects: Sequence[Any], keys: Sequence[str], new: Sequence[Any]
    ) -> Step:
        if not objects:
            return Step((), None)
        offset = state.get("offset", 0) + len(objects) - 1
        following = {"offset": offset, "last": keys[-1], "page": _mark(objects)}
        return Step(new, following | _setbacks(state))

    def _back(self, state: State, size: int) -> Step:
        """The list has moved: further back until the last object is found again."""
        setbacks = state.get("setbacks", 0) + 1
        if setbacks > _MOST_SETBACKS:
            raise Unavailable(
                "The list changes faster than it can be read by offset. Map a time of change or"
                " another paging, if the system knows one."
            )
        offset = max(0, state["offset"] - max(1, size, 2**setbacks))
        return Step((), {**state, "offset": offset, "setbacks": setbacks, "page": None})

    def _key(self, item: Any) -> str:
        key = text_at(item, self._identity)
        if key is None:
            raise ProtocolError(
                f"An object has no {self._identity!r}, so paging by offset cannot be followed."
                " Name another `id` for the paging."
            )
        return key


class NumberPager(Sized):
    def __init__(self, paging: ByPage) -> None:
        super().__init__(paging.limit)
        self._paging = paging
        self._asked_size = 0

    def asked(self, state: State, size: int) -> Asked:
        number = state.get("number", self._paging.first)
        # The number of a page means something only with the size that the first one had.
        self._asked_size = state.get("size", size)
        return Asked({self._paging.parameter: str(number), **self.sized(self._asked_size)})

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step:
        number = state.get("number", self._paging.first)
        total = _whole(text_at(content, self._paging.total))
        before = state.get("total")
        if total is not None and before is not None and total < before:
            return self._again(state)
        if not objects:
            return Step((), None)
        mark = _mark(objects)
        if mark == state.get("page"):
            raise goes_in_a_circle(f"the parameter {self._paging.parameter}")
        read = state.get("read", 0) + len(objects)
        pages = _whole(text_at(content, self._paging.pages))
        ended = pages is not None and number - self._paging.first + 1 >= pages
        if ended or (total is not None and read >= total):
            return Step(objects, None)
        following = {"number": number + 1, "total": total, "read": read, "page": mark}
        following["size"] = self._asked_size
        return Step(objects, following | _setbacks(state))

    def _again(self, state: State) -> Step:
        setbacks = state.get("setbacks", 0) + 1
        if setbacks > _MOST_SETBACKS:
            raise Unavailable(
                "The list shrinks again and again while it is read. Map another paging, if the"
                " system knows one."
            )
        return Step((), {"number": self._paging.first, "setbacks": setbacks})


def _setbacks(state: State) -> State:
    """How often the list had moved so far; there is an end to patience."""
    return {"setbacks": state["setbacks"]} if "setbacks" in state else {}


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


def _mark(objects: Sequence[Any]) -> str:
    """What tells one page from another."""
    content = json.dumps(objects, default=str, sort_keys=True).encode()
    return hashlib.blake2b(content, digest_size=8).hexdigest()
