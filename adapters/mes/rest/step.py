"""What every way through the pages is: from the state of one page to that of the next.

The state is JSON, so that a pull which was killed goes on with the page it was at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.contract import ProtocolError

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the state of a pager adds to a request; ``address`` replaces the part's own."""

    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a page: the objects that are new, and the state of the next one, if any."""

    objects: Sequence[Any]
    following: State | None


class Pager(Protocol):
    def asked(self, state: State, size: int) -> Asked:
        """What to ask for; an empty state is the beginning."""
        ...

    def step(
        self, state: State, content: Any, headers: Mapping[str, str], objects: Sequence[Any]
    ) -> Step: ...


class Sized:
    """Says how many it wants, where the system knows a parameter for it."""

    def __init__(self, limit: str | None) -> None:
        self._limit = limit

    def sized(self, size: int) -> dict[str, str]:
        return {self._limit: str(size)} if self._limit else {}


def goes_in_a_circle(what: str) -> ProtocolError:
    """The error of a system that gives the same page again; ``what`` it does not heed."""
    return ProtocolError(
        f"The system answers with the same page again: does it know {what}? Correct `paging` in"
        " the mapping."
    )
