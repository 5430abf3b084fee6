"""``python -m demo.systems.rest_mes --data line4.json --port 8161``: an MES that speaks REST."""

import argparse
import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from demo.systems.fault import BROKEN, SLOW, WELL, FaultFile, follow

PREFIX = "/api/v1/"
SECONDS_OF_SLOWNESS = 3.5

# Collection → the name of an object's key.
_KEYS = {
    "bookings": "no",
    "orders": "number",
    "lots": "number",
    "equipment": "code",
    "operators": "badge",
}
_LARGEST_PAGE = 500

Row = dict[str, Any]
Message = MutableMapping[str, Any]
Answer = tuple[HTTPStatus, bytes, Sequence[tuple[str, str]]]


class Mes:
    """What line 4's MES knows, and whom it lets work at what."""

    def __init__(self, content: Row) -> None:
        self._key: str = content["api_key"]
        self._rows: dict[str, list[Row]] = {
            name: sorted(content[name], key=lambda row: str(row.get("updatedAt", "")))
            for name in _KEYS
        }
        self._found = {
            name: {str(row[key]): row for row in self._rows[name]} for name, key in _KEYS.items()
        }
        self._permissions: dict[str, Row] = {}

    def knows(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self._key.encode())

    def get(self, path: Sequence[str], query: dict[str, str]) -> Row | None:
        """A page of a collection, or one of its objects; ``None`` where there is no such thing."""
        name, *rest = path
        if name not in _KEYS or len(rest) > 1:
            return None
        if rest:
            row = self._found[name].get(rest[0])
            return None if row is None else {"data": row}
        return self._page(self._rows[name], query)

    def allow(self, path: Sequence[str], key: str, body: Row, *, only_check: bool) -> Answer:
        """Whether an operator may work at an operation; a known key is answered as before."""
        match path:
            case ["operators", badge, "operations", operation]:
                pass
            case _:
                return _refused(HTTPStatus.NOT_FOUND, "There is no such address.")
        if badge not in self._found["operators"]:
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"Nobody here has the badge {badge}.")
        if not isinstance(body.get("allowed"), bool):
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, "allowed is true or false.")
        if key in self._permissions:
            return _told(self._permissions[key], (("idempotent-replayed", "true"),))
        word = "may work" if body["allowed"] else "is blocked"
        answer = {"data": {"id": f"{badge}/{operation}", "text": f"{badge} {word} at {operation}."}}
        if not only_check:
            self._permissions[key] = answer
        return _told(answer)

    @staticmethod
    def _page(rows: list[Row], query: dict[str, str]) -> Row:
        since = query.get("updatedSince", "")
        wanted = [row for row in rows if str(row.get("updatedAt", "")) >= since]
        size = min(int(query.get("limit", _LARGEST_PAGE)), _LARGEST_PAGE)
        begin = int(query.get("cursor") or 0)
        more = begin + size < len(wanted)
        return {
            "data": wanted[begin : begin + size],
            "paging": {"next": str(begin + size) if more else None},
        }


class RestMes:
    """The ASGI application."""

    def __init__(self, mes: Mes) -> None:
        self._mes = mes
        self.word = WELL
        """What is wrong with it now."""

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        word = self.word
        if word == SLOW:
            await asyncio.sleep(SECONDS_OF_SLOWNESS)
        status, body, headers = self._answer(scope, await _body(receive))
        if word == BROKEN:
            # The content breaks off in the middle, as behind a proxy that ran out of memory.
            body = body[: len(body) // 2]
        named = (("content-type", "application/json"), *headers)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(name.encode(), value.encode()) for name, value in named],
            }
        )
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Message, body: bytes) -> Answer:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._mes.knows(headers.get("x-api-key", "")):
            return _refused(HTTPStatus.UNAUTHORIZED, "The key in X-API-Key is not known.")
        path = str(scope["path"]).removeprefix(PREFIX).split("/")
        query = dict(parse_qsl(scope["query_string"].decode()))
        if scope["method"] == "PUT":
            key = headers.get("idempotency-key", "")
            only_check = query.get("validate") == "true"
            return self._mes.allow(path, key, json.loads(body or b"{}"), only_check=only_check)
        found = self._mes.get(path, query)
        if found is None:
            return _refused(HTTPStatus.NOT_FOUND, "There is no such thing.")
        return _told(found)


def _told(content: Row, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    return HTTPStatus.OK, json.dumps(content, ensure_ascii=False).encode(), headers


def _refused(status: HTTPStatus, text: str) -> Answer:
    return status, json.dumps({"message": text}).encode(), ()


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(prog="demo.systems.rest_mes")
    parser.add_argument("--data", type=Path, required=True, help="line4.json of a plant")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8161)
    parser.add_argument("--fault", type=Path, help="file that says what goes wrong now")
    arguments = parser.parse_args()
    content = json.loads(arguments.data.read_text(encoding="utf-8"))
    app = RestMes(Mes(content))
    if arguments.fault:
        follow(FaultFile(arguments.fault), lambda word: setattr(app, "word", word))
    uvicorn.run(
        app,
        host=arguments.host,
        port=arguments.port,
        log_level="warning",
        ws="none",
        lifespan="off",
    )


if __name__ == "__main__":
    main()
