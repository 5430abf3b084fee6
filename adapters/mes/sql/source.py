"""An SQL database as a source: tables mapped to canonical records."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, ClassVar

from pydantic import BaseModel

from adapters.contract import (
    AdapterError,
    Capability,
    ConfigurationError,
    Page,
    ProtocolError,
    Record,
    Rejection,
    Stream,
)
from adapters.mes.mapping.part import CompiledPart
from adapters.mes.mapping.parts import MappedParts
from adapters.mes.mapping.plant import Plant, plant_clock, shifts_of_file
from adapters.mes.mapping.shifts import Shift, ShiftCalendar
from adapters.mes.sql import position
from adapters.mes.sql.database import Database, Row
from adapters.mes.sql.model import ShiftTable, SqlMapping, SqlPart, load_sql_mapping
from adapters.mes.sql.position import PartPosition
from adapters.mes.sql.query import SqlLayout, check_columns, cursor_columns, page_query, shift_query
from adapters.mes.sql.settings import SqlSettings

# How far back a looked-up counter reading's predecessor may lie, in readings.
_READINGS_BACK = 50


class CompiledSqlPart(CompiledPart):
    """A part with its query."""

    def __init__(self, plant: Plant, stream: Stream, part: SqlPart) -> None:
        layout = SqlLayout(part)
        order = [name for name in (part.cursor.changed, part.cursor.id) if name]
        super().__init__(plant, stream, part, layout, order)
        self.part = part
        self.layout = layout


class SqlSource:
    """Reads one database through its mapping."""

    Settings: ClassVar[type[BaseModel]] = SqlSettings
    # What a mapping can map; what one maps is the same name of an instance.
    streams: Mapping[Stream, Capability] = dict.fromkeys(Stream, Capability.SUPPORTED)

    def __init__(self, name: str, settings: SqlSettings) -> None:
        self.name = name
        self._mapping = load_sql_mapping(settings.mapping)
        self._mapping_name = settings.mapping.name
        self._parts = MappedParts(self._mapping_name, self._mapping, self._compiled)
        self.streams = self._parts.streams
        self._clock = plant_clock(self._mapping, settings.zone)
        self._database = Database(settings)
        self._plant: Plant | None = None

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
            rows = self._rows_of_key(part, key)
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
        return f"{answered}, mapping {self._mapping_name}: {', '.join(self._mapping.streams)}"

    def close(self) -> None:
        self._database.close()

    def _part_pages(
        self, part: CompiledSqlPart, positions: dict[str, PartPosition], limit: int
    ) -> Iterator[Page]:
        at = positions.get(part.name, PartPosition())
        after = position.start(part.part.cursor, at.after, self._clock, datetime.now(UTC))
        while True:
            rows = self._database.rows(page_query(part.layout, after, limit))
            if not rows:
                return
            batch = part.convert(rows, at.readings)
            after = part.position(rows[-1])
            at.after = after if at.after is None else max(at.after, after)
            positions[part.name] = at
            yield Page(
                records=batch.records,
                rejections=batch.rejections,
                cursor=position.encode(positions),
            )
            if len(rows) < limit:
                return

    def _compiled(self, stream: Stream, part: SqlPart) -> CompiledSqlPart:
        return CompiledSqlPart(self._ready(), stream, part)

    def _ready(self) -> Plant:
        """Holds the mapping against the database, once."""
        if self._plant is None:
            check_columns(self._database, self._mapping)
            calendar = ShiftCalendar(_shifts(self._mapping, self._database))
            self._plant = Plant(self.name, self._clock, calendar, self._mapping.encoding)
        return self._plant

    def _rows_of_key(self, compiled: CompiledSqlPart, key: str) -> Sequence[Row]:
        """The rows that say what ``key`` is now, the deciding one last."""
        part, layout = compiled.part, compiled.layout
        if part.key.column is None:
            raise ConfigurationError(f"Part {part.name} has no key column to look up by.")
        if not key.startswith(part.key.prefix):
            return []
        wanted = self._database.like(part.table, part.key.column, key[len(part.key.prefix) :])
        if wanted is None:
            return []
        column = layout.column(part.key.column)
        if part.counter is None:
            newest = part.revision.column if part.revision and part.revision.column else None
            order = [layout.column(newest)] if newest else cursor_columns(layout)
            query = layout.select().where(column == wanted)
            return self._database.rows(query.order_by(*(c.desc() for c in order)).limit(1))
        machine = layout.column(part.counter.machine)
        this_machine = layout.select().with_only_columns(machine).where(column == wanted)
        before = layout.select().where(
            machine == this_machine.scalar_subquery(), cursor_columns(layout)[-1] <= wanted
        )
        back = before.order_by(cursor_columns(layout)[-1].desc()).limit(_READINGS_BACK)
        return self._database.rows(back)[::-1]

    def _reread(self, compiled: CompiledSqlPart, stored: Row) -> Row | None:
        """The rejected row as it is now; ``None`` where it cannot be had."""
        layout = compiled.layout
        place = compiled.position(stored)
        same = [c == v for c, v in zip(cursor_columns(layout), place, strict=True)]
        if layout.part.cursor.id is None:
            return None
        try:
            rows = self._database.rows(layout.select().where(same[-1]).limit(1))
        except AdapterError:
            return None
        return rows[0] if rows else None


def _shifts(mapping: SqlMapping, database: Database) -> dict[str, Shift]:
    spec = mapping.shifts
    if isinstance(spec, ShiftTable):
        return {
            code: Shift(spec.names.get(code, code), _clock_time(start), _clock_time(end))
            for code, start, end in (
                (str(row[0]).strip(), row[1], row[2]) for row in database.rows(shift_query(spec))
            )
        }
    return shifts_of_file(spec)


def _clock_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time() if str(value).strip() == "24:00" else time.fromisoformat(str(value).strip())
    except ValueError as error:
        raise ConfigurationError(
            f"The MES's shift plan holds {value!r}, which is not a time like 06:00."
        ) from error
