"""One part of a mapping, compiled: the function from rows to records."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.contract import ProtocolError, Record, Rejection, Stream
from adapters.mapping import raw
from adapters.mapping.counters import CounterReader, PassedOver, Readings
from adapters.mapping.counts import count_reader, finisher
from adapters.mapping.fields import FieldCompiler
from adapters.mapping.flaw import Flaw
from adapters.mapping.layout import Layout, Row
from adapters.mapping.model import Part
from adapters.mapping.others import record_reader
from adapters.mapping.plant import Plant


@dataclass(slots=True)
class Batch:
    """Rows converted: what is usable and what is not."""

    records: list[Record] = field(default_factory=list[Record])
    rejections: list[Rejection] = field(default_factory=list[Rejection])


class CompiledPart:
    """Converts the rows of one part.

    ``order`` names the columns that rows are read in order of: what a cursor holds.
    """

    def __init__(
        self, plant: Plant, stream: Stream, part: Part, layout: Layout, order: Sequence[str]
    ) -> None:
        self._part = part
        self.stream = stream
        self._layout = layout
        self._source = plant.source
        compiler = FieldCompiler(layout, plant.clock, plant.encodings)
        self._key_of = compiler.text("key", part.key, needed=True, remember=False)
        self._revision_of = compiler.revision(part.revision)
        self._order_places = [layout.place(name) for name in order]
        self._counter: CounterReader | None = None
        if stream != Stream.PRODUCTION_COUNT:
            self._read = record_reader(plant.source, stream, part, compiler)
        elif part.counter is None:
            self._read = count_reader(plant.source, part, compiler, plant.calendar)
        else:
            finish = finisher(plant.source, part, compiler, plant.calendar)
            self._counter = CounterReader(part, part.counter, compiler, finish)

    @property
    def name(self) -> str:
        return self._part.name

    @property
    def names(self) -> Sequence[str]:
        """What each place of a row holds."""
        return self._layout.names

    @property
    def counts_steps(self) -> bool:
        """Whether the rows are readings of counters."""
        return self._counter is not None

    def position(self, row: Row) -> list[Any]:
        """The values of the columns of ``order``."""
        values = [row[place] for place in self._order_places]
        if None in values:
            name = self._layout.names[self._order_places[values.index(None)]]
            raise ProtocolError(
                f"Part {self._part.name} has rows without {name}, so a cursor cannot find them."
                " Use another column for the cursor of the mapping."
            )
        return values

    def key_of(self, row: Row) -> str | None:
        """The key of the row's record, where it has one."""
        try:
            return self._key_of(row)
        except Flaw:
            return None

    def revision_of(self, row: Row) -> int:
        """The revision of the row's record; 0 where it cannot be read."""
        try:
            return self._revision_of(row)
        except Flaw:
            return 0

    def convert(self, rows: Sequence[Row], readings: Readings) -> Batch:
        """Rows in order of the cursor; ``readings`` are the counters' last ones, kept on."""
        if self._counter is not None:
            return self._convert_readings(self._counter, rows, readings)
        batch, read = Batch(), self._read
        keep = batch.records.append
        for row in rows:
            try:
                keep(read(row))
            except Flaw as flaw:
                batch.rejections.append(self._rejection(row, flaw))
        return batch

    def again(self, stored: Mapping[str, Any], row: Row) -> Record | Rejection:
        """A row that was rejected as ``stored`` says, as today's mapping reads it."""
        readings: Readings = dict(stored.get("before") or {})
        batch = self.convert([row], readings)
        return batch.records[0] if batch.records else batch.rejections[0]

    def _convert_readings(
        self, counter: CounterReader, rows: Sequence[Row], readings: Readings
    ) -> Batch:
        batch = Batch()
        for row in rows:
            before = counter.before(row, readings)
            try:
                record = counter.read(row, readings)
            except Flaw as flaw:
                passed_over = isinstance(flaw, PassedOver)
                note = {"before": before, "counted_later": passed_over}
                batch.rejections.append(self._rejection(row, flaw, note))
            else:
                if record is not None:
                    batch.records.append(record)
        return batch

    def _rejection(self, row: Row, flaw: Flaw, note: Mapping[str, Any] | None = None) -> Rejection:
        key, revision = self._identity(row)
        content = raw.to_json(self._layout.names, row)
        return Rejection(
            source=self._source,
            stream=self.stream,
            key=key,
            revision=revision,
            reason=flaw.reason,
            detail=str(flaw),
            raw={"part": self._part.name, "row": content, **(note or {})},
        )

    def _identity(self, row: Row) -> tuple[str, int]:
        """Key and revision; where they are the flaw, the row's place in the source.

        A transport whose rows have no place has them told apart by their content.
        """
        try:
            key = self._key_of(row)
        except Flaw:
            place = "/".join(str(row[p]) for p in self._order_places)
            key = f"{self._part.name}@{place or _digest(self._layout.names, row)}"
        return key, self.revision_of(row)


def _digest(names: Sequence[str], row: Row) -> str:
    content = json.dumps(raw.to_json(names, row), sort_keys=True)
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
