"""A REST interface as a source: paged JSON mapped to canonical records, and commands to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from adapters.contract import (
    COMMAND_TYPES,
    AdapterError,
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
from adapters.mes.rest import position
from adapters.mes.rest.commands import Commands
from adapters.mes.rest.interface import Interface
from adapters.mes.rest.model import RestPart, load_rest_mapping
from adapters.mes.rest.places import at, list_at
from adapters.mes.rest.position import PartPosition
from adapters.mes.rest.reader import CompiledRestPart, PartReader
from adapters.mes.rest.request import call_of
from adapters.mes.rest.settings import RestSettings

_ROWS_TO_CHECK = 20


class RestSource:
    """Reads one interface through its mapping, and carries out the commands mapped there."""

    Settings: ClassVar[type[BaseModel]] = RestSettings
    # What a mapping can map; what one maps is the same name of an instance.
    streams: Mapping[Stream, Capability] = dict.fromkeys(Stream, Capability.SUPPORTED)
    commands: Mapping[str, Capability] = dict.fromkeys(COMMAND_TYPES, Capability.SUPPORTED)

    def __init__(self, name: str, settings: RestSettings) -> None:
        self.name = name
        mapping = load_rest_mapping(settings.mapping)
        self._mapping_name = settings.mapping.name
        calendar = ShiftCalendar(shifts_of_file(mapping.shifts))
        clock = plant_clock(mapping, settings.zone)
        self._plant = Plant(name, clock, calendar, mapping.encoding)
        self._parts = MappedParts(self._mapping_name, mapping, self._compiled)
        self.streams = self._parts.streams
        self._interface = Interface(settings, mapping)
        self._commands = Commands(self._interface, mapping)
        self.commands = self._commands.capabilities

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """See ``Source.pages``. Each page is one question; nothing is held between pages."""
        positions = position.decode(since)
        for part in self._parts.of(stream):
            at_part = positions.setdefault(part.name, PartPosition())
            for rows in PartReader(part, at_part, self._interface.ask, limit).pages():
                batch = part.convert(rows, at_part.readings)
                yield Page(
                    records=batch.records,
                    rejections=batch.rejections,
                    cursor=position.encode(positions),
                )

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record as the system has it now; for parts whose mapping says how to ask for one.

        Raises ``ProtocolError`` when what the system answers breaks a rule.
        """
        parts = [part for part in self._parts.of(stream) if part.part.one is not None]
        if not parts:
            raise ConfigurationError(
                f"The mapping {self._mapping_name} does not say how to ask for one {stream}: add"
                " `one` to its part."
            )
        for part in parts:
            batch = part.convert(self._rows_of_key(part, key), {})
            found = [record for record in batch.records if record.key == key]
            if found:
                return max(found, key=lambda record: record.revision)
            wrong = next((r for r in batch.rejections if r.key == key), None)
            if wrong is not None:
                raise ProtocolError(wrong.detail)
        return None

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The row as it is in the system now or, where that cannot be asked, as it was."""
        return self._parts.replay(rejection, lambda part, row: self._reread(part, row, rejection))

    def check(self) -> str:
        """Asks for the first page of the first stream.

        Says too what the mapping names that no row of it holds: it may be misspelt.
        """
        stream = next(s for s, c in self.streams.items() if c is Capability.SUPPORTED)
        part = self._parts.of(stream)[0]
        rows = next(
            iter(PartReader(part, PartPosition(), self._interface.ask, _ROWS_TO_CHECK).pages()), ()
        )
        line = f"REST, mapping {self._mapping_name}: {', '.join(self._supported())}"
        missing = [n for place, n in enumerate(part.names) if all(r[place] is None for r in rows)]
        if rows and missing:
            line += f"; empty in all {len(rows)} rows of {stream}: {', '.join(missing)}"
        return line

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        """See ``CommandTarget.execute``."""
        return self._commands.execute(command, dry_run=dry_run)

    def close(self) -> None:
        self._interface.close()

    def _compiled(self, stream: Stream, part: RestPart) -> CompiledRestPart:
        return CompiledRestPart(self._plant, stream, part)

    def _supported(self) -> list[str]:
        return [s for s, c in self.streams.items() if c is Capability.SUPPORTED]

    def _rows_of_key(self, part: CompiledRestPart, key: str) -> Sequence[Row]:
        """The rows of the object with that key; none where there is no such object."""
        spec, prefix = part.part.one, part.part.key.prefix
        if spec is None or not key.startswith(prefix):
            return ()
        call = call_of(spec, part.what, {}, values={"key": key[len(prefix) :]})
        content = self._interface.ask_for_one(call)
        if content is None:
            return ()
        if spec.rows is not None:
            objects = list_at(content, spec.rows)
        else:
            found: Any = at(content, spec.row or "")
            objects = [] if found is None else [found]
        return part.layout.rows(content, objects)

    def _reread(self, part: CompiledRestPart, _row: Row, rejection: Rejection) -> Row | None:
        """The rejected row as it is now; ``None`` where it cannot be had."""
        try:
            rows = self._rows_of_key(part, rejection.key)
        except AdapterError:
            return None
        return next((row for row in rows if part.key_of(row) == rejection.key), None)
