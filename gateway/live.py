"""One record as its source has it now.

Adapters block, so each lookup runs on a thread of its own with an adapter that nobody else is
using; adapters that came back are kept for the next lookup. One that hangs is left behind.
"""

from collections import defaultdict
from collections.abc import Iterable

from adapters.contract import (
    AdapterError,
    Capability,
    ConfigurationError,
    Record,
    Source,
    Stream,
)
from gateway.abilities import Abilities, known_abilities
from gateway.loop.reading import LeftBehind, on_thread
from gateway.registry import make_source, source_class
from gateway.settings import Settings, SettingsError
from gateway.warehouse.queries import CapabilityRow

KEPT = 4
"""Idle adapters that are kept for each source."""


class NoLookup(AdapterError):
    """The source gives such records by pulls only, or not at all."""

    code = "unsupported"

    def __init__(self, source: str, stream: Stream) -> None:
        super().__init__(f"{source} gives no {stream.value} one by one.")


class LiveSources:
    """Looks records up in the sources of the settings; an answer may take ``seconds``."""

    def __init__(self, settings: Settings, *, seconds: float) -> None:
        self._settings = settings
        self._seconds = seconds
        self._idle: defaultdict[str, list[Source]] = defaultdict(list)
        self._left_behind = LeftBehind()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._settings.sources))

    def abilities(self, said: Iterable[CapabilityRow]) -> dict[str, Abilities]:
        """What is known of every source's abilities; see ``known_abilities``."""
        return known_abilities(self._settings, said)

    def offers(self, source: str, stream: Stream) -> bool:
        """Whether its adapter says that such a source may have records of the stream."""
        try:
            streams = source_class(self._settings.sources[source], source).streams
        except SettingsError:
            return True  # the lookup itself says what is wrong
        return streams.get(stream) == Capability.SUPPORTED

    async def lookup(self, source: str, stream: Stream, key: str) -> Record | None:
        """The record; ``None`` where the source has none of that key. Raises ``AdapterError``."""
        return await on_thread(
            self._left_behind,
            lambda: self._lookup(source, stream, key),
            time_limit=self._seconds,
            purpose=f"{source}/{stream.value} lookup",
        )

    def _lookup(self, name: str, stream: Stream, key: str) -> Record | None:
        idle = self._idle[name]
        source = idle.pop() if idle else self._make(name)
        try:
            if source.streams.get(stream) is not Capability.SUPPORTED:
                raise NoLookup(name, stream)
            record = source.lookup(stream, key)
        except BaseException:
            source.close()
            raise
        if len(idle) < KEPT:
            idle.append(source)
        else:
            source.close()
        return record

    def _make(self, name: str) -> Source:
        try:
            return make_source(self._settings, name)
        except SettingsError as error:
            raise ConfigurationError(str(error)) from error

    def close(self) -> None:
        for idle in self._idle.values():
            while idle:
                idle.pop().close()
