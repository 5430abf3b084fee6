"""The bench of the adapter in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from lab_adapter import LabSource
from lab_system import SYSTEMS, LabSystem

from adapters.conformance import Bench, Fault
from adapters.contract import (
    RECORD_TYPES,
    Command,
    ConfirmProduction,
    Reason,
    Record,
    SetPermission,
    Stream,
)

STREAM_OF = {kind: stream for stream, kind in RECORD_TYPES.items()}


class LabBench(Bench):
    adapter: ClassVar[Any] = LabSource
    streams: ClassVar[Sequence[Stream]] = tuple(Stream)
    time_limit: ClassVar[float] = 0.05

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.system = LabSystem()
        SYSTEMS[str(folder)] = self.system

    def settings(self) -> dict[str, Any]:
        return {
            "address": str(self.folder),
            "password": "correct horse",
            "time_limit": self.time_limit,
        }

    def put(self, record: Record) -> Record:
        self.system.write(STREAM_OF[type(record)], record)
        return record

    def close(self) -> None:
        del SYSTEMS[str(self.folder)]

    @property
    def private(self) -> Sequence[str]:
        return ["10.1.2.3"]

    def spoil(self, record: Record) -> Reason:
        required = {
            Stream.EQUIPMENT: "name",
            Stream.PERSON: "name",
            Stream.NOTIFICATION: "status",
            Stream.QUALIFICATION: "person",
        }
        stream = STREAM_OF[type(record)]
        if stream in required:
            self.system.write(stream, record, **{required[stream]: None})
            return Reason.MISSING_VALUE
        number = next(
            name
            for name in ("good", "inspected", "quantity", "planned", "value")
            if hasattr(record, name)
        )
        self.system.write(stream, record, **{number: "many"})
        return Reason.NOT_A_NUMBER

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        if fault is Fault.WRONG_SECRET:
            self.system.password = "battery staple"
        self.system.fault = fault
        yield
        self.system.fault = None
        self.system.password = "correct horse"

    def command(self, name: str, number: int) -> Command:
        key = f"{name}-{number}".replace("_", "-")
        if name == "set_permission":
            return SetPermission(
                idempotency_key=key, person=f"P{number}", operation="W10", allowed=True
            )
        return ConfirmProduction(
            idempotency_key=key,
            order=f"A{number}",
            operation="W10",
            day=self._day(),
            good=Decimal(5),
            unit="pcs",
        )

    def refused(self, name: str) -> Command:
        command = self.command(name, 99)
        field = "person" if name == "set_permission" else "order"
        object.__setattr__(command, field, "refuse")
        return command

    def deeds(self) -> Sequence[object]:
        return self.system.deeds

    def _day(self) -> Any:
        from adapters.conformance.specimens import FIRST_DAY

        return FIRST_DAY
