"""Edge nodes that publish Sparkplug B to a real broker, well and badly."""

import time
from collections.abc import Mapping
from typing import Any, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from adapters.mes.sparkplug.payload import decoded, encoded

BEGAN = 1_772_433_000_000  # 2026-03-02T06:30:00Z
_MINUTE = 60_000
INT32, INT64, UINT64, FLOAT, BOOLEAN, STRING = 3, 4, 8, 9, 11, 12
_FIELDS = {
    INT32: "int_value",
    INT64: "long_value",
    UINT64: "long_value",
    FLOAT: "float_value",
    BOOLEAN: "boolean_value",
    STRING: "string_value",
}


def kind_of(value: Any) -> int:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return UINT64
    return FLOAT if isinstance(value, float) else STRING


def metric(value: Any, **fields: Any) -> dict[str, Any]:
    """A metric; ``None`` is null."""
    given = {n: v for n, v in fields.items() if v is not None}
    if value is None:
        return given | {"is_null": True}
    kind = fields.get("datatype") or kind_of(value)
    return given | {_FIELDS[kind]: value}


class Node:
    """An edge node: keeps its numbers as it should; each message can be made without being sent.

    ``aliases`` are given at the births and used by data messages.
    """

    def __init__(self, name: str = "N1", group: str = "G") -> None:
        self.name = name
        self.group = group
        self.seq = 0
        self.bd_seq = 0
        self.now = BEGAN
        self._aliases: dict[tuple[str, str], int] = {}

    def topic(self, kind: str, device: str = "") -> str:
        return "/".join(filter(None, ("spBv1.0", self.group, kind, self.name, device)))

    def birth(self, values: Mapping[str, Any] | None = None) -> tuple[str, bytes]:
        """NBIRTH: numbers begin anew."""
        self.seq = 0
        given = [metric(self.bd_seq, name="bdSeq", datatype=INT64)]
        given += self._born("", values or {})
        return self._message("NBIRTH", "", given)

    def death(self) -> tuple[str, bytes]:
        """NDEATH, as the broker publishes it for the node."""
        given = [metric(self.bd_seq, name="bdSeq", datatype=INT64)]
        return self.topic("NDEATH"), encoded(time=self.now, metrics=given)

    def device_birth(self, device: str, values: Mapping[str, Any]) -> tuple[str, bytes]:
        return self._message("DBIRTH", device, self._born(device, values))

    def device_death(self, device: str) -> tuple[str, bytes]:
        return self._message("DDEATH", device, [])

    def data(self, device: str = "", **values: Any) -> tuple[str, bytes]:
        """DDATA of a device, NDATA of the node itself; by aliases."""
        given = [
            metric(v, alias=self._aliases[device, name], timestamp=self.now)
            for name, v in values.items()
        ]
        return self._message("DDATA" if device else "NDATA", device, given)

    def history(self, device: str, *metrics: dict[str, Any]) -> tuple[str, bytes]:
        """DDATA with metrics as they are given."""
        return self._message("DDATA", device, list(metrics))

    def _born(self, device: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        given: list[dict[str, Any]] = []
        for name, value in values.items():
            alias = self._aliases.setdefault((device, name), 100 + len(self._aliases))
            kind = kind_of(value)
            given.append(metric(value, name=name, alias=alias, datatype=kind, timestamp=self.now))
        return given

    def _message(self, kind: str, device: str, given: list[dict[str, Any]]) -> tuple[str, bytes]:
        content = encoded(time=self.now, seq=self.seq, metrics=given)
        self.seq = (self.seq + 1) % 256
        self.now += _MINUTE
        return self.topic(kind, device), content


class Wire:
    """A connection of machines to the broker; ``asked`` are the commands that were sent to them."""

    def __init__(self, port: int, user: str = "", password: str = "") -> None:
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        if user:
            self._client.username_pw_set(user, password)
        self._port = port
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        self._client.on_message = self._heard
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        _number = self._client.subscribe("spBv1.0/+/NCMD/#", 1)
        until = time.monotonic() + 5
        while not self._client.is_connected() and time.monotonic() < until:
            time.sleep(0.01)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def send(self, *messages: tuple[str, bytes], qos: int = 1) -> None:
        """Publishes, and returns when the broker has them."""
        sent = [self._client.publish(topic, content, qos=qos) for topic, content in messages]
        for message in sent:
            message.wait_for_publish(10)

    def _heard(self, _client: Any, _data: Any, message: Any) -> None:
        wanted = [m.name for m in decoded(message.payload).metrics if m.value is True]
        self.asked += [f"{message.topic} {name}" for name in wanted]
