"""B2MML documents as a source: elements mapped to canonical records."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

from pydantic import BaseModel

from adapters.contract import (
    AdapterError,
    Capability,
    Page,
    ProtocolError,
    Reason,
    Record,
    Rejection,
    Stream,
    TimedOut,
)
from adapters.mapping.layout import Row
from adapters.mapping.part import Batch
from adapters.mapping.parts import MappedParts
from adapters.mapping.plant import Plant, plant_clock, shifts_of_file
from adapters.mapping.shifts import ShiftCalendar
from adapters.mes.b2mml import position
from adapters.mes.b2mml.documents import Document, FolderDocuments, WebDocuments
from adapters.mes.b2mml.model import B2mmlPart, load_b2mml_mapping
from adapters.mes.b2mml.part import CompiledB2mmlPart
from adapters.mes.b2mml.position import Middle, Position
from adapters.mes.b2mml.reading import Examined, examined, rows
from adapters.mes.b2mml.settings import B2mmlSettings
from adapters.mes.web.waiting import Deadline

PartRow = tuple[CompiledB2mmlPart, Row]


class B2mmlSource:
    """Reads the documents of a folder or of an address through a mapping."""

    Settings: ClassVar[type[BaseModel]] = B2mmlSettings
    # What a mapping can map; what one maps is the same name of an instance.
    streams: Mapping[Stream, Capability] = dict.fromkeys(Stream, Capability.SUPPORTED)

    def __init__(self, name: str, settings: B2mmlSettings) -> None:
        self.name = name
        mapping = load_b2mml_mapping(settings.mapping)
        self._mapping_name = settings.mapping.name
        clock = plant_clock(mapping, settings.zone)
        calendar = ShiftCalendar(shifts_of_file(mapping.shifts))
        self._plant = Plant(name, clock, calendar, mapping.encoding)
        self._parts = MappedParts(self._mapping_name, mapping, self._compiled)
        self.streams = self._parts.streams
        self._time_limit = settings.time_limit
        self._documents = (
            FolderDocuments(settings, settings.folder)
            if settings.folder is not None
            else WebDocuments(settings, mapping.web)
        )

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """See ``Source.pages``. A document is taken as a whole: one that is not XML to its end
        gives no row.
        """
        at = position.decode(since)
        parts = self._parts.of(stream)
        documents = self._documents.found(at.web, again=at.middle is not None)
        waiting: list[PartRow] = []
        refused: list[Rejection] = []
        for document in documents:
            for row in self._new_rows(document, at, stream, parts, refused):
                waiting.append(row)
                if len(waiting) + len(refused) >= limit:
                    yield self._page(waiting, refused, at)
                    waiting, refused = [], []
            if len(waiting) + len(refused) >= limit:
                yield self._page(waiting, refused, at)
                waiting, refused = [], []
        at.middle = None
        at.web = self._documents.state()
        if documents:
            at.forget_others({document.name for document in documents})
        yield self._page(waiting, refused, at)

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record of the highest revision in all documents that are there.

        Raises ``ProtocolError`` when the latest one breaks a rule.
        """
        batch = Batch()
        for part, row in self._rows_of_key(stream, key):
            converted = part.convert([row], {})
            batch.records += converted.records
            batch.rejections += converted.rejections
        found = max(batch.records, key=lambda record: record.revision, default=None)
        wrong = max(batch.rejections, key=lambda rejection: rejection.revision, default=None)
        if wrong is not None and (found is None or wrong.revision > found.revision):
            raise ProtocolError(wrong.detail)
        return found

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The record as the documents have it now or, where they are gone, as it was rejected.

        A whole document that was refused is settled by its first record, once it can be read.
        """
        if "part" not in rejection.raw:
            return self._first_record(rejection) or rejection
        return self._parts.replay(rejection, lambda part, _row: self._reread(part, rejection))

    def check(self) -> str:
        mapped = ", ".join(s for s, c in self.streams.items() if c is Capability.SUPPORTED)
        return f"{self._documents.describe()}, mapping {self._mapping_name}: {mapped}"

    def close(self) -> None:
        self._documents.close()

    def _compiled(self, stream: Stream, part: B2mmlPart) -> CompiledB2mmlPart:
        return CompiledB2mmlPart(self._plant, stream, part)

    def _new_rows(
        self,
        document: Document,
        at: Position,
        stream: Stream,
        parts: Sequence[CompiledB2mmlPart],
        refused: list[Rejection],
    ) -> Iterator[PartRow]:
        """The rows of a document that is new or changed; ``at`` is behind the row just given.

        A document that cannot be read is added to ``refused``, once.
        """
        begun = at.middle if at.middle and at.middle.name == document.name else None
        if document.fresh or (begun is None and at.is_known(document.name, document.stamp)):
            return
        seen = self._examined(document, parts)
        if seen is None or (seen.unfinished and not document.old):
            return
        if begun is not None and begun.content != seen.digest:
            begun = None
        if seen.problem is not None:
            refused.append(self._refusal(document, stream, seen.problem))
        elif begun is not None or not at.has_content(document.name, seen.digest):
            done = begun.rows if begun else 0
            for number, row in enumerate(rows(document, seen, parts), start=1):
                at.middle = Middle(document.name, seen.digest, number)
                if number > done:
                    yield row
        at.middle = None
        at.keep(document.name, document.stamp, seen.digest)

    def _examined(self, document: Document, parts: Sequence[CompiledB2mmlPart]) -> Examined | None:
        return examined(document, [p.part.each for p in parts], self._plant.encodings)

    def _page(self, waiting: Sequence[PartRow], refused: Sequence[Rejection], at: Position) -> Page:
        batch = Batch(rejections=list(refused))
        for part, given in groupby(waiting, key=lambda row: row[0]):
            converted = part.convert([row for _, row in given], {})
            batch.records += converted.records
            batch.rejections += converted.rejections
        return Page(records=batch.records, rejections=batch.rejections, cursor=position.encode(at))

    def _refusal(self, document: Document, stream: Stream, problem: str) -> Rejection:
        return Rejection(
            source=self.name,
            stream=stream,
            key=f"file:{document.name}",
            revision=int(document.modified.timestamp() * 1_000_000),
            reason=Reason.UNREADABLE_TEXT,
            detail=f"{document.name} {_joined(problem)}. Have it written again as it should be.",
            raw={"file": document.name, "problem": problem},
        )

    def _rows_of_key(self, stream: Stream, key: str) -> Iterator[PartRow]:
        deadline = Deadline(self._time_limit)
        parts = self._parts.of(stream)
        for document in self._documents.every():
            seen = self._examined(document, parts)
            if seen is None or seen.problem is not None:
                continue
            for part, row in rows(document, seen, parts):
                if part.key_of(row) == key:
                    yield part, row
            if not deadline.left:
                raise TimedOut(
                    f"There are too many documents to find one record in {deadline.seconds:g} s."
                    " Have old ones moved to another folder."
                )

    def _first_record(self, refusal: Rejection) -> Record | None:
        """What a document that was refused begins with; the next pull brings the rest."""
        parts = self._parts.of(refusal.stream)
        for document in self._documents.every():
            if document.name != refusal.raw.get("file"):
                continue
            seen = self._examined(document, parts)
            if seen is None or seen.problem is not None:
                return None
            for part, row in rows(document, seen, parts):
                if found := part.convert([row], {}).records:
                    return found[0]
        return None

    def _reread(self, part: CompiledB2mmlPart, rejection: Rejection) -> Row | None:
        """The row of the highest revision with the rejected one's key."""
        try:
            found = [row for p, row in self._rows_of_key(part.stream, rejection.key) if p is part]
        except AdapterError:
            return None
        return max(found, key=part.revision_of, default=None)


def _joined(problem: str) -> str:
    """``line 5: no end`` and ``it is …`` behind a file's name."""
    return (
        f"is no whole XML, {problem}" if problem.startswith("line ") else f"is refused: {problem}"
    )
