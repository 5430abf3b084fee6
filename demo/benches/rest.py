"""The bench of the REST adapter: a system with paged JSON, a logon and one command."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from adapters.conformance import Bench, Fault
from adapters.contract import Command, Reason, Record, SetPermission, Stream
from adapters.mes.rest import RestSource
from demo.benches.mapping import STREAM_OF, part, plant
from demo.benches.rest_system import PASSWORD, SHARED_BADGE, USER, RecordsSystem
from demo.benches.web_server import Fault as HttpFault


class RestBench(Bench):
    adapter: ClassVar[Any] = RestSource
    # One of each kind: what has quantities, states, days only, no quantity, values below zero.
    streams: ClassVar[Sequence[Stream]] = (
        Stream.PRODUCTION_COUNT,
        Stream.INSPECTION,
        Stream.ORDER,
        Stream.PERSON,
        Stream.QUALIFICATION,
        Stream.INDICATOR_VALUE,
    )
    overlap: ClassVar[int] = 1
    time_limit: ClassVar[float] = 1.5

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._system = RecordsSystem()
        self._system.start()
        self._mapping = folder / "records.yaml"
        self._mapping.write_text(json.dumps(self._mapped()), encoding="utf-8")

    def settings(self) -> dict[str, Any]:
        return {
            "url": self._system.url,
            "user": USER,
            "secret": PASSWORD,
            "logon": {"kind": "basic"},
            "mapping": self._mapping,
            "time_limit": self.time_limit,
        }

    @property
    def private(self) -> Sequence[str]:
        return ["127.0.0.1", str(self._system.port)]

    def put(self, record: Record) -> Record:
        self._system.write(STREAM_OF[type(record)], _row(record))
        lists = {f.name: () for f in fields(record) if isinstance(getattr(record, f.name), tuple)}
        return replace(record, **lists)

    def spoil(self, record: Record) -> Reason:
        row = _row(record)
        stream = STREAM_OF[type(record)]
        number = next((n for n, v in row.items() if isinstance(v, Decimal)), None)
        if number is not None:
            self._system.write(stream, row | {number: "many"})
            return Reason.NOT_A_NUMBER
        needed = next(n for n in ("name", "person") if n in row)
        self._system.write(stream, row | {needed: None})
        return Reason.MISSING_VALUE

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
                system.every = HttpFault(cut=1000)
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
            idempotency_key="key-r", person=SHARED_BADGE, operation="W10", allowed=True
        )

    def deeds(self) -> Sequence[object]:
        return [*self._system.deeds]

    def close(self) -> None:
        self._system.stop()

    def _mapped(self) -> dict[str, Any]:
        return {
            **plant(),
            "streams": {stream.value: [_part(stream)] for stream in self.streams},
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
    return part(
        stream,
        get=stream.value,
        rows="items",
        revision="version",
        paging={"by": "cursor", "parameter": "cursor", "next": "next", "limit": "limit"},
        changed={"parameter": "since", "field": "changed", "overlap_minutes": 0},
        one={"get": f"{stream.value}/{{key}}", "row": ""},
    )


def _row(record: Record) -> dict[str, Any]:
    """As the system holds it; of tuples there is nothing."""
    return {
        f.name: value
        for f in fields(record)
        if not isinstance(value := getattr(record, f.name), tuple) and f.name != "revision"
    }
