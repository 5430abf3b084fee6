"""SAP as a source of inspections and notifications."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

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
from adapters.sap import lots, notifications
from adapters.sap.lots import Lots
from adapters.sap.notifications import Notifications
from adapters.sap.raw import storable
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.values import Flaw
from adapters.sap.writing.target import COMMANDS, SapCommands

_VERSION = 1
# Each lot is a call of its own, and a page should not take long.
_LOTS_PER_PAGE = 200
# Notifications may be dated ahead.
_AHEAD = timedelta(days=30)
_Convert = Callable[[str, Mapping[str, Any], SapSettings], Record]


class SapSource:
    """Reads one SAP system through its SOAP services."""

    Settings: ClassVar[type[BaseModel]] = SapSettings
    streams: Mapping[Stream, Capability] = {
        Stream.PRODUCTION_COUNT: Capability.NOT_IMPLEMENTED,
        Stream.INSPECTION: Capability.SUPPORTED,
        Stream.DEFECT: Capability.NOT_IMPLEMENTED,
        Stream.NOTIFICATION: Capability.SUPPORTED,
    }
    commands: Mapping[str, Capability] = COMMANDS

    def __init__(self, name: str, settings: SapSettings) -> None:
        self.name = name
        self._settings = settings
        self._system = SapSystem(settings)
        self._lots = Lots(self._system, settings)
        self._notifications = Notifications(self._system, settings)
        self._commands = SapCommands(self._system, settings)
        self.commands = self._commands

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """See ``Source.pages``. What SAP still lists as open is in the cursor."""
        if stream is Stream.INSPECTION:
            return self._inspection_pages(_decoded(since), limit)
        if stream is Stream.NOTIFICATION:
            return self._notification_pages(_decoded(since), limit)
        raise ConfigurationError(f"The SAP adapter has no stream {stream}.")

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record as SAP has it at this moment. Raises ``ProtocolError`` for a flawed one."""
        if stream is Stream.INSPECTION:
            content = self._lots.detail(key)
        elif stream is Stream.NOTIFICATION:
            content = self._notifications.one(key)
        else:
            raise ConfigurationError(f"The SAP adapter has no stream {stream}.")
        if content is None:
            return None
        result = self._converted(stream, content)
        if isinstance(result, Rejection):
            raise ProtocolError(result.detail)
        return result

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The lot or notification as SAP has it now or, where it has none, as it was."""
        content: Any = None
        if rejection.stream is Stream.INSPECTION:
            content = self._lots.detail(rejection.key)
        elif rejection.stream is Stream.NOTIFICATION:
            content = self._notifications.one(rejection.key)
        return self._converted(rejection.stream, content or rejection.raw)

    def check(self) -> str:
        """Reads the WSDLs and calls each service once."""
        names = sorted(self._system.functions())
        self._ask_each_service()
        return (
            f"SAP client {self._settings.client}: {', '.join(names)}."
            f" Commands: {self._commands.described()}."
        )

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        """See ``CommandTarget.execute``."""
        return self._commands.execute(command, dry_run=dry_run)

    def close(self) -> None:
        self._system.close()

    def _ask_each_service(self) -> None:
        functions, today = self._settings.functions, self._today()
        if functions.lot_list in self._system.functions():
            self._lots.created_since(today)
        if functions.notification_list in self._system.functions():
            self._notifications.changed(today, today)

    def _inspection_pages(self, state: dict[str, Any], limit: int) -> Iterator[Page]:
        """New lots, and those that were open and are no longer; oldest first."""
        horizon = _day(state.get("listed")) or self._settings.since
        overlap = timedelta(days=self._settings.recheck_days)
        begin = max(min(horizon, self._today()) - overlap, self._settings.since)
        listed = {str(row["INSPLOT"]): lots.created(row) for row in self._lots.created_since(begin)}
        still_open: dict[str, str] = dict(state.get("open", {}))
        unchanged = self._open_now(still_open)
        wanted = sorted(
            (str(listed.get(number) or still_open[number]), number)
            for number in {*listed, *still_open} - unchanged
        )
        for chunk in _chunks(wanted, min(limit, _LOTS_PER_PAGE)):
            numbers = [number for _, number in chunk]
            contents = list(self._lots.details(numbers))
            for number in numbers:
                still_open.pop(number, None)
            for content in contents:
                _note_open(content, still_open)
            horizon = max([horizon, *(d for n in numbers if (d := listed.get(n)) is not None)])
            yield self._page(Stream.INSPECTION, contents, {"listed": horizon, "open": still_open})
        if not wanted:
            yield self._page(Stream.INSPECTION, [], {"listed": horizon, "open": still_open})

    def _open_now(self, was_open: Mapping[str, str]) -> set[str]:
        """Of the lots that were open, those that SAP still lists as open: one list call."""
        days = [d for created in was_open.values() if (d := _day(created)) is not None]
        if not days:
            return set()
        rows = self._lots.created_since(min(days), open_only=True)
        return {str(row["INSPLOT"]) for row in rows} & was_open.keys()

    def _notification_pages(self, state: dict[str, Any], limit: int) -> Iterator[Page]:
        """At first all, by windows of creation; from then on what has changed since."""
        today = self._today()
        until = today + _AHEAD
        changed = _day(state.get("changed"))
        if changed is not None:
            overlap = timedelta(days=self._settings.recheck_days)
            found = self._notifications.changed(min(changed, today) - overlap, until)
            chunks = _chunks(found, limit) or [()]
            for chunk in chunks[:-1]:
                yield self._page(Stream.NOTIFICATION, chunk, state)
            yield self._page(Stream.NOTIFICATION, chunks[-1], {"changed": today})
            return
        # What changes while the windows are read is found by the next pull.
        first = state.get("first") or str(today)
        done = _day(state.get("until"))
        begin = self._settings.since if done is None else done + timedelta(days=1)
        for last, found in self._notifications.windows(begin, until):
            chunks = _chunks(found, limit) or [()]
            for chunk in chunks[:-1]:
                yield self._page(Stream.NOTIFICATION, chunk, state)
            state = {"until": last, "first": first}
            yield self._page(Stream.NOTIFICATION, chunks[-1], state)
        yield self._page(Stream.NOTIFICATION, [], {"changed": first})

    def _page(self, stream: Stream, contents: Sequence[Any], state: Mapping[str, Any]) -> Page:
        results = [self._converted(stream, content) for content in contents]
        return Page(
            records=[r for r in results if not isinstance(r, Rejection)],
            rejections=[r for r in results if isinstance(r, Rejection)],
            cursor=json.dumps({**state, "version": _VERSION}, default=str),
        )

    def _converted(self, stream: Stream, content: Mapping[str, Any]) -> Record | Rejection:
        convert: _Convert
        if stream is Stream.INSPECTION:
            convert, key = lots.inspection, content["GENERAL_DATA"].get("INSPLOT")
            revision = lots.revision_of(content)
        else:
            convert, key = notifications.notification, content["header"].get("QMNUM")
            revision = notifications.revision_of(content)
        try:
            return convert(self.name, content, self._settings)
        except Flaw as flaw:
            return Rejection(
                source=self.name,
                stream=stream,
                key=str(key),
                revision=revision,
                reason=flaw.reason,
                detail=str(flaw),
                raw=storable(content),
            )

    def _today(self) -> date:
        return datetime.now(ZoneInfo(self._settings.zone)).date()


def _note_open(content: Mapping[str, Any], still_open: dict[str, str]) -> None:
    general = content["GENERAL_DATA"]
    if not str(content["USAGE_DECISION_DATA"].get("CODE_VALUATION") or "").strip():
        still_open[str(general.get("INSPLOT"))] = str(general.get("CREATED_ON_DATE") or "")


def _chunks(things: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [things[i : i + size] for i in range(0, len(things), size)]


def _decoded(cursor: str | None) -> dict[str, Any]:
    if cursor is None:
        return {}
    try:
        state = cast(dict[str, Any], json.loads(cursor))
        if state["version"] != _VERSION:
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error
    return state


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None
