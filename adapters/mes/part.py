"""One part of a mapping, compiled: its query and the function from rows to records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.contract import ProtocolError, Record, Rejection, Stream
from adapters.mes import raw
from adapters.mes.counters import CounterReader, PassedOver, Readings
from adapters.mes.counts import count_reader, finisher
from adapters.mes.database import Row
from adapters.mes.fields import FieldCompiler
from adapters.mes.flaw import Flaw
from adapters.mes.mapping import Encodings, Part
from adapters.mes.others import record_reader
from adapters.mes.query import Layout
from adapters.mes.shifts import ShiftCalendar
from adapters.mes.times import PlantClock


@dataclass(frozen=True, slots=True)
class Plant:
    """What all parts share: the source's name, the plant's clock, shifts and encodings."""

    source: str
    clock: PlantClock
    calendar: ShiftCalendar
    encodings: Encodings


@dataclass(slots=True)
class Batch:
    """Rows converted: what is usable and what is not."""

    records: list[Record] = field(default_factory=list[Record])
    rejections: list[Rejection] = field(default_factory=list[Rejection])


class CompiledPart:
    """Converts the rows of one part."""

    def __init__(self, plant: Plant, stream: Stream, part: Part) -> None:
        self.part = part
        self.stream = stream
        self.layout = Layout(part)
        self._source = plant.source
        compiler = FieldCompiler(self.layout, plant.clock, plant.encodings)
        self._key_of = compiler.text("key", part.key, needed=True, remember=False)
        self._revision_of = compiler.revision(part.revision)
        cursor = (part.cursor.changed, part.cursor.id)
        self._cursor_places = [self.layout.place(name) for name in cursor if name]
        self._counter: CounterReader | None = None
        if stream != Stream.PRODUCTION_COUNT:
            self._read = record_reader(plant.source, stream, part, compiler)
        elif part.counter is None:
            self._read = count_reader(plant.source, part, compiler, plant.calendar)
        else:
            finish = finisher(plant.source, part, compiler, plant.calendar)
            self._counter = CounterReader(part, part.counter, compiler, finish)

    def position(self, row: Row) -> list[Any]:
        """The values of the cursor's columns."""
        values = [row[place] for place in self._cursor_places]
        if None in values:
            name = self.layout.names[self._cursor_places[values.index(None)]]
            raise ProtocolError(
                f"{self.part.table} has rows without {name}, so a cursor cannot find them."
                " Use another column for the cursor of the mapping."
            )
        return values

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
        content = raw.to_json(self.layout.names, row)
        return Rejection(
            source=self._source,
            stream=self.stream,
            key=key,
            revision=revision,
            reason=flaw.reason,
            detail=str(flaw),
            raw={"part": self.part.name, "row": content, **(note or {})},
        )

    def _identity(self, row: Row) -> tuple[str, int]:
        """Key and revision; where they are the flaw, the row's place in the source."""
        try:
            key = self._key_of(row)
        except Flaw:
            place = "/".join(str(row[p]) for p in self._cursor_places)
            key = f"{self.part.name}@{place}"
        try:
            return key, self._revision_of(row)
        except Flaw:
            return key, 0
