"""A real HTTP server on a thread, with faults on demand; what it answers is a subclass's own."""

import asyncio
import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import parse_qsl

import uvicorn


@dataclass
class Fault:
    """What one request gets instead of its answer; ``None`` leaves that part as it is.

    ``cut``: bytes that are promised and not sent; ``delay`` and ``trickle``: seconds before the
    answer, and between its bytes.
    """

    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0
    trickle: float = 0


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass
class Answer:
    """``content`` is sent as JSON, unless there is a ``body`` or ``pieces`` of one."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    pieces: Iterable[bytes] | None = None


class WebServer(ABC):
    """``faults`` are given to the next requests, in turn; ``every`` to all while it is set.

    ``before`` is called with each request that gets an answer, to change things meanwhile; ``now``
    is the server's clock where it is not the machine's.
    """

    def __init__(self) -> None:
        self.faults: deque[Fault] = deque()
        self.every: Fault | None = None
        self.requests: list[Request] = []
        self.before: Callable[[Request], None] = lambda _request: None
        self.now: datetime | None = None
        self.port = 0

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """What the system says."""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/api/v1/"

    def paths(self, path: str) -> list[Request]:
        """The requests of a path so far."""
        return [r for r in self.requests if r.path == f"/api/v1/{path}"]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listens, on the same port as before."""
        # Named TCP, since asyncio sends small pieces at once only where it is sure of that.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", self.port))
        self.port = int(self._socket.getsockname()[1])
        self._server = _Server(
            uvicorn.Config(
                self._app,
                interface="asgi3",
                log_level="critical",
                lifespan="off",
                date_header=False,
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        while not self._server.started:
            time.sleep(0.002)

    def stop(self) -> None:
        """Nobody answers any more."""
        self._server.end()
        self._thread.join(5)
        self._socket.close()

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        request = Request(
            scope["method"],
            scope["raw_path"].decode(),
            dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
            {name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
            body,
        )
        self.requests.append(request)
        fault = self.every or (self.faults.popleft() if self.faults else Fault())
        if fault.body is None and fault.status == 200:
            self.before(request)
            answer = self.answer(request)
        else:
            answer = Answer(status=fault.status, body=fault.body or b"")
        await self._respond(send, answer, fault)

    async def _respond(self, send: Any, answer: Answer, fault: Fault) -> None:
        await asyncio.sleep(fault.delay)
        body = answer.body
        if body is None and answer.content is not None:
            body = json.dumps(answer.content, ensure_ascii=False).encode()
        body = body or b""
        length = {} if answer.pieces else {"content-length": str(len(body) + fault.cut)}
        now = self.now or datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "date": format_datetime(now, usegmt=True),
            **length,
            **answer.headers,
            **fault.headers,
        }
        raw = [(n.encode(), v.encode("latin-1")) for n, v in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        pieces = answer.pieces or [body]
        if fault.trickle:
            pieces = [body[i : i + 1] for i in range(len(body))]
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(fault.trickle)
        await send({"type": "http.response.body", "body": b""})


class _Server(uvicorn.Server):
    """Ends when it is told to, not at the next tick of its clock."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told = threading.Event()

    async def main_loop(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        self.told.set()
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    def end(self) -> None:
        self.told.wait(5)
        self._loop.call_soon_threadsafe(self._ended.set)
