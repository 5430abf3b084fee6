"""One record as its source has it now.

Adapters block and are used on one thread each: every source gets a few lanes, a lane being a
thread with an adapter of its own, made when it is first needed.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from adapters.contract import (
    Capability,
    ConfigurationError,
    Record,
    Source,
    Stream,
    TimedOut,
)
from gateway.registry import make_source, source_class
from gateway.settings import Settings, SettingsError

LANES = 2
"""Lookups of one source that may be under way at once."""


class _Lane:
    def __init__(self, name: str, make: Callable[[], Source]) -> None:
        self._make = make
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"live-{name}")
        self._source: Source | None = None
        self.waiting = 0

    async def lookup(self, stream: Stream, key: str) -> Record | None:
        self.waiting += 1
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._lookup, stream, key)
        work.add_done_callback(self._done)
        return await work

    def _done(self, work: "asyncio.Future[Record | None]") -> None:
        self.waiting -= 1
        if not work.cancelled():
            work.exception()  # seen, even where nobody waits any more

    def _lookup(self, stream: Stream, key: str) -> Record | None:
        if self._source is None:
            try:
                self._source = self._make()
            except SettingsError as error:
                raise ConfigurationError(str(error)) from error
        return self._source.lookup(stream, key)

    def close(self) -> None:
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._source is not None:
            self._source.close()


class LiveSources:
    """Looks records up in the sources of the settings; an answer may take ``seconds``."""

    def __init__(self, settings: Settings, *, seconds: float) -> None:
        self._settings = settings
        self._seconds = seconds
        self._lanes: dict[str, list[_Lane]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._settings.sources))

    def offers(self, source: str, stream: Stream) -> bool:
        """Whether the source is configured and says that it has records of the stream."""
        if source not in self._settings.sources:
            return False
        try:
            streams = source_class(self._settings.sources[source], source).streams
        except SettingsError:
            return True  # the lookup itself says what is wrong
        return streams.get(stream) == Capability.SUPPORTED

    async def lookup(self, source: str, stream: Stream, key: str) -> Record | None:
        """The record; ``None`` where the source has none of that key. Raises ``AdapterError``."""
        lane = self._lane(source)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(asyncio.ensure_future(lane.lookup(stream, key)))
        except TimeoutError:
            raise TimedOut(f"{source} did not answer within {self._seconds:g} seconds.") from None

    def _lane(self, source: str) -> _Lane:
        lanes = self._lanes.setdefault(source, [])
        idle = min(lanes, key=lambda lane: lane.waiting, default=None)
        if idle is None or (idle.waiting and len(lanes) < LANES):
            idle = _Lane(source, lambda: make_source(self._settings, source))
            lanes.append(idle)
        return idle

    def close(self) -> None:
        for lanes in self._lanes.values():
            for lane in lanes:
                lane.close()
