"""The bench of the Sparkplug adapter: a real broker, and a node that publishes whole records."""

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from adapters.conformance import Bench, CannotHappen, Fault, specimen
from adapters.contract import RECORD_TYPES, Reason, Record, Stream
from adapters.mes.sparkplug import SparkplugSource
from demo.benches.edge_node import Node, Wire
from demo.benches.mapping import STREAM_OF, part, plant
from demo.runtime.mosquitto import PROGRAM, EmbeddedMosquitto

_USER = "bench"
_PASSWORD = "kept-between-us"  # noqa: S105 - of a broker that only this process runs
_OTHER_PASSWORD = "changed-meanwhile"  # noqa: S105
_PLUGIN = "mosquitto_dynamic_security.so"


class SparkplugBench(Bench):
    adapter: ClassVar[Any] = SparkplugSource
    streams: ClassVar[Sequence[Stream]] = (Stream.INDICATOR_VALUE, Stream.PRODUCTION_COUNT)
    time_limit: ClassVar[float] = 1.5

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._broker = EmbeddedMosquitto(
            folder / "broker", user=_USER, password=_PASSWORD, saved_after=100_000
        )
        self._broker.start()
        self._mapping = folder / "records.yaml"
        streams = {stream.value: [_part(stream)] for stream in self.streams}
        content = {**plant(), "streams": streams}
        self._mapping.write_text(json.dumps(content), encoding="utf-8")
        self._node = Node()
        self._revision = 0
        self._meet()

    def settings(self) -> dict[str, Any]:
        return {
            "host": "127.0.0.1",
            "port": self._broker.port,
            "user": _USER,
            "secret": _PASSWORD,
            "mapping": self._mapping,
            "journal": self.folder / "journal.sqlite",
            "listen_seconds": 60,
            "quiet_seconds": 0.1,
            "hold_seconds": 0.1,
            "time_limit": self.time_limit,
        }

    def put(self, record: Record) -> Record:
        self._send([_values(record)], STREAM_OF[type(record)])
        return record

    def spoil(self, record: Record) -> Reason:
        values = _values(record)
        number = next(f.name for f in fields(record) if f.name in {"value", "good"})
        self._send([values | {number: "many"}], STREAM_OF[type(record)])
        return Reason.NOT_A_NUMBER

    def fill(self, stream: Stream, count: int) -> None:
        records = [specimen(stream, n, key=f"9{n:07}") for n in range(count)]
        self._send([_values(record) for record in records], stream)

    def close(self) -> None:
        self._broker.thaw()
        self._broker.stop()

    @property
    def private(self) -> Sequence[str]:
        return ["127.0.0.1", str(self._broker.port)]

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        match fault:
            case Fault.AWAY:
                self._broker.stop()
                yield
                self._broker.start()
            case Fault.SLOW:
                self._broker.freeze()
                yield
                self._broker.thaw()
            case Fault.WRONG_SECRET:
                with self._other(password=_OTHER_PASSWORD):
                    yield
            case Fault.FORBIDDEN:
                # With the right to read, Mosquitto takes away what it had kept for us.
                self._receive()
                with self._other(settings=self._nobody_subscribes()):
                    yield
            case Fault.NONSENSE:
                self._broker.stop()
                with _no_broker(self._broker.port):
                    yield
                self._broker.start()
            case _:
                raise CannotHappen("it carries out no commands")

    @contextmanager
    def _other(self, **changes: Any) -> Iterator[None]:
        """The broker with another configuration, and afterwards with its own again."""
        before = {name: getattr(self._broker, name) for name in changes}
        for values in (changes, before):
            self._broker.stop()
            for name, value in values.items():
                setattr(self._broker, name, value)
            self._broker.start()
            if values is changes:
                yield

    def _nobody_subscribes(self) -> tuple[str, ...]:
        unpacked = PROGRAM.find_or_fetch()
        rules = self.folder / "security.json"
        access = {"publishClientSend": True, "publishClientReceive": True, "unsubscribe": True}
        rules.write_text(json.dumps({"defaultACLAccess": access | {"subscribe": False}}))
        return (f"plugin {unpacked.libraries / _PLUGIN}", f"plugin_opt_config_file {rules}")

    def _meet(self) -> None:
        """The broker keeps messages for whom it has seen; the machines are born."""
        self._receive()
        with self._wire() as wire:
            wire.send(self._node.birth())
            for stream in self.streams:
                names = {f.name: "" for f in fields(RECORD_TYPES[stream])}
                wire.send(self._node.device_birth(stream.value, names))

    def _receive(self) -> None:
        source = self.source("under-test")
        list(source.pages(self.streams[0], None))
        source.close()

    def _send(self, rows: Sequence[dict[str, Any]], stream: Stream) -> None:
        made: list[tuple[str, bytes]] = []
        for row in rows:
            self._revision += 1
            given = row | {"revision": str(self._revision)}
            made.append(self._node.data(stream.value, **given))
        with self._wire() as wire:
            wire.send(*made)

    def _wire(self) -> Wire:
        return Wire(self._broker.port, _USER, _PASSWORD)


@contextmanager
def _no_broker(port: int) -> Iterator[None]:
    """Something else listens there."""
    with socket.create_server(("127.0.0.1", port)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1000)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _part(stream: Stream) -> dict[str, Any]:
    return part(stream, of={"device": stream.value}, on=["key"], revision="revision")


def _values(record: Record) -> dict[str, Any]:
    """All as text: a number of a machine has no more digits than a float."""
    given = {f.name: getattr(record, f.name) for f in fields(record)}
    return {name: _text(value) for name, value in given.items() if name != "source"}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
