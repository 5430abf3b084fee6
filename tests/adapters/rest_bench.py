"""The bench of the REST adapter: a system over HTTP that holds every stream."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from business_system import BEGAN, Answer, BusinessSystem, Request
from business_system import Fault as HttpFault

from adapters.conformance import SHIFTS, ZONE, Bench, CannotHappen, Fault
from adapters.contract import (
    RECORD_TYPES,
    Command,
    Reason,
    Record,
    SetPermission,
    Stream,
)
from adapters.mapping.model import field_types
from adapters.mes.rest import RestSource

STREAM_OF = {kind: stream for stream, kind in RECORD_TYPES.items()}
# One of each kind: what has quantities, states, days only, no quantity, values below zero.
STREAMS = (
    Stream.PRODUCTION_COUNT,
    Stream.INSPECTION,
    Stream.ORDER,
    Stream.PERSON,
    Stream.QUALIFICATION,
    Stream.INDICATOR_VALUE,
)
PASSWORD = "correct horse"


class RecordsSystem(BusinessSystem):
    """``tables``: the rows of each stream, by key, as JSON writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, dict[str, dict[str, Any]]] = {s.value: {} for s in Stream}
        self.logon = "basic"
        self.password = PASSWORD
        self.forbidden = False
        self.every: HttpFault | None = None
        self.ticks = 0

    def _may(self, request: Request) -> bool:
        return request.headers.get("authorization") == self.basic("u", self.password)

    def answer(self, request: Request) -> Answer:
        path = request.path.removeprefix("/api/v1/")
        name, _, key = path.partition("/")
        if name not in self.tables or not self._may(request):
            return super().answer(request)
        if self.forbidden:
            return Answer(status=403)
        table = self.tables[name]
        if key:
            row = table.get(self.unquoted(key))
            return Answer(body=_json(row)) if row else Answer(status=404)
        since = request.query.get("since", "")
        chosen = sorted(
            (r for r in table.values() if r["changed"] >= since), key=lambda r: r["changed"]
        )
        begin = int(request.query.get("cursor", 0))
        end = begin + int(request.query["limit"])
        following = str(end) if end < len(chosen) else None
        return Answer(body=_json({"items": chosen[begin:end], "next": following}))

    def write(self, stream: Stream, row: dict[str, Any]) -> None:
        self.ticks += 1
        changed = f"{BEGAN + timedelta(minutes=self.ticks):%Y-%m-%dT%H:%M:%SZ}"
        self.tables[stream.value][row["key"]] = row | {"version": self.ticks, "changed": changed}


class RestBench(Bench):
    adapter: ClassVar[Any] = RestSource
    streams: ClassVar[Sequence[Stream]] = STREAMS
    overlap: ClassVar[int] = 1
    time_limit: ClassVar[float] = 1.5

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.system = RecordsSystem()
        self.system.__enter__()
        self._mapping = folder / "records.yaml"
        self._mapping.write_text(json.dumps(mapping()), encoding="utf-8")

    def settings(self) -> dict[str, Any]:
        return {
            "url": self.system.url,
            "user": "u",
            "secret": PASSWORD,
            "logon": {"kind": "basic"},
            "mapping": self._mapping,
            "time_limit": self.time_limit,
        }

    def put(self, record: Record) -> Record:
        stream = STREAM_OF[type(record)]
        self.system.write(stream, _row(record))
        lists = {f.name: () for f in fields(record) if isinstance(getattr(record, f.name), tuple)}
        return replace(record, **lists)

    def close(self) -> None:
        self.system.__exit__(None, None, None)

    @property
    def private(self) -> Sequence[str]:
        return ["127.0.0.1", str(self.system.port)]

    def spoil(self, record: Record) -> Reason:
        row = _row(record)
        number = next((n for n, v in row.items() if isinstance(v, Decimal)), None)
        if number is not None:
            self.system.write(STREAM_OF[type(record)], row | {number: "many"})
            return Reason.NOT_A_NUMBER
        needed = next(n for n in ("name", "person") if n in row)
        self.system.write(STREAM_OF[type(record)], row | {needed: None})
        return Reason.MISSING_VALUE

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        system = self.system
        match fault:
            case Fault.AWAY:
                system.stop()
            case Fault.SLOW:
                system.every = HttpFault(delay=2 * self.time_limit)
            case Fault.WRONG_SECRET:
                system.password = "battery staple"
            case Fault.FORBIDDEN:
                system.forbidden = True
            case Fault.NONSENSE:
                system.every = HttpFault(body=b"<html>Welcome</html>")
            case Fault.ANSWER_LOST:
                system.every = HttpFault(cut=1000)
            case _:
                raise CannotHappen(f"there is no {fault}")
        yield
        system.every, system.forbidden, system.password = None, False, PASSWORD
        if fault is Fault.AWAY:
            system.start()

    def command(self, name: str, number: int) -> Command:
        return SetPermission(
            idempotency_key=f"key-{number}", person=f"P{number}", operation="W10", allowed=True
        )

    def refused(self, name: str) -> Command:
        return SetPermission(
            idempotency_key="key-r", person="00009999", operation="W10", allowed=True
        )

    def deeds(self) -> Sequence[object]:
        return [*self.system.done]


def mapping() -> dict[str, Any]:
    """The streams by their own names."""
    return {
        "zone": ZONE,
        "shifts": {
            name: {"start": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}
            for name, (begin, end) in SHIFTS.items()
        },
        "streams": {stream.value: [_part(stream)] for stream in STREAMS},
        "commands": {
            "set_permission": {
                "method": "PUT",
                "address": "operators/{person}/operations/{operation}",
                "body": {"allowed": "{allowed}"},
                "reference": "data.id",
                "repeated": {"header": "Idempotent-Replayed"},
                "dry_run": {"parameters": {"check": "true"}},
            }
        },
    }


def _part(stream: Stream) -> dict[str, Any]:
    part: dict[str, Any] = {
        "name": "all",
        "get": stream.value,
        "rows": "items",
        "key": "key",
        "revision": "version",
        "paging": {"by": "cursor", "parameter": "cursor", "next": "next", "limit": "limit"},
        "changed": {"parameter": "since", "field": "changed", "overlap_minutes": 0},
        "one": {"get": f"{stream.value}/{{key}}", "row": ""},
        "fields": {name: name for name in field_types(stream)},
    }
    if any(f.name == "unit" for f in fields(RECORD_TYPES[stream])):
        names = ("pcs", "h", "万元")
        part["unit"] = {"column": "unit", "names": {name: name for name in names}}
    return part


def _row(record: Record) -> dict[str, Any]:
    """As the system holds it; of tuples there is nothing."""
    return {
        f.name: value
        for f in fields(record)
        if not isinstance(value := getattr(record, f.name), tuple) and f.name != "revision"
    }


def _json(content: Any) -> bytes:
    """Decimals as bare numbers, digit by digit."""
    numbers: dict[str, str] = {}

    def mark(value: Any) -> str:
        if isinstance(value, Decimal):
            name = f"@{len(numbers)}@"
            numbers[f'"{name}"'] = format(value, "f")
            return name
        assert isinstance(value, date | datetime)
        return value.isoformat()

    text = json.dumps(content, default=mark, ensure_ascii=False)
    for name, number in numbers.items():
        text = text.replace(name, number)
    return text.encode()
