"""Rows, and which place in them holds what a part of the mapping reads."""

from collections.abc import Sequence
from typing import Any, Protocol

Row = Sequence[Any]


class Layout(Protocol):
    """Gives everything that a part needs its place in the rows; each transport has its own."""

    @property
    def names(self) -> Sequence[str]:
        """What each place holds, as the mapping names it."""
        ...

    def place(self, name: str) -> int:
        """The place of a column."""
        ...

    def expression(self, sql: str) -> int:
        """The place of an expression. Raises ``ConfigurationError`` where there are none."""
        ...
