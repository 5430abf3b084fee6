"""From findings to the lines of a plan: whom, how urgent, how often. No database here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .finding import Finding, Window, in_order

WEIGHTS = {
    # kind: (points for each, at most)
    "reviewed": (200, 200),
    "failed": (20, 80),
    "lapsed": (15, 60),
    "expiring": (10, 50),
    "standard": (30, 60),
    "open": (30, 60),
    "unread": (5, 25),
    "difficulty": (10, 40),
    "newcomer": (10, 40),
    "wrong": (5, 25),
    "coverage": (10, 10),
}
"""What a finding weighs. A reviewed need waits for HR alone, so it outweighs all the rest."""

PRIORITIES = ((150, "3"), (80, "2"), (40, "1"), (0, "0"))
"""From so many points on a line has this priority."""

CHECKS_PER_SESSION = 2
MOST_SESSIONS = 4
"""Every two failed checks add a session to the one that each line has, up to four in all."""


@dataclass(frozen=True)
class Proposal:
    """One line as the system proposes it."""

    key: str
    operation_id: int
    findings: tuple[Finding, ...]
    people: frozenset[int]
    score: int
    priority: str
    session_count: int
    planned_on: date

    @property
    def sources(self) -> frozenset[tuple[str, int]]:
        return frozenset(source for found in self.findings for source in found.sources)

    @property
    def need_ids(self) -> tuple[int, ...]:
        return tuple(found.need_id for found in self.findings if found.need_id)


def propose(
    findings: Iterable[Finding], workers: Mapping[int, frozenset[int]], window: Window
) -> list[Proposal]:
    """One line for each reviewed need, and one for the rest of each operation.

    A plan answers one need, so that each reviewed need has a line of its own.

    :param workers: operation → those who did it lately, where a finding names nobody
    :return: the weightiest first; equal ones in the order of their keys
    """
    groups: dict[str, list[Finding]] = {}
    for found in in_order(findings):
        key = f"need:{found.need_id}" if found.need_id else f"operation:{found.operation_id}"
        groups.setdefault(key, []).append(found)
    proposals = [_proposal(key, group, workers, window) for key, group in groups.items()]
    return sorted(proposals, key=lambda line: (-line.score, line.key))


def _proposal(key, findings, workers, window):
    operation_id = findings[0].operation_id
    named = frozenset().union(*(found.people for found in findings))
    score = weight(findings)
    return Proposal(
        key=key,
        operation_id=operation_id,
        findings=tuple(findings),
        people=named or workers.get(operation_id, frozenset()),
        score=score,
        priority=next(value for points, value in PRIORITIES if score >= points),
        session_count=sessions(findings),
        planned_on=_planned_on(findings, window),
    )


def weight(findings: Iterable[Finding]) -> int:
    """Points of findings together, each kind up to its own limit."""
    points: dict[str, int] = {}
    for found in findings:
        each, most = WEIGHTS[found.kind]
        points[found.kind] = min(points.get(found.kind, 0) + each * found.count, most)
    return sum(points.values())


def sessions(findings: Iterable[Finding]) -> int:
    """How often to train: the more checks failed, the more often."""
    failed = sum(found.count for found in findings if found.kind == "failed")
    return min(1 + failed // CHECKS_PER_SESSION, MOST_SESSIONS)


def _planned_on(findings, window):
    """The last day of the month, or earlier where something expires or takes force before."""
    earliest = max(window.today, window.month)
    deadlines = [found.deadline for found in findings if found.deadline]
    return max(earliest, min([window.month_end, *deadlines]))
