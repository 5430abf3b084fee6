"""The bench of the B2MML adapter: a folder of files."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from adapters.conformance import ZONE, Bench, CannotHappen, Fault, specimen
from adapters.contract import Lot, Order, ProductionCount, Reason, Record, Stream
from adapters.mes.b2mml import B2mmlSource
from demo.benches.b2mml_records import lot_of, request_of, segment_of
from demo.benches.b2mml_writing import Folder, document, el, performance, raw, response


class B2mmlBench(Bench):
    adapter: ClassVar[Any] = B2mmlSource
    streams: ClassVar[Sequence[Stream]] = (Stream.LOT, Stream.ORDER, Stream.PRODUCTION_COUNT)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._box = Folder(folder / "outbox")
        self._away = folder / "away"
        self._ticks = 0
        self._mapping = folder / "mapping.yaml"
        self._mapping.write_text("extends: b2mml\nstreams: {person: null, equipment: null}\n")

    def settings(self) -> dict[str, Any]:
        return {
            "folder": self._box.path,
            "mapping": self._mapping,
            "zone": ZONE,
            "settle_seconds": 0,
            "patience_minutes": 0,
        }

    def put(self, record: Record) -> Record:
        return self._write(record)

    def spoil(self, record: Record) -> Reason:
        self._write(record, quantity_text="many")
        return Reason.NOT_A_NUMBER

    def close(self) -> None:
        """A folder holds nothing open."""

    def fill(self, stream: Stream, count: int) -> None:
        lots = [
            lot_of(record, None)
            for n in range(count)
            if isinstance(record := specimen(stream, n, key=f"9{n:07}"), Lot)
        ]
        self._box.write(f"{self._tick()}.xml", document(raw("MaterialInformation", *lots)))

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        match fault:
            case Fault.AWAY:
                self._box.path.rename(self._away)
            case Fault.NONSENSE:
                self._box.path.rename(self._away)
                self._box.path.write_text("no folder")
            case Fault.FORBIDDEN:
                if os.geteuid() == 0:
                    raise CannotHappen("root may read every folder")
                self._box.path.chmod(0)
            case Fault.SLOW:
                raise CannotHappen("a file answers at once or not at all")
            case _:
                raise CannotHappen("a folder has no logon")
        yield
        if fault is Fault.FORBIDDEN:
            self._box.path.chmod(0o755)
            return
        self._box.path.unlink(missing_ok=True)
        self._away.rename(self._box.path)

    def _tick(self) -> str:
        self._ticks += 1
        return f"{self._ticks:06}"

    def _write(self, record: Record, quantity_text: str | None = None) -> Record:
        name = self._tick()
        published = datetime(2026, 3, 2, 14, tzinfo=UTC) + timedelta(minutes=self._ticks)
        stamp = el("PublishedDate", published.isoformat())
        match record:
            case ProductionCount():
                made = response(segment_of(record, quantity_text), order=record.order)
                content = performance(made, published=published.isoformat())
                given: Record = replace(record, key=f"R1/{record.key}")
            case Order():
                noun = raw("OperationsSchedule", stamp, request_of(record, quantity_text))
                content = document(noun)
                given = replace(record, produced=None, scrapped=None, started=None, ended=None)
            case Lot():
                noun = raw("MaterialInformation", stamp, lot_of(record, quantity_text))
                content = document(noun)
                given = replace(
                    record, state=None, order=None, supplier=None, produced=None, expires=None
                )
            case _:
                raise TypeError(type(record).__name__)
        self._box.write(f"{name}.xml", content)
        return given
