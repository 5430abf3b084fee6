"""The ASGI application: SAP's addresses, logon, and the way from a message to its answer."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from demo.sap_server import faults
from demo.sap_server.addresses import (
    OLD_RFC,
    OLD_WSDL,
    WSDL_PREFIX,
    endpoint_path,
)
from demo.sap_server.call import Call
from demo.sap_server.codec import (
    SOAP11,
    SOAP12,
    RequestError,
    Service,
    old_style,
    old_wsdl,
    services,
)
from demo.sap_server.faults import Answer, Control, Mode
from demo.sap_server.functions import all_functions
from demo.sap_server.session import COOKIE, Session, Sessions
from demo.sap_server.store import Store

_PIECES = 4

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class SapApp:
    """Serves a store; ``control`` lets a test make it fail."""

    def __init__(self, store: Store, control: Control | None = None) -> None:
        self._store = store
        self._services = services()
        self._functions = all_functions()
        self._sessions = Sessions()
        self.control = control or Control()

    def end_sessions(self) -> None:
        self._sessions = Sessions()

    @property
    def open_sessions(self) -> int:
        """How many callers' sessions are kept."""
        return len(self._sessions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        answer = await self._answer(scope, await _body(receive))
        headers = [("content-type", answer.content_type), *answer.headers]
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(name.encode(), value.encode()) for name, value in headers],
            }
        )
        await _send_body(answer, send)

    async def _answer(self, scope: Scope, body: bytes) -> Answer:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        asked = headers.get("x-demo-fault")
        mode = Mode(asked) if asked in set(Mode) else self.control.mode
        if mode is Mode.DOWN:
            return faults.unavailable()
        if mode is Mode.ERROR_500:
            return faults.dump()
        if mode is Mode.REDIRECT:
            return faults.redirected(f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
        if mode is Mode.SLOW:
            await asyncio.sleep(self.control.delay)
        refused = self._refused(scope, headers)
        if refused is not None:
            return refused
        return self._dispatch(scope, headers, body, mode)

    # ------------------------------------------------------------------ logon

    def _refused(self, scope: Scope, headers: dict[str, str]) -> Answer | None:
        client = self._client(scope)
        if client != self._store.logon.client:
            return faults.no_such_client(client)
        return None if self._knows(headers.get("authorization", "")) else faults.logon_failed()

    def _client(self, scope: Scope) -> str:
        """Query parameter first, then the endpoint's own client."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if "sap-client" in query:
            return query["sap-client"][0]
        parts = str(scope["path"]).rsplit("/", 3)
        return parts[1] if len(parts) == 4 and parts[1].isdigit() else self._store.logon.client

    def _knows(self, authorization: str) -> bool:
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            user, _, password = (
                base64.b64decode(value, validate=True).decode("utf-8").partition(":")
            )
        except (binascii.Error, UnicodeDecodeError):
            return False
        logon = self._store.logon
        same_password = hmac.compare_digest(password.encode(), logon.password.encode())
        # SAP takes user names in any case.
        return user.upper() == logon.user.upper() and same_password

    # ------------------------------------------------------------------ addresses

    def _dispatch(self, scope: Scope, headers: dict[str, str], body: bytes, mode: Mode) -> Answer:
        path = str(scope["path"])
        wants_wsdl = path.startswith(WSDL_PREFIX)
        service = self._service(path.removeprefix(WSDL_PREFIX))
        host = f"{scope['scheme']}://{headers.get('host', 'localhost')}"
        if mode is Mode.HTML_200:
            return faults.logon_page()
        if path == OLD_WSDL:
            return _old_wsdl(scope, f"{host}{OLD_RFC}")
        if service is None:
            return faults.not_found()
        if wants_wsdl:
            endpoint = f"{host}{endpoint_path(service.name, self._store.logon.client)}"
            return Answer(200, "text/xml; charset=utf-8", service.wsdl(endpoint).encode())
        if scope["method"] != "POST":
            return faults.bad_method()
        return self._call(service, headers, body, mode)

    def _service(self, path: str) -> Service | None:
        if path == OLD_RFC:
            return old_style()
        for name, service in self._services.items():
            if path == endpoint_path(name, self._store.logon.client):
                return service
        return None

    def _call(self, service: Service, headers: dict[str, str], body: bytes, mode: Mode) -> Answer:
        spoken = SOAP12 if "application/soap+xml" in headers.get("content-type", "") else SOAP11
        if mode is Mode.FAULT:
            return faults.system_error(spoken)
        if mode is Mode.FORBIDDEN:
            return faults.forbidden(spoken, service.name)
        name, session = self._session(service, headers)
        try:
            version, request = service.read(body)
            self.control.calls.append(request.function)
            code = self._functions[request.function]
            values = code(Call(self._store, request, session))
        except RequestError as error:
            return faults.fault(spoken, str(error))
        if service.stateful and service.ends_session(body):
            self._sessions.end(name)
        if self.control.loses(request.function):
            return faults.lost()
        reply = b"".join(service.write(version, request.function, values))
        if mode is Mode.CONTROL_CHARS:
            reply = reply.replace(b"<RETURN>", b"<RETURN>\x01", 1)
        cookie = (("set-cookie", f"{COOKIE}={name}; path=/"),) if name else ()
        return Answer(
            200,
            faults.content_type(version),
            reply,
            cookie,
            cut=mode is Mode.TRUNCATED,
            pause=self.control.delay if mode is Mode.TRICKLE else 0,
        )

    def _session(self, service: Service, headers: dict[str, str]) -> tuple[str, Session]:
        """The caller's session with its name, or one without a name for this call alone."""
        if not service.stateful:
            return "", Session()
        return self._sessions.of(headers.get("cookie", ""))


def _old_wsdl(scope: Scope, endpoint: str) -> Answer:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("services", [""])[0]
    text = old_wsdl([name for name in asked.split(",") if name], endpoint)
    if text is None:
        return faults.not_found()
    return Answer(200, "text/xml; charset=utf-8", text.encode())


async def _send_body(answer: Answer, send: Send) -> None:
    body = answer.body[: len(answer.body) * 2 // 3] if answer.cut else answer.body
    if answer.cut or answer.pause:
        step = max(1, len(body) // _PIECES)
        for start in range(0, len(body), step):
            piece = body[start : start + step]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(answer.pause)
        if answer.cut:
            # The server ends the connection when nothing more comes.
            return
        body = b""
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
