"""The proposed mapping as a file, and the report of what was found, previewed and missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from adapters.contract import AdapterError, Page, Record, Rejection, Stream
from adapters.mapping.file import PlainLoader
from adapters.mes.sql.explore.proposal import Proposal
from adapters.mes.sql.source import SqlSource

_HEAD = "# Proposed by `quality-loop mes explore` from the names, types and values of the tables.\n"
_ZONE = "Times without a zone are taken for {}'s; a field whose column holds UTC needs `zone: UTC`."
_NOT_SHOWN = {"source", "key", "revision"}


class _Line(dict[str, Any]):
    """A mapping that stands on one line."""


class _Dumper(yaml.SafeDumper):
    """Written as the mappings that come along are: ``on`` and ``06:00`` need no quotes there."""

    yaml_implicit_resolvers = PlainLoader.yaml_implicit_resolvers

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


_Dumper.add_representer(
    _Line,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True),
)


def mapping_text(proposal: Proposal) -> str:
    """The file; what has to be looked at stands at its head."""
    body = yaml.dump(
        _in_lines(proposal.mapping),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=100,
    )
    look = [f"#   {name}: {note}\n" for name, notes in proposal.notes.items() for note in notes]
    absent = [f"#   {name}: {why}\n" for name, why in proposal.absent.items()]
    head = f"{_HEAD}# {_ZONE.format(proposal.mapping['zone'])}\n"
    if look:
        head += f"# Look at:\n{''.join(look)}"
    if absent:
        head += f"# Not in it:\n{''.join(absent)}"
    return f"{head}\n{body}"


def _in_lines(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The same with each shift, each field and each word of a part on one line."""
    written = dict(mapping)
    if "shifts" in written:
        plan: Mapping[str, Any] = written["shifts"]
        written["shifts"] = _Line(plan) if "table" in plan else _each_on_a_line(plan)
    streams: Mapping[str, Sequence[Mapping[str, Any]]] = mapping["streams"]
    written["streams"] = {
        name: [{word: _word(word, value) for word, value in part.items()} for part in parts]
        for name, parts in streams.items()
    }
    return written


def _word(word: str, value: Any) -> Any:
    if word == "joins":
        return [_Line(join) for join in value]
    if word == "fields":
        return _each_on_a_line(value)
    return _Line(value) if isinstance(value, dict) else value  # pyright: ignore


def _each_on_a_line(items: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _Line(v) if isinstance(v, dict) else v for k, v in items.items()}  # pyright: ignore


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a stream; ``problem``: it could not be read at all."""

    records: Sequence[Record] = ()
    rejections: Sequence[Rejection] = ()
    problem: str = ""


def preview(source: SqlSource, stream: Stream, rows: int) -> Preview:
    """The first rows of a stream, as records and rejections."""
    records: list[Record] = []
    rejections: list[Rejection] = []
    pages = source.pages(stream, None, limit=rows)
    try:
        for page in pages:
            _take(page, records, rejections)
            if len(records) + len(rejections) >= rows:
                break
    except AdapterError as error:
        return Preview(problem=str(error))
    return Preview(records[:rows], rejections[:rows])


def _take(page: Page, records: list[Record], rejections: list[Rejection]) -> None:
    records += page.records
    rejections += page.rejections


def report(
    answered: str, proposal: Proposal, previews: Mapping[str, Preview], file: Path | None
) -> Iterator[str]:
    """Line by line: what answered, each stream with its preview, what is missing."""
    yield f"{answered}"
    for name, parts in proposal.streams.items():
        tables = ", ".join(str(part["from"]) for part in parts)
        seen = previews[name]
        yield ""
        yield f"{name}: {tables}"
        yield from (f"  ? {note}" for note in proposal.notes.get(name, ()))
        yield from (f"    {aside}" for aside in proposal.asides.get(name, ()))
        if seen.problem:
            yield f"  ! cannot be read: {seen.problem}"
            continue
        yield f"  {_many(seen.records, 'record')}, {_many(seen.rejections, 'rejection')}:"
        yield from (f"  + {_shown(record)}" for record in seen.records)
        yield from (f"  - {r.key}: {r.reason}: {r.detail}" for r in seen.rejections)
    if proposal.absent:
        yield ""
        yield "Missing:"
        yield from (f"  {name}: {why}" for name, why in proposal.absent.items())
    if file is not None:
        yield ""
        yield f"The mapping is in {file}: look it through before you use it."


def _many(things: Sequence[Any], what: str) -> str:
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"


def _shown(record: Record) -> str:
    given = {f.name: getattr(record, f.name) for f in fields(record)}
    said = [f"{k}={_text(v)}" for k, v in given.items() if v is not None and k not in _NOT_SHOWN]
    return f"{record.key}: {' '.join(said)}"


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
