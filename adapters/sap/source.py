"""SAP as a source, whose mapping says which functions feed which streams, and as a target."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from pydantic import BaseModel

from adapters.contract import (
    Capability,
    Command,
    CommandResult,
    ConfigurationError,
    Page,
    ProtocolError,
    Record,
    Rejection,
    Stream,
)
from adapters.mapping.layout import Row
from adapters.mapping.parts import MappedParts
from adapters.mapping.plant import Plant, plant_clock, shifts_of_file
from adapters.mapping.shifts import ShiftCalendar
from adapters.sap import cursor
from adapters.sap.changes import Reading, known_by, read_at
from adapters.sap.columns import Content
from adapters.sap.details import Details
from adapters.sap.errors import ValueRefused
from adapters.sap.layout import READ_AT
from adapters.sap.lists import Lists
from adapters.sap.model import SapMapping, SapPart, load_sap_mapping
from adapters.sap.part import CompiledSapPart
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.writing.target import COMMANDS, SapCommands


class SapSource:
    """One SAP system, through its SOAP services."""

    Settings: ClassVar[type[BaseModel]] = SapSettings
    # What a mapping can map; what one maps, and SAP has functions for, is an instance's.
    streams: Mapping[Stream, Capability] = dict.fromkeys(Stream, Capability.SUPPORTED)
    commands: Mapping[str, Capability] = COMMANDS

    def __init__(self, name: str, settings: SapSettings) -> None:
        self.name = name
        self._settings = settings
        self._mapping = load_sap_mapping(settings.mapping)
        self._system = SapSystem(settings)
        self._commands = SapCommands(self._system, settings)
        self.commands = self._commands
        self._plant = Plant(
            name,
            plant_clock(self._mapping, settings.zone),
            ShiftCalendar(shifts_of_file(self._mapping.shifts)),
            self._mapping.encoding,
        )
        self._readings: dict[tuple[Stream, str], Reading] = {}
        self.streams = _Lazily(lambda: self._parts.streams)

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """See ``Source.pages``. What is still open in SAP is in the cursor."""
        readings = self._of(stream)
        states = cursor.decode(since, readings[0].part.name)
        for reading in readings:
            name = reading.part.name
            for contents, state in reading.pieces(states.get(name, {}), limit):
                states[name] = state
                batch = reading.part.convert([reading.part.row(c) for c in contents], {})
                yield Page(
                    records=batch.records,
                    rejections=batch.rejections,
                    cursor=cursor.encode(states),
                )

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record as SAP has it at this moment. Raises ``ProtocolError`` for a flawed one."""
        for reading in self._of(stream):
            try:
                content = self._content(reading, key)
            except ValueRefused:
                continue  # SAP's field cannot hold such a key, so there is none
            if content is None:
                continue
            batch = reading.part.convert([reading.part.row(content)], {})
            if batch.rejections:
                raise ProtocolError(batch.rejections[0].detail)
            return batch.records[0]
        return None

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The record as SAP has it now or, where it has none, as it was."""
        self._of(rejection.stream)

        def reread(part: CompiledSapPart, _: Row) -> Row | None:
            reading = self._readings[rejection.stream, part.name]
            content = self._content(reading, rejection.key)
            return None if content is None else part.row(content)

        return self._parts.replay(rejection, reread)

    def check(self) -> str:
        """Reads the WSDLs, holds the mapping against them, and asks each list for today's."""
        streams = [s for s, can in self._parts.streams.items() if can is Capability.SUPPORTED]
        for stream in streams:
            for reading in self._of(stream):
                _ask(reading)
        functions = len(self._system.functions())
        can = ", ".join(stream.value for stream in streams) or "nothing"
        return (
            f"SAP client {self._settings.client}, {functions} functions. Streams: {can}."
            f" Commands: {self._commands.described()}."
        )

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        """See ``CommandTarget.execute``."""
        return self._commands.execute(command, dry_run=dry_run)

    def close(self) -> None:
        self._system.close()

    def _content(self, reading: Reading, key: str) -> Content | None:
        try:
            content = known_by(reading, key)
            return content and reading.details.one({**content, READ_AT: read_at()})
        except ValueRefused:
            # What does not fit into the field is no key of SAP's.
            return None

    def _of(self, stream: Stream) -> Sequence[Reading]:
        """The readings of a stream. Raises ``ConfigurationError`` for one that has none."""
        if stream not in self._mapping.streams or stream not in self._parts.streams:
            raise ConfigurationError(f"The mapping of SAP has no stream {stream}.")
        if self._parts.streams[stream] is not Capability.SUPPORTED:
            raise ConfigurationError(self._why_not(stream))
        return [self._reading(stream, part) for part in self._parts.of(stream)]

    def _reading(self, stream: Stream, part: CompiledSapPart) -> Reading:
        known = self._readings.get((stream, part.name))
        if known is None:
            kept = part.listed_fields if part.part.details else ()
            lists = Lists(self._system, self._settings, part.part, kept)
            details = Details(self._system, self._settings, part.part)
            known = self._readings[stream, part.name] = Reading(
                part, lists, details, self._settings
            )
        return known

    @cached_property
    def _parts(self) -> MappedParts[CompiledSapPart]:
        """The parts for which SAP has the functions; reads the WSDLs."""
        functions = self._system.functions()
        offered = {
            stream: parts
            for stream, given in self._mapping.streams.items()
            if (self._settings.streams is None or stream in self._settings.streams)
            and (parts := _offered(given, functions, self._settings))
        }
        mapping: SapMapping = self._mapping.model_copy(update={"streams": offered})

        def compile_part(stream: Stream, part: SapPart) -> CompiledSapPart:
            return CompiledSapPart(self._plant, stream, part, functions)

        return MappedParts(str(self._settings.mapping), mapping, compile_part)

    def _why_not(self, stream: Stream) -> str:
        if self._settings.streams is not None and stream not in self._settings.streams:
            return f"The setting `streams` of SAP leaves {stream} out."
        has = self._system.functions()
        parts = self._mapping.streams[stream]
        for part in parts:
            if part.list.persons is not None and set(part.functions) <= has.keys():
                return (
                    f"SAP's {part.list.function}, which {stream} is read by, tells of one person."
                    " Put the personnel numbers into the setting `persons`."
                )
        lacks = {f for part in parts for f in part.functions} - set(has)
        return (
            f"None of SAP's WSDLs has {', '.join(sorted(lacks))}, which {stream} is read by"
            f" (they have {', '.join(sorted(has))})."
        )


class _Lazily(Mapping[Stream, Capability]):
    """What can be read is known once the WSDLs have been: the first look may raise."""

    def __init__(self, load: Callable[[], Mapping[Stream, Capability]]) -> None:
        self._load = load

    def __getitem__(self, stream: Stream) -> Capability:
        return self._load()[stream]

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())


def _offered(
    parts: Sequence[SapPart], functions: Mapping[str, Any], settings: SapSettings
) -> tuple[SapPart, ...]:
    """Those parts whose functions there are, without the second best."""
    can = {
        part.name
        for part in parts
        if set(part.functions) <= functions.keys()
        and (part.list.persons is None or settings.persons)
    }
    return tuple(part for part in parts if part.name in can and part.unless not in can)


def _ask(reading: Reading) -> None:
    """One call of the list, for as little as it can be asked for."""
    spec, today = reading.part.part.list, reading.today
    if spec.changed is not None:
        next(reading.lists.changed(today, today, today), None)
    elif spec.created is not None:
        next(reading.lists.windows(today, today), None)
    else:
        next(reading.lists.whole(), None)
