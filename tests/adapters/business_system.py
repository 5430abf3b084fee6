"""A real HTTP server of a business system: paged JSON in every manner, and faults on demand."""

import base64
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlencode

import uvicorn

SECRET = "s3cr3t/+ 密"
BEGAN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


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
    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


def booking(number: int, **values: Any) -> dict[str, Any]:
    """One booking as the system has it."""
    changed = BEGAN + timedelta(minutes=number)
    return {
        "id": number,
        "no": f"{number:010}",
        "version": 1,
        "operation": {"code": "0010", "center": "0100"},
        "badge": "00001001",
        "lot": "批1",
        "begun": f"{changed - timedelta(minutes=9):%Y-%m-%dT%H:%M:%SZ}",
        "done": f"{changed:%Y-%m-%dT%H:%M:%SZ}",
        "produced": 100,
        "good": 97,
        "scrap": 2.5,
        "rework": 0.5,
        "unit": "ST",
        "changed": f"{changed:%Y-%m-%dT%H:%M:%SZ}",
    } | values


class BusinessSystem:
    """``bookings`` is what it holds; ``faults`` are given to the next requests, in turn.

    ``every`` is given to all of them while it is set. ``before`` is called with each request
    that gets an answer, to change things meanwhile.
    ``most`` is how many objects it hands out at once, whatever is asked for.
    """

    def __init__(self) -> None:
        self.bookings: list[dict[str, Any]] = []
        self.faults: deque[Fault] = deque()
        self.every: Fault | None = None
        self.requests: list[Request] = []
        self.before: Callable[[Request], None] = lambda _request: None
        self.most = 1000
        self.now: datetime | None = None
        self.tokens: set[str] = set()
        self.lifetime: float = 3600
        self.logon = "none"
        self.permissions: dict[tuple[str, str], dict[str, Any]] = {}
        self.done: dict[str, Answer] = {}
        self.port = 0

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
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", self.port))
        self.port = int(self._socket.getsockname()[1])
        self._server = uvicorn.Server(
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
            time.sleep(0.005)

    def stop(self) -> None:
        """Nobody answers any more."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(5)
        self._socket.close()

    # ------------------------------------------------------------------ answers

    def answer(self, request: Request) -> Answer:
        path = request.path.removeprefix("/api/v1/")
        if path == "token":
            return self._token(request)
        if path == "login":
            return self._login(request)
        if not self._may(request):
            return Answer({"message": f"{request.headers.get('authorization')} is no good"}, 401)
        if path.startswith("operators/"):
            return self._permit(request, *path.split("/")[1::2])
        name, _, key = path.partition("/")
        if name == "booking":
            return self._one(self.unquoted(key))
        serve = getattr(self, f"_by_{name}", None)
        return serve(request) if serve else Answer({"title": "no such thing"}, 404)

    def _may(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        match self.logon:
            case "basic":
                return given == self.basic("u", SECRET)
            case "key":
                return request.headers.get("x-api-key") == "k-123"
            case "token":
                return given.removeprefix("Bearer ") in self.tokens
            case "cookie":
                return request.headers.get("cookie", "").removeprefix("session=") in self.tokens
            case _:
                return True

    @staticmethod
    def basic(user: str, secret: str) -> str:
        return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"

    def _token(self, request: Request) -> Answer:
        form = dict(parse_qsl(request.body.decode()))
        given = request.headers.get("authorization")
        if form.get("client_secret") != "sec ret" and given != self.basic("client", "sec+ret"):
            return Answer({"error": "invalid_client", "error_description": "sec ret"}, 401)
        return Answer({"access_token": self._new_token(), "expires_in": self.lifetime})

    def _login(self, request: Request) -> Answer:
        if request.json.get("password") != SECRET:
            return Answer({"code": 1, "message": "wrong password"}, 403)
        token = self._new_token()
        content = {"data": {"jwt": token, "seconds": self.lifetime}}
        return Answer(content, headers={"set-cookie": f"session={token}"})

    def _new_token(self) -> str:
        token = f"tok-{len(self.requests)}"
        self.tokens.add(token)
        return token

    @staticmethod
    def unquoted(text: str) -> str:
        return unquote(text)

    def _one(self, key: str) -> Answer:
        found = [b for b in self.bookings if b["no"] == key]
        return Answer({"data": found[-1]}) if found else Answer({"title": "unknown"}, 404)

    def _permit(self, request: Request, person: str, operation: str) -> Answer:
        key = request.headers.get("idempotency-key", "")
        if key in self.done:
            again = self.done[key]
            return Answer(again.content, again.status, {"idempotent-replayed": "true"})
        if person == "00009999":
            sentence = f"Badge is shared; ask {self.origin} or 10.0.0.7:8080 with {SECRET}"
            return Answer({"detail": sentence}, 422, {"x-request-id": "R-17"})
        if request.query.get("check") == "true":
            return Answer({"text": "would do"})
        self.permissions[person, operation] = request.json
        self.done[key] = Answer({"data": {"id": f"P{len(self.done) + 1}"}, "text": "done"})
        return self.done[key]

    # ------------------------------------------------------------------ manners of paging

    def _chosen(self, request: Request) -> list[dict[str, Any]]:
        query = {**request.query, **(request.json or {})}
        since = query.get("changedSince", "")
        begin, end = query.get("from", ""), query.get("to", "9")
        return [
            b
            for b in self.bookings
            if b["changed"] >= since and begin <= b["done"] and b["done"][: len(end)] <= end
        ]

    def _limit(self, request: Request) -> int:
        return min(int(request.query.get("limit", self.most)), self.most)

    def _by_all(self, request: Request) -> Answer:
        return Answer(self._chosen(request)[: self.most])

    def _by_cursor(self, request: Request) -> Answer:
        begin = int(request.query.get("cursor", "c0")[1:])
        end = begin + self._limit(request)
        chosen = self._chosen(request)
        following = f"c{end}" if end < len(chosen) else None
        return Answer({"data": {"items": chosen[begin:end]}, "paging": {"next": following}})

    def _by_offset(self, request: Request) -> Answer:
        begin = int(request.query["offset"])
        return Answer({"items": self._chosen(request)[begin : begin + self._limit(request)]})

    def _by_page(self, request: Request) -> Answer:
        limit, chosen = self._limit(request), self._chosen(request)
        begin = (int(request.query["page"]) - 1) * limit
        return Answer({"items": chosen[begin : begin + limit], "total": len(chosen)})

    def _by_link(self, request: Request) -> Answer:
        begin, limit = int(request.query.get("at", "0")), self._limit(request)
        chosen = self._chosen(request)
        link = f'<{self.url}link>; rel="first"'
        if begin + limit < len(chosen):
            query = urlencode(request.query | {"at": begin + limit, "limit": limit})
            link += f', <?{query}>; title="a, b"; rel="next"'
        return Answer(chosen[begin : begin + limit], headers={"link": link})

    def _by_next(self, request: Request) -> Answer:
        begin, limit = int(request.query.get("at", "0")), self._limit(request)
        chosen = self._chosen(request)
        more = begin + limit < len(chosen)
        following = f"/api/v1/next?at={begin + limit}&limit={limit}" if more else None
        return Answer({"items": chosen[begin : begin + limit], "@odata.nextLink": following})

    def _by_after(self, request: Request) -> Answer:
        after = int(request.query.get("after", "0"))
        rows = sorted((b for b in self.bookings if b["id"] > after), key=lambda b: b["id"])
        return Answer({"items": rows[: self._limit(request)]})

    def _by_search(self, request: Request) -> Answer:
        page = request.json.get("page", {})
        begin = int(page.get("offset", 0))
        end = begin + page.get("limit", self.most)
        return Answer({"items": self._chosen(request)[begin:end]})

    # ------------------------------------------------------------------ ASGI

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
        import anyio

        await anyio.sleep(fault.delay)
        body = answer.body
        if body is None:
            body = json.dumps(answer.content, ensure_ascii=False).encode()
        now = self.now or datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "date": format_datetime(now, usegmt=True),
            "content-length": str(len(body) + fault.cut),
            **answer.headers,
            **fault.headers,
        }
        raw = [(n.encode(), v.encode("latin-1")) for n, v in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        pieces = [body[i : i + 1] for i in range(len(body))] if fault.trickle else [body]
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await anyio.sleep(fault.trickle)
        await send({"type": "http.response.body", "body": b""})
