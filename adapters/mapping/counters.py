"""Cumulative counters: a count is the step from a machine's reading to its next.

A counter that fell either rolled over (it has only so many digits) or was reset to zero; the
largest step that the machine can make tells which. A reset is one of the whole machine. A
reading that cannot be read is passed over, and the next one counts what it missed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.contract import ProductionCount
from adapters.mapping.counts import Finish, quantity_readers
from adapters.mapping.fields import FieldCompiler
from adapters.mapping.flaw import Flaw
from adapters.mapping.layout import Row
from adapters.mapping.model import CounterSpec, FieldSpec, Part

# By machine: {"time": ISO 8601 or None, "values": [text or None, …]}, as the cursor keeps it.
Readings = dict[str, Any]


class PassedOver(Flaw):
    """A reading without usable values: its quantity is in the next one."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.reason, f"{flaw} The next reading counts what this one missed.")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a counter goes: it shows ``10 ** digits - 1`` at most."""

    digits: int
    largest_step: Decimal

    def rolled(self, before: Decimal, after: Decimal) -> Decimal | None:
        """The step of a counter that went past its last digit, if it can have."""
        step = after - before + Decimal(10) ** self.digits
        return step if step <= self.largest_step else None


def steps(
    before: Sequence[Decimal | None], after: Sequence[Decimal | None], reach: Reach
) -> list[Decimal | None]:
    """What was counted between two readings of a machine, per counter.

    The first counter (produced) tells a reset first; ``None`` stands for a counter that the
    machine does not have.
    """
    counted: list[Decimal | None] = []
    for earlier, later in zip(before, after, strict=True):
        if later is None or earlier is None:
            counted.append(later)
            continue
        step = later - earlier if later >= earlier else reach.rolled(earlier, later)
        if step is None:
            return list(after)
        counted.append(step)
    return counted


class CounterReader:
    """Reads counter readings into counts; ``readings`` holds each machine's last one."""

    def __init__(
        self, part: Part, spec: CounterSpec, compiler: FieldCompiler, finish: Finish
    ) -> None:
        self._machine_of = compiler.text("machine", FieldSpec(column=spec.machine), needed=True)
        self._time_of = compiler.instant("time", spec.time, needed=True)
        self._values_of = quantity_readers(part, compiler)
        self._digits_of = _whole(compiler, "digits", spec.digits)
        self._largest_of = _whole(compiler, "largest_step", spec.largest_step)
        self._finish = finish

    def before(self, row: Row, readings: Readings) -> Readings:
        """The reading before this one, as ``readings`` holds it: nothing for the first."""
        try:
            machine = self._machine_of(row)
        except Flaw:
            return {}
        return {machine: dict(readings[machine])} if machine in readings else {}

    def read(self, row: Row, readings: Readings) -> ProductionCount | None:
        """The count that a reading ends; ``None`` for a machine's first, which only begins one."""
        before: Mapping[str, Any] | None = None
        try:
            machine = self._machine_of(row)
            before = readings.get(machine)
            values = [read and read(row) for read in self._values_of]
            reach = Reach(int(self._digits_of(row)), Decimal(self._largest_of(row)))
        except Flaw as flaw:
            raise PassedOver(flaw) from None
        since = _time(before)
        time = since.isoformat() if since else None
        readings[machine] = {"time": time, "values": [_text(v) for v in values]}
        read_at = self._time_of(row, since)
        if read_at is None or before is None:
            readings[machine]["time"] = read_at.isoformat() if read_at else None
            return None
        readings[machine]["time"] = read_at.isoformat()
        counted = steps([_number(v) for v in before["values"]], values, reach)
        # The machine may have stood still for days: the shift is the reading's.
        return self._finish(row, since or read_at, read_at, read_at, counted)


def _whole(compiler: FieldCompiler, name: str, given: int | str) -> Callable[[Row], Any]:
    spec = FieldSpec(constant=given) if isinstance(given, int) else FieldSpec(column=given)
    return compiler.number(name, spec, needed=True)


def _time(reading: Mapping[str, Any] | None) -> datetime | None:
    text = reading["time"] if reading else None
    return datetime.fromisoformat(text) if text else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
