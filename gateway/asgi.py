"""The little of ASGI that the gateway needs: reading a request, sending a reply."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class BodyTooLarge(Exception):
    """The request's body is longer than allowed."""


class Disconnected(Exception):
    """The client went away before its request was complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent back; ``headers`` beside those that every reply has."""

    status: HTTPStatus
    body: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()


def header(scope: Scope, name: str) -> str | None:
    """The header's value; the last one where it was sent several times."""
    wanted = name.lower().encode("ascii")
    found = None
    for key, value in scope["headers"]:
        if key.lower() == wanted:
            found = value.decode("latin-1")
    return found


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body. Raises ``BodyTooLarge`` above ``limit`` bytes, and ``Disconnected``."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return b"".join(parts)


async def send_reply(send: Send, reply: Reply) -> None:
    headers: Iterable[tuple[str, str]] = (
        ("content-type", f"{reply.media_type}; charset=utf-8"),
        ("content-length", str(len(reply.body))),
        # What a reply holds depends on who asks, and is nobody else's.
        ("cache-control", "no-store"),
        ("vary", "Accept, Authorization"),
        ("x-content-type-options", "nosniff"),
        *reply.headers,
    )
    await send(
        {
            "type": "http.response.start",
            "status": int(reply.status),
            "headers": [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers],
        }
    )
    await send({"type": "http.response.body", "body": reply.body})
