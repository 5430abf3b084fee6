"""Documents read as they come in: first whether one is whole, then its rows.

No entity is expanded, nothing is loaded from elsewhere, and a document with a DOCTYPE is refused:
B2MML has none.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from adapters.mapping.layout import Row
from adapters.mes.b2mml.documents import Document
from adapters.mes.b2mml.part import CompiledB2mmlPart
from adapters.mes.b2mml.untyped import XmlError, etree

_CHUNK = 64 * 1024
# A verb before the noun makes a message of IEC 62264-5; these bring no facts.
_ASKING = ("Get", "Acknowledge", "Respond", "Confirm")
_TAKING_BACK = ("Cancel",)


@dataclass(frozen=True, slots=True)
class Examined:
    """``digest`` of the content; ``problem`` is a sentence, ``unfinished`` where it just ends.

    ``encoding`` is to be used instead of the declared one; ``tags``: the rows that there are.
    """

    digest: str
    encoding: str | None = None
    problem: str | None = None
    unfinished: bool = False
    tags: frozenset[str] = frozenset()


class _Refused(Exception):
    """A document that is XML, and yet not to be taken."""


def examined(document: Document, tags: Sequence[str], encodings: Sequence[str]) -> Examined | None:
    """Reads the document through once; ``None`` where it is gone meanwhile.

    Text in another encoding than declared is tried in ``encodings``.
    """
    first: Examined | None = None
    for encoding in (None, *encodings):
        try:
            with document.open() as stream:
                found = _examined(stream, tags, encoding)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Examined("", problem=f"cannot be read: {error.strerror}")
        if found.problem is None or not _is_about_encoding(found.problem):
            return found
        first = first or found
    return first


def rows(
    document: Document, seen: Examined, parts: Sequence[CompiledB2mmlPart]
) -> Iterator[tuple[CompiledB2mmlPart, Row]]:
    """The rows of all parts in the order of the document; no more of it is held than a row needs.

    What stands in front of a row around it (its ancestors' own fields) can be seen from it.
    """
    by_tag: dict[str, list[CompiledB2mmlPart]] = {}
    for part in parts:
        by_tag.setdefault(part.part.each, []).append(part)
    if not by_tag.keys() & seen.tags:
        return
    with document.open() as stream:
        inside = 0
        for event, element in etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            encoding=seen.encoding,
        ):
            if event == "start":
                element.tag = _local(element.tag)
                inside += element.tag in by_tag
                continue
            here = by_tag.get(element.tag, ())
            for part in here:
                if part.layout.accepts(element):
                    yield part, part.layout.row(element, document.name, document.modified)
            inside -= bool(here)
            if not inside and (here or len(element)):
                _let_go_before(element)


def _examined(stream: IO[bytes], tags: Sequence[str], encoding: str | None) -> Examined:
    digest = hashlib.blake2b(digest_size=16)
    watch = _Watch(tags)
    parser = etree.XMLParser(
        target=watch, resolve_entities=False, no_network=True, encoding=encoding
    )
    problem: str | None = None
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        if problem is None:
            problem = _fed(parser, chunk)
    if problem is not None:
        return Examined(digest.hexdigest(), encoding, problem)
    try:
        parser.close()
    except XmlError as error:
        return Examined(digest.hexdigest(), encoding, _said(error), unfinished=True)
    return Examined(digest.hexdigest(), encoding, tags=frozenset(watch.found))


def _fed(parser: Any, chunk: bytes) -> str | None:
    try:
        parser.feed(chunk)
    except XmlError as error:
        return _said(error)
    except _Refused as refusal:
        return str(refusal)
    return None


def _said(error: Any) -> str:
    return f"line {error.lineno or 1}: {str(error.msg or 'no XML at all').split(', line')[0]}"


class _Watch:
    """Hears of every element, and keeps none."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._tags = frozenset(tags)
        self._root: str | None = None
        self.found: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = _local(tag)
        if self._root is None:
            self._root = local
            if local.startswith(_TAKING_BACK):
                raise _Refused(f"it is a {local}: what was delivered cannot be taken back so")
        if local == "ActionExpression" and attributes.get("actionCode") == "Delete":
            raise _Refused("it asks to delete: deliver the record again with what is right")
        if local in self._tags and not self._root.startswith(_ASKING):
            self.found.add(local)

    def doctype(self, *_names: Any) -> None:
        raise _Refused("it has a DOCTYPE, which B2MML has not")

    def close(self) -> None:
        """The parser asks for it."""


def _is_about_encoding(problem: str) -> bool:
    text = problem.lower()
    return "encoding" in text or "not proper utf-8" in text or "invalid bytes" in text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _let_go_before(element: Any) -> None:
    """Of rows and other repeated elements the last one only is kept."""
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        element.getparent().remove(before)
