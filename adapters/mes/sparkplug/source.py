"""Machines that publish Sparkplug B as a source: what they counted, mapped to canonical records."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
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
    Unavailable,
)
from adapters.mapping import raw
from adapters.mapping.layout import Row
from adapters.mapping.parts import MappedParts
from adapters.mapping.plant import Plant, plant_clock, shifts_of_file
from adapters.mapping.shifts import ShiftCalendar
from adapters.mes.sparkplug import position
from adapters.mes.sparkplug.journal import Journal, Kept
from adapters.mes.sparkplug.model import SparkplugPart, load_sparkplug_mapping
from adapters.mes.sparkplug.places import ID, CompiledSparkplugPart
from adapters.mes.sparkplug.position import PartPosition
from adapters.mes.sparkplug.receiver import Receiver
from adapters.mes.sparkplug.settings import SparkplugSettings
from adapters.mes.sparkplug.state import Reading

# How far back a looked-up reading's predecessor may lie, in readings.
_READINGS_BACK = 50
_PATIENCE = 2.0
"""Seconds that a pull waits for another one of the same source to have received."""
_LISTENS, _TROUBLE = "listens", "listener"
_DAY = 86_400_000


class SparkplugSource:
    """Receives what machines publish into a journal, and reads that through a mapping."""

    Settings: ClassVar[type[BaseModel]] = SparkplugSettings
    # What a mapping can map; what one maps is the same name of an instance.
    streams: Mapping[Stream, Capability] = dict.fromkeys(Stream, Capability.SUPPORTED)

    def __init__(self, name: str, settings: SparkplugSettings) -> None:
        self.name = name
        self._settings = settings
        mapping = load_sparkplug_mapping(settings.mapping)
        self._mapping_name = settings.mapping.name
        clock = plant_clock(mapping, settings.zone)
        calendar = ShiftCalendar(shifts_of_file(mapping.shifts))
        self._plant = Plant(name, clock, calendar, mapping.encoding)
        self._parts = MappedParts(self._mapping_name, mapping, self._compiled)
        self.streams = self._parts.streams
        self._mapped = [s for s, c in self.streams.items() if c is Capability.SUPPORTED]
        every = [part for stream in self._mapped for part in self._parts.of(stream)]
        self._names = frozenset(name for part in every for name in part.metrics)
        self._counters = frozenset(name for part in every for name in part.part.counters)
        self._journal: Journal | None = None

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """See ``Source.pages``. Receives first; what is in the cursor need not be kept for it."""
        parts = self._parts.of(stream)
        journal = self._opened()
        positions = position.decode(since, journal.id)
        self._forget(journal, stream, parts, positions if since is not None else {})
        until = time.monotonic() + self._settings.listen_seconds
        while True:
            quiet, trouble = self._receive(journal)
            for part in parts:
                yield from self._pages_of(journal, part, positions, limit)
            if quiet or time.monotonic() >= until:
                break
        yield Page(records=(), cursor=position.encode(positions, journal.id))
        if trouble is not None:
            raise trouble

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record as the latest reading of that key has it; counters with the step before it.

        Raises ``ProtocolError`` when that reading breaks a rule.
        """
        self._receive(self._opened())
        for part in self._parts.of(stream):
            rows = self._rows_of_key(part, key)
            batch = part.convert(rows, {})
            wrong = next((r for r in reversed(batch.rejections) if r.key == key), None)
            found = [record for record in batch.records if record.key == key]
            newest = max(found, key=lambda record: record.revision, default=None)
            if wrong is not None and (newest is None or wrong.revision > newest.revision):
                raise ProtocolError(wrong.detail)
            if newest is not None:
                return newest
        return None

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The latest reading of that key or, where there is none any more, the rejected one."""
        if "problem" in rejection.raw:
            return rejection
        self._receive(self._opened())
        return self._parts.replay(rejection, lambda part, _row: self._reread(part, rejection))

    def check(self) -> str:
        journal = self._opened()
        _, trouble = self._receive(journal)
        if trouble is not None:
            raise trouble
        states = journal.states()
        born = sum(state.born for state in states.values())
        return (
            f"MQTT, {len(states)} nodes known, {born} of them born, {journal.count()} readings in"
            f" the journal, mapping {self._mapping_name}: {', '.join(self._mapped)}"
        )

    def listen(self, stop: Callable[[], bool]) -> None:
        """Receives until ``stop``, so that nothing depends on what the broker keeps for us.

        Raises ``Unavailable`` where another process does so already.
        """
        journal = self._opened()
        with journal.only_one() as alone:
            if not alone:
                raise Unavailable("Another process receives for this journal already.")
            journal.keep_note(_LISTENS, "yes")
            try:
                self._receiver(journal).listen(stop, lambda error: _tell(journal, error))
            finally:
                journal.keep_note(_LISTENS, "")

    def close(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    # ------------------------------------------------------------------ receiving

    def _opened(self) -> Journal:
        if self._journal is None:
            self._journal = Journal(self._settings.journal, self._names)
        return self._journal

    def _receiver(self, journal: Journal) -> Receiver:
        client_id = self._settings.client_id or f"quality-loop-{self.name}"
        return Receiver(self._settings, client_id, journal, self._names, self._counters)

    def _receive(self, journal: Journal) -> tuple[bool, AdapterError | None]:
        """Receives for half of a page's time, or leaves it to the process that listens.

        Whether nothing more is to be had now, and what that process is troubled by.
        """
        settings = self._settings
        until = time.monotonic() + _PATIENCE
        while True:
            with journal.only_one() as alone:
                if alone:
                    if journal.note(_LISTENS):
                        # It was killed.
                        journal.keep_note(_LISTENS, "")
                    seconds = min(settings.listen_seconds, settings.time_limit / 2)
                    return self._receiver(journal).drain(seconds), None
            # Who listens does not let go; another pull does soon.
            if journal.note(_LISTENS) or time.monotonic() > until:
                told = journal.note(_TROUBLE)
                return True, Unavailable(told) if told else None
            time.sleep(0.05)

    def _forget(
        self,
        journal: Journal,
        stream: Stream,
        parts: Sequence[CompiledSparkplugPart],
        positions: Mapping[str, PartPosition],
    ) -> None:
        """Lets go of old readings that all streams have stored."""
        stored = min((positions.get(p.name, PartPosition()).after for p in parts), default=0)
        if stored:
            journal.keep_note(f"stored/{stream}", str(stored))
        everywhere = min(int(journal.note(f"stored/{s}") or 0) for s in self._mapped)
        if everywhere:
            now = int(time.time() * 1000)
            journal.forget(everywhere, now - self._settings.keep_days * _DAY)

    # ------------------------------------------------------------------ reading the journal

    def _compiled(self, stream: Stream, part: SparkplugPart) -> CompiledSparkplugPart:
        return CompiledSparkplugPart(self._plant, stream, part)

    def _pages_of(
        self,
        journal: Journal,
        part: CompiledSparkplugPart,
        positions: dict[str, PartPosition],
        limit: int,
    ) -> Iterator[Page]:
        at = positions.setdefault(part.name, PartPosition())
        # Each problem is told once: by the first part of the first stream.
        tells = part is self._parts.of(self._mapped[0])[0]
        taken: list[Reading] = []
        while kept := journal.after(at.after, limit):
            for one in kept:
                at.after = one.id
                if part.takes(one.reading) and (tells or one.reading.problem is None):
                    taken.append(one.reading)
                if len(taken) == limit:
                    yield self._page(journal, part, taken, positions)
                    taken = []
        if taken:
            yield self._page(journal, part, taken, positions)

    def _page(
        self,
        journal: Journal,
        part: CompiledSparkplugPart,
        taken: Sequence[Reading],
        positions: dict[str, PartPosition],
    ) -> Page:
        rows = [part.layout.row(reading) for reading in taken if reading.problem is None]
        batch = part.convert(rows, positions[part.name].readings)
        problems = [self._problem(r, part.stream) for r in taken if r.problem is not None]
        return Page(
            records=batch.records,
            rejections=[*batch.rejections, *problems],
            cursor=position.encode(positions, journal.id),
        )

    def _problem(self, reading: Reading, stream: Stream) -> Rejection:
        return Rejection(
            source=self.name,
            stream=stream,
            key=reading.key,
            revision=reading.received,
            reason=Reason.UNKNOWN_FIELD,
            detail=reading.problem or "",
            raw={
                "problem": reading.problem,
                "topic": reading.topic.text,
                "received": datetime.fromtimestamp(reading.received / 1000, UTC).isoformat(),
                **raw.to_json(list(reading.values), list(reading.values.values())),
            },
        )

    def _rows_of_key(self, part: CompiledSparkplugPart, key: str) -> Sequence[Row]:
        """The rows that say what ``key`` is, the deciding one last."""
        journal = self._opened()
        prefix = part.part.key.prefix
        if part.part.key.column == ID:
            kept = journal.up_to(key.removeprefix(prefix), _READINGS_BACK)
            taken = [k.reading for k in reversed(kept) if part.takes(k.reading)]
            rows = [part.layout.row(reading) for reading in taken]
            return rows if part.counts_steps else rows[-1:]
        return self._latest(part, key, journal.backwards())

    def _latest(self, part: CompiledSparkplugPart, key: str, kept: Iterator[Kept]) -> Sequence[Row]:
        until = time.monotonic() + self._settings.time_limit
        found: list[Row] = []
        for one in kept:
            if part.takes(one.reading):
                row = part.layout.row(one.reading)
                if part.key_of(row) == key:
                    found.append(row)
            if time.monotonic() > until:
                raise TimedOut(
                    "There are too many readings to find one record in the time limit. Set a"
                    " smaller `keep_days`."
                )
        return sorted(found, key=part.revision_of)

    def _reread(self, part: CompiledSparkplugPart, rejection: Rejection) -> Row | None:
        try:
            rows = self._rows_of_key(part, rejection.key)
        except AdapterError:
            return None
        return rows[-1] if rows else None


def _tell(journal: Journal, error: AdapterError | None) -> None:
    journal.keep_note(_TROUBLE, str(error) if error is not None else "")
