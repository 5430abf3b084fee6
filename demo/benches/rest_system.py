"""A system over HTTP that holds every stream as JSON, and carries out one command."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from adapters.contract import Stream
from demo.benches.web_server import Answer, Request, WebServer

USER = "bench"
PASSWORD = "kept-between-us"  # noqa: S105 - of a server that only this process runs
SHARED_BADGE = "00009999"
_BEGAN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


class RecordsSystem(WebServer):
    """``tables``: the rows of each stream, by key; ``deeds`` what commands have done, by their key.

    ``forbidden``: the logon is good, but may not read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, dict[str, dict[str, Any]]] = {s.value: {} for s in Stream}
        self.deeds: dict[str, Any] = {}
        self.password = PASSWORD
        self.forbidden = False
        self._changes = 0

    def write(self, stream: Stream, row: dict[str, Any]) -> None:
        """A row of that key is replaced."""
        self._changes += 1
        changed = f"{_BEGAN + timedelta(minutes=self._changes):%Y-%m-%dT%H:%M:%SZ}"
        self.tables[stream.value][row["key"]] = row | {"version": self._changes, "changed": changed}

    def answer(self, request: Request) -> Answer:
        name, _, rest = request.path.removeprefix("/api/v1/").partition("/")
        if request.headers.get("authorization") != _basic(USER, self.password):
            return Answer(status=401)
        if self.forbidden:
            return Answer(status=403)
        if name == "operators":
            return self._permit(request, rest.partition("/")[0])
        table = self.tables.get(name)
        if table is None:
            return Answer(status=404)
        return self._one(table, unquote(rest)) if rest else self._page(table, request.query)

    def _one(self, table: dict[str, dict[str, Any]], key: str) -> Answer:
        row = table.get(key)
        return Answer(body=_json(row)) if row else Answer(status=404)

    def _page(self, table: dict[str, dict[str, Any]], query: dict[str, str]) -> Answer:
        since = query.get("since", "")
        rows = sorted(
            (r for r in table.values() if r["changed"] >= since), key=lambda r: r["changed"]
        )
        begin = int(query.get("cursor", 0))
        end = begin + int(query["limit"])
        following = str(end) if end < len(rows) else None
        return Answer(body=_json({"items": rows[begin:end], "next": following}))

    def _permit(self, request: Request, person: str) -> Answer:
        key = request.headers.get("idempotency-key", "")
        if key in self.deeds:
            return Answer(self.deeds[key], headers={"idempotent-replayed": "true"})
        if person == SHARED_BADGE:
            return Answer({"detail": f"The badge {person} is shared by several people."}, 422)
        if request.query.get("check") == "true":
            return Answer({"text": "would do"})
        self.deeds[key] = {"data": {"id": f"P{len(self.deeds) + 1}"}}
        return Answer(self.deeds[key])


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _json(content: Any) -> bytes:
    """Decimals as bare numbers, digit by digit."""
    numbers: dict[str, str] = {}

    def written(value: Any) -> str:
        if isinstance(value, Decimal):
            mark = f"@{len(numbers)}@"
            numbers[f'"{mark}"'] = format(value, "f")
            return mark
        if isinstance(value, date | datetime):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    text = json.dumps(content, default=written, ensure_ascii=False)
    for mark, number in numbers.items():
        text = text.replace(mark, number)
    return text.encode()
