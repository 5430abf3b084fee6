"""The part of the suite that a real system is held to: it reads, and changes nothing.

Bounded by a number of pages for each stream and by a time for all. Commands are tried as dry
runs only, with things that no system has.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

from pydantic import BaseModel

from adapters.conformance.outcome import Broken, CannotHappen, NotShown
from adapters.conformance.rules import changes, commands, cursors, load, secrets, shape, values
from adapters.conformance.trial import Pull, pull, told
from adapters.contract import (
    AdapterError,
    Capability,
    ConfigurationError,
    Record,
    Source,
    Stream,
)

_LOOKED_UP = 3
_REPLAYED = 3
_TRIES = 3
_PAGES_FOR_MEMORY = 10


@dataclass(slots=True)
class Bounds:
    """How much of a system is read: pages of each stream and rows of a page; seconds for all."""

    pages: int = 10
    rows: int = 200
    seconds: float = 60.0


@dataclass(slots=True)
class LiveSystem:
    """A configured source of the name ``name``; ``make`` makes a new instance of it."""

    name: str
    adapter: Any
    make: Callable[[], Source]
    settings: BaseModel
    bounds: Bounds = field(default_factory=Bounds)
    read: dict[Stream, Pull] = field(default_factory=dict[Stream, Pull])
    """What was read of each stream so far."""
    _made: list[Source] = field(default_factory=list[Source])
    _until: float = 0.0

    def source(self) -> Source:
        source = self.make()
        self._made.append(source)
        return source

    def close(self) -> None:
        for source in self._made:
            with suppress(Exception):
                source.close()

    def begin(self) -> None:
        self._until = time.monotonic() + self.bounds.seconds

    @property
    def has_time(self) -> bool:
        return time.monotonic() < self._until

    def streams(self) -> list[Stream]:
        source = self.source()
        return [s for s in Stream if source.streams.get(s) is Capability.SUPPORTED]

    def first_pages(self, stream: Stream) -> Pull:
        """The first pages of the stream, read once."""
        if not self.has_time:
            raise NotShown(f"the time of {self.bounds.seconds:g} s was over")
        if stream not in self.read:
            self.read[stream] = self.pull(self.source(), stream)
        return self.read[stream]

    def pull(self, source: Source, stream: Stream, since: str | None = None) -> Pull:
        return pull(source, stream, since, limit=self.bounds.rows, most=self.bounds.pages)

    def each_stream(self, check: Callable[[Stream], None]) -> None:
        """For every stream that it declares; an empty one shows nothing, and hides nothing."""
        hidden: list[str] = []
        shown = 0
        for stream in self.streams():
            try:
                check(stream)
                shown += 1
            except NotShown as error:
                hidden.append(f"{stream}: {error}")
        if not shown:
            raise NotShown("; ".join(hidden) or "it declares no stream supported")


def port(system: LiveSystem) -> None:
    shape.check_class(system.adapter)
    source = system.source()
    shape.check_instance(source, system.name)
    source.check()

    def of_stream(stream: Stream) -> None:
        pulled = system.first_pages(stream)
        shape.check_pages(pulled.pages, stream, system.name)
        problems = values.zone_problems(pulled.records)
        if problems:
            raise Broken(f"{stream}: {problems[0]}.", "let every time carry its zone.")
        for rejection in pulled.rejections[:_REPLAYED]:
            changes.check_rejection(rejection, stream)

    system.each_stream(of_stream)


def declared_streams(system: LiveSystem) -> None:
    source = system.source()
    shape.check_declared(source, system.adapter)
    system.each_stream(lambda stream: _readable(system, stream))


def _readable(system: LiveSystem, stream: Stream) -> None:
    try:
        system.first_pages(stream)
    except ConfigurationError as error:
        raise Broken(
            f"{stream} is declared SUPPORTED, and pages raised {told(error)}.",
            "declare only what these settings can do.",
        ) from error


def no_row_repeated(system: LiveSystem) -> None:
    """A real system may itself hold a row twice: what counts is where one page meets the next."""

    def of_stream(stream: Stream) -> None:
        pages = [page for page in _some_rows(system, stream).pages if page.records]
        meetings = list(pairwise(pages))
        if not meetings:
            raise NotShown(f"{stream} came in one page of {system.bounds.rows} rows")
        again = [
            after.records[0].key
            for before, after in meetings
            if (after.records[0].key, after.records[0].revision)
            == (before.records[-1].key, before.records[-1].revision)
        ]
        if len(again) == len(meetings):
            raise Broken(
                f"{stream}: each page began with the last row of the one before: {again[0]}.",
                "begin a page after the last row of the one before.",
            )

    system.each_stream(of_stream)


def pages_within_limit(system: LiveSystem) -> None:
    system.each_stream(
        lambda stream: cursors.check_limit(
            stream, _some_rows(system, stream).pages, system.bounds.rows
        )
    )


def same_cursor_same_records(system: LiveSystem) -> None:
    """A running system changes meanwhile: two readings in a row that agree are enough."""

    def of_stream(stream: Stream) -> None:
        before = _some_rows(system, stream)
        for attempt in range(_TRIES):
            again = system.pull(system.source(), stream)
            try:
                cursors.check_same(stream, before, again, "from the beginning")
            except Broken:
                if attempt == _TRIES - 1 or not system.has_time:
                    raise
                before = again
            else:
                return

    system.each_stream(of_stream)


def killed_pull_resumes(system: LiveSystem) -> None:
    def of_stream(stream: Stream) -> None:
        whole = _some_rows(system, stream)
        if len(whole.pages) < 2:
            raise NotShown(f"{stream} came in one page of {system.bounds.rows} rows")
        kept = Pull(None, whole.pages[:1])
        resumed = pull(
            system.source(),
            stream,
            kept.cursor,
            limit=system.bounds.rows,
            most=system.bounds.pages,
        )
        following = next((r.key for page in whole.pages[1:] for r in page.records), None)
        if following not in resumed.keys and len(resumed.pages) == system.bounds.pages:
            raise NotShown(f"the overlap of {stream} is longer than {system.bounds.pages} pages")
        cursors.check_resumed(stream, whole, kept, resumed, len(kept.keys))

    system.each_stream(of_stream)


def foreign_cursor_said(system: LiveSystem) -> None:
    source = system.source()
    system.each_stream(lambda stream: cursors.check_foreign(source, stream))


def close_releases(system: LiveSystem) -> None:
    streams = system.streams()
    if not streams:
        raise NotShown("it declares no stream supported")
    load.check_released(system.make, streams[0])


def lookup_agrees(system: LiveSystem) -> None:
    def of_stream(stream: Stream) -> None:
        newest = _some_rows(system, stream).newest()
        source = system.source()
        for key in list(newest)[:_LOOKED_UP]:
            _agrees(system, source, stream, newest[key])

    system.each_stream(of_stream)


def _agrees(system: LiveSystem, source: Source, stream: Stream, record: Record) -> None:
    """A record may have changed since it was read; it is then read once more."""
    try:
        found = source.lookup(stream, record.key)
    except ConfigurationError as error:
        raise NotShown(f"there is no lookup: {error}") from error
    except AdapterError as error:
        raise Broken(f"{stream}: lookup of {record.key!r} raised {told(error)}.") from error
    if found is not None and found.revision > record.revision:
        return
    changes.check_looked_up(source, stream, record)


def replay_agrees(system: LiveSystem) -> None:
    def of_stream(stream: Stream) -> None:
        rejections = _some_rows(system, stream).rejections
        if not rejections:
            raise NotShown("no row was rejected")
        source = system.source()
        for rejection in rejections[:_REPLAYED]:
            again = changes.replayed(source, rejection)
            if again.key != rejection.key:
                raise Broken(
                    f"{stream}: replay of {rejection.key!r} answered with {again.key!r}.",
                    "answer with the row that was asked for.",
                )

    system.each_stream(of_stream)


def no_secret_leaks(system: LiveSystem) -> None:
    texts = secrets.secret_texts(system.settings)
    if not texts:
        raise CannotHappen("its settings hold no secret")
    listener = secrets.Listener(texts)
    with listener.logs():
        source = system.source()
        listener.hears_source(source, system.settings)
        listener.hears("check()", source.check())
        for stream in system.streams():
            for page in system.pull(source, stream).pages:
                listener.hears("a cursor", str(page.cursor))
                for rejection in page.rejections:
                    listener.hears("a rejection", f"{rejection.detail} {rejection.raw}")
    listener.judge()
    raise NotShown("nothing leaked, but no error was heard: that takes a bench")


def memory_stays_flat(system: LiveSystem) -> None:
    def of_stream(stream: Stream) -> None:
        limit = max(1, system.bounds.rows // _PAGES_FOR_MEMORY)
        few = load.peak_of_pages(
            system.source(), stream, limit=limit, goes_on=lambda pages: pages < 2
        )
        many = load.peak_of_pages(
            system.source(),
            stream,
            limit=limit,
            goes_on=lambda pages: pages < system.bounds.pages * 5 and system.has_time,
        )
        if not few.rows or many.rows < few.rows * 5:
            raise NotShown(f"there are {many.rows} rows: too few to tell")
        if many.peak > few.peak * 1.5 + 512 * 1024:
            raise Broken(
                f"{stream}: {few.rows} rows took {few.peak // 1024} KiB and {many.rows} rows"
                f" {many.peak // 1024} KiB.",
                "keep nothing of a page that was yielded.",
            )

    system.each_stream(of_stream)


def threads_do_not_mix(system: LiveSystem) -> None:
    def of_stream(stream: Stream) -> None:
        alone = system.pull(system.source(), stream)
        if not alone.keys:
            raise NotShown("there is no row")
        sources: Sequence[Source] = [system.source() for _ in range(2)]
        load.check_threads(sources, stream, alone, limit=system.bounds.rows)

    system.each_stream(of_stream)


def declared_commands(system: LiveSystem) -> None:
    target = cast("Any", system.source())
    commands.check_declared_commands(target, system.adapter)
    for name in commands.supported(target):
        command = commands.sample(commands.COMMAND_TYPES[name])
        try:
            result = target.execute(command, dry_run=True)
        except ConfigurationError as error:
            raise Broken(
                f"{name} is declared supported, and a dry run raised {told(error)}.",
                "declare only what these settings can do.",
            ) from error
        except AdapterError:
            continue  # it was understood, and nobody there has the name that was asked for
        if not result.dry_run:
            raise Broken(
                f"a dry run of {name} answered {result}.", "answer a dry run with `dry_run=True`."
            )


def _some_rows(system: LiveSystem, stream: Stream) -> Pull:
    pulled = system.first_pages(stream)
    if not pulled.records and not pulled.rejections:
        raise NotShown("there is no row")
    return pulled
