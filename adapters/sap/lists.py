"""Lists of SAP made complete, whatever their row limits: SAP has a limit, and no offset."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from adapters.contract import ConfigurationError, ProtocolError
from adapters.sap.columns import Content
from adapters.sap.decoding import UNKNOWN_MARK, Row
from adapters.sap.errors import SapMessage
from adapters.sap.model import SapPart
from adapters.sap.parameters import is_one_of, tables_sent
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.wsdl import Function

_MOST_ROWS = 10_000_000
_ONE_DAY = timedelta(days=1)


class Lists:
    """The list function of one part. Of the rows only the fields ``kept`` are, if any are named:
    long lists are then no more than keys to ask for details by.
    """

    def __init__(
        self, system: SapSystem, settings: SapSettings, part: SapPart, kept: Collection[str] = ()
    ) -> None:
        self._system = system
        self._settings = settings
        self._part = part
        self._kept = frozenset(kept)
        self._spec = part.list
        self._function: Function = system.functions()[part.list.function]
        self._tables = tables_sent(self._function, {self._spec.table, *self._spec.beside})

    def windows(
        self, since: date, until: date, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[date, list[Content]]]:
        """All that was created from ``since`` to ``until``, piece by piece: the day up to which
        everything has come, and what came. Nothing is left out because of a row limit.
        """
        extra = parameters or {}
        created = self._spec.created
        if created is None:
            raise ConfigurationError(f"Part {self._part.name} has no window `created`.")
        if created.until is None:
            yield from self._from_day_to_day(since, until, extra)
            return
        step = timedelta(days=(self._spec.days or self._settings.window_days) - 1)
        while since <= until:
            last = min(since + step, until)
            yield from self._halved(since, last, extra)
            since = last + _ONE_DAY

    def changed(self, changed_since: date, since: date, until: date) -> Iterator[list[Content]]:
        """All that was changed on ``changed_since`` or later and created in the window."""
        changed = self._spec.changed
        if changed is None:
            raise ConfigurationError(f"Part {self._part.name} has no window `changed`.")
        extra: dict[str, Any] = {changed.since: changed_since.isoformat()}
        if changed.until is not None:
            extra[changed.until] = until.isoformat()
        for _, contents in self._halved(since, until, extra):
            yield contents

    def whole(self) -> Iterator[Content]:
        """The whole list, row by row as it comes in."""
        person = self._spec.persons
        if person is None:
            yield from self._stream(self._parameters({}))
            return
        for number in self._settings.persons:
            for row in self._stream(self._parameters({person: number})):
                yield {**row, person: number}

    def one(self, values: Mapping[str, str]) -> Content | None:
        """The record whose key columns have these values; ``None`` where there is none."""
        given = {p: self._selecting(p, values[c]) for p, c in self._spec.one.items()}
        found = self._stream(self._parameters(given))
        person = self._spec.persons
        if person is None:
            return next(iter(found), None)
        of_person = ({**row, person: values[person]} for row in found)
        return next((row for row in of_person if values.items() <= row.items()), None)

    def _halved(
        self, since: date, until: date, extra: Mapping[str, Any], limit: int = 0
    ) -> Iterator[tuple[date, list[Content]]]:
        """A window; one that is as full as the limit may hide rows, and is halved."""
        created = self._spec.created
        if created is None or created.until is None:
            yield from self._from_day_to_day(since, until, extra)
            return
        limit = limit or self._limit
        window = {created.since: since.isoformat(), created.until: until.isoformat()}
        found = self._read(self._parameters({**extra, **window}, limit))
        if not self._may_hide(found, limit):
            yield until, found
            return
        # What was in vain must not be held while it is read again in pieces.
        del found
        if since == until:
            yield from self._halved(since, until, extra, self._more(limit))
        else:
            middle = since + (until - since) // 2
            yield from self._halved(since, middle, extra)
            yield from self._halved(middle + _ONE_DAY, until, extra)

    def _from_day_to_day(
        self, since: date, until: date, extra: Mapping[str, Any]
    ) -> Iterator[tuple[date, list[Content]]]:
        """For lists that take a first day only.

        Where the rows come in order of their days, all but the last day of a full list are
        complete, and the next list begins with that one; else more rows are asked for.
        """
        created, limit = self._spec.created, self._limit
        while created is not None:
            given = {**extra, created.since: since.isoformat()}
            found = self._read(self._parameters(given, limit))
            if not self._may_hide(found, limit):
                yield max(since, until), found
                return
            last = self._day(found[-1], created.field or "")
            if created.in_order and last > since:
                yield (
                    last - _ONE_DAY,
                    [row for row in found if self._day(row, created.field or "") < last],
                )
                since, limit = last, self._limit
            else:
                limit = self._more(limit)

    def _may_hide(self, found: list[Content], limit: int) -> bool:
        return self._spec.limit is not None and len(found) >= limit

    def _more(self, limit: int) -> int:
        if limit > _MOST_ROWS:
            raise ProtocolError(
                f"SAP's {self._spec.function} lists more rows than can be. Choose a later `since`."
            )
        return limit * 4

    @property
    def _limit(self) -> int:
        return self._settings.max_rows or self._spec.rows

    def _trimmed(self, row: Row) -> Row:
        if not self._kept:
            return row
        return {name: row[name] for name in row if name in self._kept or name[0] == UNKNOWN_MARK}

    def _day(self, row: Content, field: str) -> date:
        value = str(row.get(field) or "")
        try:
            return date.fromisoformat(value)
        except ValueError:
            return date.min

    def _parameters(self, given: Mapping[str, Any], limit: int = 0) -> dict[str, Any]:
        parameters: dict[str, Any] = {**self._tables, **self._spec.parameters, **given}
        if self._spec.limit is not None:
            parameters[self._spec.limit] = limit or self._limit
        if self._spec.plant is not None and self._settings.plant:
            parameters[self._spec.plant] = self._selecting(self._spec.plant, self._settings.plant)
        return parameters

    def _selecting(self, parameter: str, value: str) -> Any:
        """The value, or a table of ranges with it alone."""
        if tables_sent(self._function, {parameter}):
            return [{"SIGN": "I", "OPTION": "EQ", "LOW": value, "HIGH": ""}]
        return value

    def _read(self, parameters: Mapping[str, Any]) -> list[Content]:
        return list(self._stream(parameters))

    def _stream(self, parameters: Mapping[str, Any]) -> Iterator[Content]:
        """Rows as they come in; with tables beside them, once the whole reply has come."""
        beside, rows, rest = self._spec.beside, list[Row](), dict[str, Any]()
        others: dict[str, list[Row]] = {name: [] for name in beside}
        try:
            for table, some in self._system.rows(self._spec.function, parameters, rest):
                if table == self._spec.table and not beside:
                    yield from map(self._trimmed, some)
                elif table == self._spec.table:
                    rows += some
                elif table in others:
                    others[table] += some
        except SapMessage as message:
            if is_one_of(message, self._spec.nothing):
                return
            raise
        by_field = {name: _grouped(others[name], field) for name, field in beside.items()}
        for row in rows:
            found = {name: by_field[name].get(row.get(f), []) for name, f in beside.items()}
            yield {**row, **found}


def _grouped(rows: list[Row], field: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get(field), []).append(row)
    return found
