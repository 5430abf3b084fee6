"""What a reading holds for a part of the mapping.

Besides metrics: ``topic:group``, ``topic:node``, ``topic:device``, ``topic:path`` (all of them),
``message:time``, ``message:received`` and ``message:id``, which no two readings share.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from adapters.contract import ConfigurationError, Stream
from adapters.mapping.layout import Row
from adapters.mapping.part import CompiledPart
from adapters.mapping.plant import Plant
from adapters.mes.sparkplug.model import SparkplugPart
from adapters.mes.sparkplug.state import Reading

OF_NODE = "node:"
ID = "message:id"
_PLACES: dict[str, Callable[[Reading], Any]] = {
    "topic:group": lambda r: r.topic.group,
    "topic:node": lambda r: r.topic.node,
    "topic:device": lambda r: r.topic.device,
    "topic:path": lambda r: r.topic.path,
    "message:time": lambda r: _moment(r.time),
    "message:received": lambda r: _moment(r.received),
    ID: lambda r: r.key,
}


class ReadingLayout:
    """The metrics that a part needs, in the order of its rows."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def place(self, name: str) -> int:
        if name.startswith(("topic:", "message:")) and name not in _PLACES:
            raise ConfigurationError(
                f"The mapping names {name!r}, which is not there (only {', '.join(_PLACES)})."
            )
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def expression(self, sql: str) -> int:
        raise ConfigurationError(
            f"The mapping says `sql: {sql}`, but a machine has no expressions. Name a metric."
        )

    def row(self, reading: Reading) -> Row:
        return [
            _PLACES[name](reading) if name in _PLACES else reading.values.get(name)
            for name in self.names
        ]

    @property
    def metrics(self) -> set[str]:
        """The metrics, those of the node by their own names too."""
        return {n.removeprefix(OF_NODE) for n in self.names if n not in _PLACES}


class CompiledSparkplugPart(CompiledPart):
    """A part that knows which readings are its rows."""

    def __init__(self, plant: Plant, stream: Stream, part: SparkplugPart) -> None:
        layout = ReadingLayout()
        super().__init__(plant, stream, part, layout, [])
        layout.place(ID)
        self.part = part
        self.layout = layout
        own = {name for name in layout.names if name not in _PLACES}
        self._on = frozenset(part.on) or frozenset(part.counters) or frozenset(own)
        self._births = part.takes_births(stream)

    @property
    def metrics(self) -> set[str]:
        return self.layout.metrics | set(self.part.on)

    def takes(self, reading: Reading) -> bool:
        """Whether a reading is a row of this part."""
        if not self.part.of.matches(reading.topic):
            return False
        if reading.problem is not None:
            return True
        if reading.birth and not self._births:
            return False
        return bool(self._on & reading.touched)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
