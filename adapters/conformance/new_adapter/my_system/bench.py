"""A folder that the conformance suite may write to and break.

``tests/test_conformance.py`` runs the suite with it, and so does
``quality-loop adapter check my-system``.
"""

import csv
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from adapters.conformance import ZONE, Bench, CannotHappen, Fault
from adapters.contract import ProductionCount, Reason, Record, Stream

from .files import COLUMNS
from .source import MySystemSource


class MySystemBench(Bench):
    """Writes counts as the system does: a line each, into a file for each day."""

    adapter: ClassVar[Any] = MySystemSource
    streams: ClassVar[Sequence[Stream]] = (Stream.PRODUCTION_COUNT,)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._system = folder / "system"
        self._system.mkdir()
        self._version = 0

    def settings(self) -> dict[str, Any]:
        return {"folder": str(self._system), "zone": ZONE}

    def put(self, record: Record) -> Record:
        self._write(record, {})
        return record

    def spoil(self, record: Record) -> Reason:
        self._write(record, {"good": "many"})
        return Reason.NOT_A_NUMBER

    @contextmanager
    def broken(self, fault: Fault) -> Generator[None]:
        match fault:
            case Fault.AWAY:
                with self._renamed():
                    yield
            case Fault.NONSENSE:
                with self._replaced("<html>Please log on</html>\n"):
                    yield
            case Fault.FORBIDDEN:
                with self._locked():
                    yield
            case Fault.WRONG_SECRET:
                raise CannotHappen("a folder has no logon")
            case _:
                raise CannotHappen("a file answers at once or not at all")

    def close(self) -> None:
        """Nothing runs."""

    def _write(self, record: Record, changes: dict[str, str]) -> None:
        if not isinstance(record, ProductionCount):
            raise TypeError(f"This bench writes no {type(record).__name__}.")
        self._version += 1
        cells = {name: _cell(getattr(record, name, "")) for name in COLUMNS}
        cells |= {"number": record.key, "version": str(self._version), **changes}
        file = self._system / f"{record.day}.csv"
        new = not file.exists()
        with file.open("a", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            if new:
                writer.writerow(COLUMNS)
            writer.writerow([cells[name] for name in COLUMNS])

    @contextmanager
    def _renamed(self) -> Generator[None]:
        away = self._system.with_name("away")
        self._system.rename(away)
        yield
        away.rename(self._system)

    @contextmanager
    def _replaced(self, text: str) -> Generator[None]:
        kept = {file: file.read_bytes() for file in self._system.glob("*.csv")}
        for file in kept:
            file.write_text(text, encoding="utf-8")
        yield
        for file, content in kept.items():
            file.write_bytes(content)

    @contextmanager
    def _locked(self) -> Generator[None]:
        if os.geteuid() == 0:
            raise CannotHappen("root may read every file")
        files = list(self._system.glob("*.csv"))
        for file in files:
            file.chmod(0)
        yield
        for file in files:
            file.chmod(0o600)


def _cell(value: Any) -> str:
    """As the system writes it: times on the plant's wall clock, without a zone."""
    if value is None:
        return ""
    if hasattr(value, "astimezone"):
        return value.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None).isoformat(sep=" ")
    return str(value)
