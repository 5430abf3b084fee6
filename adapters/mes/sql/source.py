"""An SQL database as a source of records and a target of commands, by its mapping."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import BaseModel

from adapters.contract import (
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
from adapters.mapping.parts import MappedParts
from adapters.mapping.plant import Plant, plant_clock
from adapters.mapping.shifts import ShiftCalendar
from adapters.mes.sql import position
from adapters.mes.sql.commands import COMMANDS, Commands
from adapters.mes.sql.database import Database, Row
from adapters.mes.sql.lookup import rows_of_key
from adapters.mes.sql.model import SqlPart, load_sql_mapping
from adapters.mes.sql.part import CompiledSqlPart
from adapters.mes.sql.position import PartPosition
from adapters.mes.sql.query import check_columns, cursor_columns, nowhere_query, page_query
from adapters.mes.sql.settings import SqlSettings
from adapters.mes.sql.shift_plan import shift_plan


class SqlSource:
    """Reads one database through its mapping; writes what its commands say, and nothing else."""

    Settings: ClassVar[type[BaseModel]] = SqlSettings
    # What a mapping can map; what one maps is the same name of an instance.
    streams: Mapping[Stream, Capability] = dict.fromkeys(Stream, Capability.SUPPORTED)
    commands: Mapping[str, Capability] = COMMANDS

    def __init__(self, name: str, settings: SqlSettings) -> None:
        self.name = name
        self._mapping = load_sql_mapping(settings.mapping)
        self._mapping_name = settings.mapping.name
        self._parts = MappedParts(self._mapping_name, self._mapping, self._compiled)
        self.streams = self._parts.streams
        self._clock = plant_clock(self._mapping, settings.zone)
        self._database = Database(settings)
        self._commands = Commands(settings, self._mapping.commands)
        self.commands = self._commands.capabilities
        self._plant: Plant | None = None
        self._looked = set[CompiledSqlPart]()

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """See ``Source.pages``. Each page is one short query; nothing is held between pages."""
        positions = position.decode(since)
        yielded = False
        for part in self._parts.of(stream):
            for page in self._part_pages(part, positions, limit):
                yielded = True
                yield page
        if not yielded:
            yield Page(records=(), cursor=position.encode(positions))

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record of the highest revision that the MES holds under ``key``.

        Raises ``ProtocolError`` when that row breaks a rule.
        """
        for part in self._parts.of(stream):
            rows = rows_of_key(self._database, part, key)
            if rows:
                batch = part.convert(rows, {})
                if batch.rejections and batch.rejections[-1].key == key:
                    raise ProtocolError(batch.rejections[-1].detail)
                return next((r for r in reversed(batch.records) if r.key == key), None)
        return None

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The row as it is in the MES now or, where it is gone, as it was when rejected."""
        return self._parts.replay(rejection, self._reread)

    def check(self) -> str:
        answered = self._database.description()
        self._ready()
        self._commands.check()
        able = [*self._mapping.streams, *(n for n, c in self.commands.items() if c == "supported")]
        return f"{answered}, mapping {self._mapping_name}: {', '.join(able)}"

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        """See ``CommandTarget.execute``."""
        return self._commands.execute(command, dry_run=dry_run)

    def close(self) -> None:
        self._database.close()
        self._commands.close()

    def _part_pages(
        self, part: CompiledSqlPart, positions: dict[str, PartPosition], limit: int
    ) -> Iterator[Page]:
        cursor = part.part.cursor
        self._find_nowhere(part)
        at = positions.get(part.name, PartPosition())
        after = position.start(cursor, at.after, self._clock, self._clock.now())
        more = True
        while more:
            rows = self._database.rows(page_query(part.layout, after, limit))
            more = len(rows) == limit
            if not rows and not (cursor.whole and at.after):
                return
            batch = part.convert(rows, at.readings)
            if rows:
                after = part.position(rows[-1])
                at.after = after if at.after is None else max(at.after, after)
            if cursor.whole and not more:
                at.after = None  # the next pull begins anew
            positions[part.name] = at
            yield Page(
                records=batch.records,
                rejections=batch.rejections,
                cursor=position.encode(positions),
            )

    def _find_nowhere(self, part: CompiledSqlPart) -> None:
        """Looks once for rows that would never be read. Raises ``ConfigurationError``."""
        if part in self._looked:
            return
        if self._database.rows(nowhere_query(part.layout)):
            name = part.part.order[0]
            raise ConfigurationError(
                f"Part {part.name} of the mapping is read in order of {name}, which is empty in"
                " some rows, so they would never be read. Fill it by a `query` (coalesce), or leave"
                f" them out with `where: {name} IS NOT NULL`."
            )
        self._looked.add(part)

    def _compiled(self, stream: Stream, part: SqlPart) -> CompiledSqlPart:
        return CompiledSqlPart(self._ready(), stream, part)

    def _ready(self) -> Plant:
        """Holds the mapping against the database, once."""
        if self._plant is None:
            check_columns(self._database, self._mapping)
            calendar = ShiftCalendar(shift_plan(self._mapping, self._database))
            self._plant = Plant(self.name, self._clock, calendar, self._mapping.encoding)
        return self._plant

    def _reread(self, part: CompiledSqlPart, stored: Row) -> Row | None:
        """The rejected row as it is now; ``None`` where it cannot be had."""
        layout = part.layout
        if layout.part.cursor.id is None:
            return None
        same = cursor_columns(layout)[-1] == part.position(stored)[-1]
        try:
            rows = self._database.rows(layout.select().where(same).limit(1))
        except AdapterError:
            return None
        return rows[0] if rows else None
