"""A small system in memory that can be read and told to do things, and break in every way."""

import threading
import time
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from adapters.conformance import ZONE, Fault
from adapters.contract import Record, Stream

Row = dict[str, Any]
STREAM, AGE = "(stream)", "(age)"
"""What the system itself keeps of a row."""
SLOWNESS = 0.6


class NoLogon(Exception):
    """The password is not the system's."""


class NoRight(Exception):
    """The user may not read that."""


class Refused(Exception):
    """The system understood and does not want to."""


@dataclass
class LabSystem:
    """Keeps every state of every row, in order of writing; values are text, as in a file."""

    password: str = "correct horse"
    rows: list[Row] = field(default_factory=list)
    deeds: list[tuple[str, str]] = field(default_factory=list)
    fault: Fault | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, stream: Stream, record: Record, **changes: Any) -> None:
        row = {**as_text(record), **changes, STREAM: stream, AGE: len(self.rows) + 1}
        self.rows.append(row)

    def read(
        self, password: str, stream: Stream, after: int, limit: int, *, patience: float | None
    ) -> Any:
        """The next rows of a stream; a list of dictionaries, unless something is wrong."""
        self._let_in(password, patience)
        if self.fault is Fault.FORBIDDEN:
            raise NoRight
        if self.fault is Fault.NONSENSE:
            return "<html>Please log on</html>"
        found: list[Row] = []
        for row in islice(self.rows, after, None):
            if row[STREAM] == stream:
                found.append(row)
                if len(found) == limit:
                    break
        return found

    def find(self, password: str, stream: Stream, key: str, *, patience: float | None) -> Any:
        """The latest state of one row."""
        self._let_in(password, patience)
        states = [row for row in self.rows if row[STREAM] == stream and row["key"] == key]
        return states[-1] if states else None

    def state(self, password: str, *, patience: float | None) -> int:
        self._let_in(password, patience)
        return len(self.rows)

    def do(self, password: str, key: str, what: str, *, write: bool) -> tuple[str, bool]:
        """Does something once for a key: the deed's number, and whether it had been done."""
        self._let_in(password, None)
        with self.lock:
            known = [number for number, (done, _) in enumerate(self.deeds) if done == key]
            if known:
                return f"D{known[0]}", True
            if "refuse" in what:
                raise Refused("The order is closed")
            if write:
                self.deeds.append((key, what))
        if self.fault is Fault.ANSWER_LOST:
            raise ConnectionError("http://10.1.2.3: the answer was lost")
        return (f"D{len(self.deeds) - 1}" if write else ""), False

    def _let_in(self, password: str, patience: float | None) -> None:
        if self.fault is Fault.AWAY:
            raise ConnectionError("http://10.1.2.3:8000 refused the connection")
        if self.fault is Fault.SLOW:
            time.sleep(min(SLOWNESS, SLOWNESS if patience is None else patience))
            if patience is not None and patience < SLOWNESS:
                raise TimeoutError("http://10.1.2.3:8000 took too long")
        if password != self.password:
            raise NoLogon


SYSTEMS: dict[str, LabSystem] = {}


def as_text(thing: Any) -> Row:
    """A record's fields as text: times on the plant's wall clock, without a zone."""
    return {f.name: _text(getattr(thing, f.name)) for f in fields(thing)}


def _text(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None).isoformat(sep=" ")
        case Decimal():
            return format(value, "f")
        case tuple():
            return [as_text(part) if is_dataclass(part) else part for part in value]
        case _:
            return str(value)
