"""Which functions feed which streams: by the shipped mapping's names, else by their fields."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from adapters.contract import AdapterError, Stream
from adapters.mapping.plant import Plant, plant_clock, shifts_of_file
from adapters.mapping.shifts import ShiftCalendar
from adapters.sap.explore.fit import Fit, Tree, fit
from adapters.sap.model import SapMapping, SapPart, load_sap_mapping
from adapters.sap.part import CompiledSapPart
from adapters.sap.wsdl import Function

STANDARD = Path("standard")
# Of a record's fields so many have to be there for a proposal to be one.
_SHARE = 0.3


@dataclass(slots=True)
class StreamProposal:
    """``shipped`` parts work as they are. ``fits`` are written into ``mapping``, a file's text,
    which is empty where the shipped mapping does for all. ``used``: function → streams.
    """

    shipped: dict[Stream, list[str]] = field(default_factory=dict[Stream, list[str]])
    fits: list[Fit] = field(default_factory=list[Fit])
    used: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    notes: list[str] = field(default_factory=list[str])
    mapping: str = ""

    @property
    def streams(self) -> list[Stream]:
        found = {*self.shipped, *(each.stream for each in self.fits)}
        return [stream for stream in Stream if stream in found]


def propose_streams(functions: Sequence[Function], zone: str = "UTC") -> StreamProposal:
    """What is proposed was compiled against the functions; what did not is among the notes."""
    standard = load_sap_mapping(STANDARD)
    known = {function.name: function for function in functions}
    proposal = StreamProposal()
    _by_name(standard, known, proposal, zone)
    _by_fields(standard, functions, proposal)
    if proposal.fits:
        _write(proposal, known, zone)
    return proposal


def _by_name(
    standard: SapMapping, known: Mapping[str, Function], proposal: StreamProposal, zone: str
) -> None:
    for stream, part in _parts(standard):
        if not all(name in known for name in part.functions):
            continue
        problem = _problem(standard, stream, part, known, zone)
        if problem is not None:
            proposal.notes.append(f"{part.list.function} is not as shipped for {stream}: {problem}")
            continue
        second_best = part.unless in proposal.shipped.get(stream, [])
        if part.list.persons is not None and not second_best:
            proposal.notes.append(
                f"{part.list.function} could feed {stream} of the persons whose numbers stand in"
                " the setting `persons`."
            )
            continue
        if not second_best:
            proposal.shipped.setdefault(stream, []).append(part.name)
        for name in [*part.functions, *(d.function for d in part.details if d.function in known)]:
            uses = proposal.used.setdefault(name, [])
            uses += [stream.value] if stream.value not in uses else []


def _by_fields(
    standard: SapMapping, functions: Sequence[Function], proposal: StreamProposal
) -> None:
    for stream, part in _parts(standard):
        if stream in proposal.shipped or part.unless is not None or _needs_details(part):
            continue
        best = _best(stream, part, [f for f in functions if f.name not in proposal.used])
        if best is None:
            continue
        if best.needed:
            proposal.notes.append(
                f"{best.function.name} could feed {stream} by {best.table}, but has nothing for"
                f" {', '.join(best.needed)}."
            )
            continue
        proposal.fits.append(best)
        proposal.used[best.function.name] = [stream.value]


def _best(stream: Stream, part: SapPart, functions: Sequence[Function]) -> Fit | None:
    found = [
        fitted
        for function in functions
        for table in function.exporting
        if table.type.row is not None
        for fitted in (fit(stream, part, function, table),)
        if fitted is not None and fitted.share >= _SHARE
    ]
    return max(found, key=lambda each: (not each.needed, each.share), default=None)


def _needs_details(part: SapPart) -> bool:
    return any(not detail.optional for detail in part.details)


def _parts(mapping: SapMapping) -> Iterator[tuple[Stream, SapPart]]:
    for stream, parts in mapping.streams.items():
        for part in parts:
            yield stream, part


# ------------------------------------------------------------------ the file


def _write(proposal: StreamProposal, known: Mapping[str, Function], zone: str) -> None:
    """The mapping's text; fits that it does not work with are left out of it and noted."""
    for each in list(proposal.fits):
        problem = _tried(_text([each]), each.stream, known, zone)
        if problem is not None:
            proposal.fits.remove(each)
            proposal.used.pop(each.function.name, None)
            proposal.notes.append(
                f"{each.function.name} looks like {each.stream}, but cannot be read so: {problem}"
            )
    proposal.mapping = _text(proposal.fits) if proposal.fits else ""


def _text(fits: Sequence[Fit]) -> str:
    streams: dict[str, list[Tree]] = {}
    for each in fits:
        streams.setdefault(each.stream.value, []).append(each.tree)
    content: dict[str, Any] = {"extends": STANDARD.name, "streams": streams}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=96)


def _tried(text: str, stream: Stream, known: Mapping[str, Function], zone: str) -> str | None:
    """Why the file does not work, if so."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mapping.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            mapping = load_sap_mapping(file)
        except AdapterError as error:
            return str(error)
    (part, *_) = [p for p in mapping.streams[stream] if all(f in known for f in p.functions)]
    return _problem(mapping, stream, part, known, zone)


def _problem(
    mapping: SapMapping, stream: Stream, part: SapPart, known: Mapping[str, Function], zone: str
) -> str | None:
    plant = Plant(
        "explored",
        plant_clock(mapping, zone),
        ShiftCalendar(shifts_of_file(mapping.shifts)),
        mapping.encoding,
    )
    try:
        CompiledSapPart(plant, stream, part, known)
    except AdapterError as error:
        return str(error)
    lacking = [
        name
        for name in _parameters(part)
        if name not in {field.name for field in known[part.list.function].importing}
    ]
    return f"it takes no {', '.join(lacking)}." if lacking else None


def _parameters(part: SapPart) -> Iterator[str]:
    given = part.list
    yield from given.parameters
    yield from given.one
    for window in (given.created, given.changed):
        if window is not None:
            yield from (name for name in (window.since, window.until) if name is not None)
    yield from (name for name in (given.plant, given.limit) if name is not None)
