"""The adapter: what ``adapters.contract.Source`` asks for, method by method."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from pydantic import BaseModel

from adapters.contract import (
    Capability,
    ConfigurationError,
    Page,
    ProtocolError,
    Record,
    Rejection,
    Stream,
)

from .files import CsvFolder, Line
from .rows import Flaw, count, revision
from .settings import MySystemSettings


class MySystemSource:
    """Reads production counts from a folder of CSV files."""

    Settings: ClassVar[type[BaseModel]] = MySystemSettings
    # What is not here is not offered: the gateway asks for nothing else.
    streams: Mapping[Stream, Capability] = {Stream.PRODUCTION_COUNT: Capability.SUPPORTED}

    def __init__(self, name: str, settings: MySystemSettings) -> None:
        """Opens nothing yet: a system that is away must not keep the others from starting."""
        self.name = name
        self._settings = settings
        self._folder = CsvFolder(settings.folder)

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """The lines after the cursor. Each page's cursor is good once that page is stored."""
        self._check_stream(stream)
        return self._pages(_decoded(since), limit)

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The newest state of one row. A system with an index answers this without reading all."""
        self._check_stream(stream)
        found = self._newest(key)
        if isinstance(found, Rejection):
            raise ProtocolError(found.detail)
        return found

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The rejected row as it is now or, where it is gone, as it was kept."""
        now = self._newest(rejection.key)
        return self._converted(rejection.key, rejection.raw) if now is None else now

    def check(self) -> str:
        """Reaches the system; one line for ``quality-loop sources --check``."""
        return f"{len(self._folder.files())} CSV files"

    def close(self) -> None:
        """Nothing is held between two pages."""

    def _pages(self, places: dict[str, int], limit: int) -> Iterator[Page]:
        lines: list[Line] = []
        for line in self._folder.lines(dict(places)):
            lines.append(line)
            if len(lines) == limit:
                yield self._page(lines, places)
                lines = []
        yield self._page(lines, places)

    def _page(self, lines: list[Line], places: dict[str, int]) -> Page:
        for line in lines:
            places[line.file] = line.after
        rows = [self._converted(f"{line.file}:{line.after}", line.cells) for line in lines]
        return Page(
            records=[row for row in rows if not isinstance(row, Rejection)],
            rejections=[row for row in rows if isinstance(row, Rejection)],
            cursor=json.dumps(places),
        )

    def _newest(self, key: str) -> Record | Rejection | None:
        states = (
            self._converted(key, line.cells)
            for line in self._folder.lines({})
            if line.cells.get("number") == key
        )
        return max(states, key=lambda state: state.revision, default=None)

    def _converted(self, key: str, row: Mapping[str, str]) -> Record | Rejection:
        """``key`` is the row's where it names none itself."""
        try:
            return count(self.name, row, self._settings)
        except Flaw as flaw:
            return Rejection(
                source=self.name,
                stream=Stream.PRODUCTION_COUNT,
                key=row.get("number") or key,
                revision=_revision(row),
                reason=flaw.reason,
                detail=str(flaw),
                raw=dict(row),
            )

    def _check_stream(self, stream: Stream) -> None:
        if stream not in self.streams:
            raise ConfigurationError(f"The My system adapter has no stream {stream}.")


def _revision(row: Mapping[str, str]) -> int:
    try:
        return revision(row)
    except Flaw:
        return 0


def _decoded(cursor: str | None) -> dict[str, int]:
    """The places in the files, by name. Raises ``ConfigurationError`` for foreign text."""
    try:
        places: Any = json.loads(cursor) if cursor is not None else {}
    except ValueError:
        places = None
    if not isinstance(places, dict) or any(
        type(place) is not int for place in cast("dict[str, Any]", places).values()
    ):
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        )
    return cast("dict[str, int]", places)
