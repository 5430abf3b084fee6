"""What speaks for a training: one finding per operation and sort, with its figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

LOOK_BACK_DAYS = 92
"""Days of checks, production and hiring that a plan looks back on: three months."""

LOW_COVERAGE = 0.8
"""Below this share of the checks that were due, nobody knows how the work is done."""

KINDS = (
    "reviewed",
    "failed",
    "lapsed",
    "expiring",
    "standard",
    "open",
    "unread",
    "difficulty",
    "newcomer",
    "wrong",
    "coverage",
)
"""Sorts of findings, in the order in which a reason names them."""


@dataclass(frozen=True)
class Window:
    """The days that a plan looks at."""

    today: date
    month: date
    """First day of the planned month."""
    month_end: date
    until: date
    """Last day on which an expiry or a new standard still concerns this plan."""


@dataclass(frozen=True)
class Finding:
    """One reason to train the people of one operation."""

    kind: str
    operation_id: int
    people: frozenset[int] = frozenset()
    """Ids of employees; empty where everybody at the operation is meant."""
    sources: tuple[tuple[str, int], ...] = ()
    """Model and id of the records it rests on."""
    figures: dict = field(default_factory=dict)
    """Numbers for its sentence, as JSON takes them: ``count``, and others by kind."""
    deadline: date | None = None
    need_id: int | None = None
    """The need that a line is made for alone."""

    @property
    def count(self) -> int:
        return self.figures.get("count", 1)

    def as_json(self) -> dict:
        return {"kind": self.kind, **self.figures}


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings in the order of ``KINDS``, so that nothing depends on chance."""
    return sorted(findings, key=lambda found: (KINDS.index(found.kind), found.sources))
