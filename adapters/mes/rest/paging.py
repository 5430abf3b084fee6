"""The ways in which systems hand out a long list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from adapters.contract import ProtocolError
from adapters.mes.rest.model import (
    ByAfter,
    ByCursor,
    ByLink,
    ByNext,
    ByOffset,
    ByPage,
    OnePage,
    Paging,
)
from adapters.mes.rest.moving import NumberPager, OffsetPager
from adapters.mes.rest.places import at, text_at
from adapters.mes.rest.step import Asked, Pager, Sized, State, Step, goes_in_a_circle


def make_pager(paging: Paging, identity: str | None) -> Pager:
    """The pager of a part; ``identity`` is the place of an object's key, where it has one."""
    match paging:
        case ByCursor():
            return _Cursor(paging)
        case ByOffset():
            return OffsetPager(paging, paging.id or identity or "")
        case ByPage():
            return NumberPager(paging)
        case ByLink():
            return _Follow(paging, lambda _content, headers: next_link(headers.get("link", "")))
        case ByNext(next=place):
            return _Follow(paging, lambda content, _headers: text_at(content, place))
        case ByAfter():
            return _After(paging)
        case OnePage():
            return _One(paging)


def next_link(header: str) -> str | None:
    """The address of the next page in a header ``Link`` (RFC 8288)."""
    links = httpx.Response(200, headers={"Link": header}).links if header else {}
    return links.get("next", {}).get("url")


class _One(Sized):
    def __init__(self, paging: OnePage) -> None:
        super().__init__(paging.limit)

    def asked(self, state: State, size: int) -> Asked:
        return Asked(self.sized(size))

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step:
        return Step(objects, None)


class _Cursor(Sized):
    def __init__(self, paging: ByCursor) -> None:
        super().__init__(paging.limit)
        self._paging = paging

    def asked(self, state: State, size: int) -> Asked:
        here = {self._paging.parameter: state["cursor"]} if state else {}
        return Asked(self.sized(size) | here)

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step:
        following = text_at(content, self._paging.next)
        ended = self._paging.more is not None and not _truth(at(content, self._paging.more))
        if following is None or ended:
            return Step(objects, None)
        if following == state.get("cursor"):
            raise goes_in_a_circle(f"the cursor at {self._paging.next!r}")
        return Step(objects, {"cursor": following})


class _Follow(Sized):
    """The system itself says where the next page is."""

    def __init__(
        self, paging: ByLink | ByNext, link: Callable[[Any, Mapping[str, str]], str | None]
    ) -> None:
        super().__init__(paging.limit)
        self._link = link

    def asked(self, state: State, size: int) -> Asked:
        return Asked(address=state["link"]) if state else Asked(self.sized(size))

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step:
        following = self._link(content, headers)
        if following is None:
            return Step(objects, None)
        if following == state.get("link"):
            raise goes_in_a_circle("the link to the next page")
        return Step(objects, {"link": following})


class _After(Sized):
    def __init__(self, paging: ByAfter) -> None:
        super().__init__(paging.limit)
        self._paging = paging

    def asked(self, state: State, size: int) -> Asked:
        here = {self._paging.parameter: str(state["after"])} if state else {}
        return Asked(self.sized(size) | here)

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step:
        ids = [self.id_of(item) for item in objects]
        after = state.get("after")
        # Some systems begin with the object itself.
        new = [item for item, i in zip(objects, ids, strict=True) if i != after]
        if not new:
            return Step((), None)
        numbers = [i for i in ids if isinstance(i, int)]
        if numbers != sorted(numbers):
            raise ProtocolError(
                f"The objects do not come in order of {self._paging.id!r}, so none can be read"
                " after the last. Have them sorted by a parameter, or map another paging."
            )
        before = isinstance(after, int) and bool(numbers) and numbers[-1] < after
        if ids[-1] == after or before:
            raise goes_in_a_circle(f"the parameter {self._paging.parameter}")
        return Step(new, {"after": ids[-1]})

    def id_of(self, item: Any) -> Any:
        found = at(item, self._paging.id)
        if not isinstance(found, int | str) or found == "":
            raise ProtocolError(
                f"An object has no {self._paging.id!r}, so what comes after it cannot be asked"
                " for. Name another `id` for the paging."
            )
        return found


def _truth(value: Any) -> bool:
    return value not in (None, False, 0, "", "false", "0", "N", "no")
