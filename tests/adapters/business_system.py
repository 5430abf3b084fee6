"""A real HTTP server of a business system: paged JSON in every manner, and faults on demand."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from demo.benches.web_server import Answer, Fault, Request, WebServer

__all__ = ["Answer", "BusinessSystem", "Fault", "Request"]

SECRET = "s3cr3t/+ 密"
BEGAN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


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


class BusinessSystem(WebServer):
    """``bookings`` is what it holds; ``most`` is how many objects it hands out at once, whatever
    is asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bookings: list[dict[str, Any]] = []
        self.most = 1000
        self.tokens: set[str] = set()
        self.lifetime: float = 3600
        self.logon = "none"
        self.permissions: dict[tuple[str, str], dict[str, Any]] = {}
        self.done: dict[str, Answer] = {}

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
