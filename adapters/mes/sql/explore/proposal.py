"""The mapping that the tables suggest, and what somebody who knows the plant has to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.contract import Stream
from adapters.mes.sql.explore.catalogue import Catalogue
from adapters.mes.sql.explore.matching import Match, Matcher
from adapters.mes.sql.explore.parts import PartWriter
from adapters.mes.sql.explore.shifts import proposed_shifts

_NO_PLAN = (
    "nobody found the shift plan: early, late and night are put in its place; write yours there"
)


@dataclass(slots=True)
class Proposal:
    """A mapping that loads, and by stream what is to be said of it.

    ``notes`` somebody has to look at, ``asides`` are of interest, ``absent`` is why a stream is
    not in the mapping.
    """

    mapping: dict[str, Any]
    notes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    asides: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    absent: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def streams(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return self.mapping["streams"]


def propose(matcher: Matcher, catalogue: Catalogue, zone: str) -> Proposal:
    """A mapping of every stream that a table was found for."""
    shifts, planned = proposed_shifts(matcher, catalogue)
    proposal = Proposal({"zone": zone, "shifts": shifts, "streams": {}})
    for stream in Stream:
        _add(proposal, matcher, stream, planned=planned)
    if Stream.PRODUCTION_COUNT.value not in proposal.streams:
        del proposal.mapping["shifts"]
    elif not planned:
        proposal.notes[Stream.PRODUCTION_COUNT.value].append(_NO_PLAN)
    return proposal


def _add(proposal: Proposal, matcher: Matcher, stream: Stream, *, planned: bool) -> None:
    matches = _matches(matcher, stream)
    if not matches:
        proposal.absent[stream.value] = "no table looks like it"
        return
    notes: list[str] = []
    asides: list[str] = []
    parts: list[dict[str, Any]] = []
    for match in matches:
        if match.missing:
            proposal.absent[stream.value] = (
                f"{match.table.name} looks like it, but nobody found {', '.join(match.missing)}"
            )
            return
        writer = PartWriter(matcher, match, several=len(matches) > 1, with_shift=planned)
        parts.append(writer.part())
        notes += writer.notes
        asides += writer.asides
    proposal.mapping["streams"][stream.value] = parts
    proposal.notes[stream.value] = notes
    proposal.asides[stream.value] = asides


def _matches(matcher: Matcher, stream: Stream) -> Sequence[Match]:
    if stream is Stream.EQUIPMENT:
        return matcher.all_equipment()
    best = matcher.best(stream)
    return [best] if best is not None else []
