"""What is known of a node: its session, its devices, the last value of each mapped metric."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from adapters.mapping import raw
from adapters.mes.sparkplug.topic import Topic


@dataclass(slots=True)
class MetricState:
    """``time`` is when it had the value, in milliseconds."""

    alias: int | None
    datatype: int | None
    value: Any
    time: int = 0


@dataclass(slots=True)
class DeviceState:
    """A device, or the node itself; ``time`` is that of its last reading, in milliseconds."""

    metrics: dict[str, MetricState] = field(default_factory=dict[str, MetricState])
    time: int = 0

    def name_of(self, alias: int) -> str | None:
        return next((name for name, m in self.metrics.items() if m.alias == alias), None)


@dataclass(slots=True)
class NodeState:
    """``devices`` are those that were born in this session; the node itself is ``""``.

    ``expected`` is the number that its next message should have; ``birth`` tells one birth from
    another, ``heard`` is when it came, by our clock; ``late`` messages in a row were passed over.
    Times are milliseconds.
    """

    born: bool = False
    birth: str = ""
    bd_seq: int | None = None
    birth_time: int = 0
    heard: int = 0
    last_time: int = 0
    expected: int | None = None
    devices: dict[str, DeviceState] = field(default_factory=dict[str, DeviceState])
    late: int = 0
    asked: int = 0
    told: bool = False

    def as_json(self) -> dict[str, Any]:
        content = asdict(self)
        for device in content["devices"].values():
            for metric in device["metrics"].values():
                metric |= raw.to_json(["value"], [metric["value"]])
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "NodeState":
        devices = {
            name: DeviceState({n: _metric(m) for n, m in device["metrics"].items()}, device["time"])
            for name, device in content["devices"].items()
        }
        rest = {name: value for name, value in content.items() if name != "devices"}
        return cls(**rest, devices=devices)


def _metric(content: Mapping[str, Any]) -> MetricState:
    (value,) = raw.from_json(["value"], content)
    return MetricState(content["alias"], content["datatype"], value, content["time"])


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came; ``received`` is milliseconds.

    ``again``: the broker has sent it before and does not know that we have it.
    """

    topic: Topic
    content: bytes
    received: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The values of a machine after a message; ``touched`` are those that the message brought.

    ``problem`` is a sentence where the message could not be read.
    """

    topic: Topic
    key: str
    time: int
    received: int
    values: Mapping[str, Any]
    touched: frozenset[str] = frozenset()
    birth: bool = False
    problem: str | None = None
