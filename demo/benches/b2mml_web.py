"""The bench of the B2MML adapter over HTTP: a message with what is new since a time."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from adapters.conformance import ZONE, Bench, CannotHappen, Fault
from adapters.contract import ProductionCount, Reason, Record, Stream
from adapters.mes.b2mml import B2mmlSource
from demo.benches.b2mml_records import segment_of
from demo.benches.b2mml_writing import document, el, raw, response
from demo.benches.web_server import Answer, Request, WebServer
from demo.benches.web_server import Fault as HttpFault

_USER = "bench"
_PASSWORD = "kept-between-us"  # noqa: S105 - of a server that only this process runs
_BEGAN = datetime(2026, 3, 2, 14, tzinfo=UTC)

_AT_ONCE = 50


class PerformanceSystem(WebServer):
    """Each record is a noun of its own with the time when it was published.

    The server's clock goes on with what is written.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = _BEGAN
        self.nouns: dict[str, tuple[datetime, str]] = {}
        self.password = _PASSWORD
        self.forbidden = False

    def publish(self, count: ProductionCount, quantity: str | None = None) -> None:
        self.now = (self.now or _BEGAN) + timedelta(seconds=1)
        made = response(segment_of(count, quantity), order=count.order)
        noun = raw("OperationsPerformance", el("PublishedDate", self.now.isoformat()), made)
        self.nouns[count.key] = (self.now, noun)

    def answer(self, request: Request) -> Answer:
        given = base64.b64encode(f"{_USER}:{self.password}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {given}":
            return Answer(status=401)
        if self.forbidden:
            return Answer(status=403)
        since = datetime.fromisoformat(request.query.get("changedSince", _BEGAN.isoformat()))
        new = [noun for published, noun in sorted(self.nouns.values()) if published >= since]
        return Answer(pieces=_message(new)) if new else Answer(status=204)


def _message(nouns: Sequence[str]) -> Iterator[bytes]:
    """Some nouns at a time, since much of it may be asked for."""
    message = document(raw("ShowOperationsPerformance", raw("DataArea", raw("Show"), "@")))
    before, _, after = message.partition(b"@")
    yield before
    for begin in range(0, len(nouns), _AT_ONCE):
        yield "".join(nouns[begin : begin + _AT_ONCE]).encode()
    yield after


class B2mmlWebBench(Bench):
    adapter: ClassVar[Any] = B2mmlSource
    streams: ClassVar[Sequence[Stream]] = (Stream.PRODUCTION_COUNT,)
    overlap: ClassVar[int] = 1
    time_limit: ClassVar[float] = 1.5

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._system = PerformanceSystem()
        self._system.start()
        self._mapping = folder / "mapping.yaml"
        self._mapping.write_text(
            "extends: b2mml\n"
            "web: {get: performance, since: changedSince, overlap_minutes: 0}\n"
            "streams: {order: null, lot: null, person: null, equipment: null}\n"
        )

    def settings(self) -> dict[str, Any]:
        return {
            "url": self._system.url,
            "user": _USER,
            "secret": _PASSWORD,
            "logon": {"kind": "basic"},
            "mapping": self._mapping,
            "zone": ZONE,
            "time_limit": self.time_limit,
        }

    @property
    def private(self) -> Sequence[str]:
        return ["127.0.0.1", str(self._system.port)]

    def put(self, record: Record) -> Record:
        self._system.publish(_count(record))
        return replace(record, key=f"R1/{record.key}")

    def spoil(self, record: Record) -> Reason:
        self._system.publish(_count(record), "many")
        return Reason.NOT_A_NUMBER

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        system = self._system
        match fault:
            case Fault.AWAY:
                system.stop()
            case Fault.SLOW:
                system.every = HttpFault(delay=2 * self.time_limit)
            case Fault.WRONG_SECRET:
                system.password = "changed-meanwhile"  # noqa: S105
            case Fault.FORBIDDEN:
                system.forbidden = True
            case Fault.NONSENSE:
                system.every = HttpFault(body=b"<html>Welcome</html>")
            case Fault.ANSWER_LOST:
                raise CannotHappen("it carries out no commands")
        yield
        system.every, system.forbidden, system.password = None, False, _PASSWORD
        if fault is Fault.AWAY:
            system.start()

    def close(self) -> None:
        self._system.stop()


def _count(record: Record) -> ProductionCount:
    if not isinstance(record, ProductionCount):
        raise TypeError(type(record).__name__)
    return record
