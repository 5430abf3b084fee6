"""Rows as production counts: the rules of ISO 22400 that a count must keep."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.contract import ProductionCount, Reason
from adapters.mapping.fields import FieldCompiler
from adapters.mapping.flaw import Flaw
from adapters.mapping.layout import Row
from adapters.mapping.model import QUANTITIES, FieldSpec, Part
from adapters.mapping.shifts import ShiftCalendar

# produced, good, scrapped, reworked; ``None`` where the mapping leaves one out.
Quantities = list[Decimal | None]
# The row, when it started and ended, a moment within its shift, and the quantities.
Finish = Callable[[Row, datetime, datetime, datetime, Quantities], ProductionCount]

_ZERO = Decimal(0)
_CODES = ("work_unit", "order", "lot", "material")


def count_reader(
    source: str, part: Part, compiler: FieldCompiler, calendar: ShiftCalendar
) -> Callable[[Row], ProductionCount]:
    """Reads rows that hold a whole count each."""
    started_of = compiler.instant("started", part.fields["started"], needed=True)
    ended_of = compiler.instant("ended", part.fields["ended"], needed=True)
    quantities_of = quantity_readers(part, compiler)
    finish = finisher(source, part, compiler, calendar)

    def read(row: Row) -> ProductionCount:
        started: Any = started_of(row, None)
        ended: Any = ended_of(row, started)
        return finish(row, started, ended, started, [q and q(row) for q in quantities_of])

    return read


def quantity_readers(part: Part, compiler: FieldCompiler) -> list[Callable[[Row], Decimal] | None]:
    """A reader for each of the four quantities that the mapping names."""
    return [
        compiler.number(name, part.fields[name], needed=True) if name in part.fields else None
        for name in QUANTITIES
    ]


def finisher(source: str, part: Part, compiler: FieldCompiler, calendar: ShiftCalendar) -> Finish:
    """Makes counts of times, quantities and the codes in the row."""
    key_of = compiler.text("key", part.key, needed=True, remember=False)
    revision_of = compiler.revision(part.revision)
    operation_of = _code(part, compiler, "operation", needed=True)
    work_center_of = _code(part, compiler, "work_center", needed=True)
    unit_of, order_of, lot_of, material_of = (
        _code(part, compiler, name, needed=name in part.required) for name in _CODES
    )
    person_of = _person(part, compiler)
    shift_of = _shift(part, compiler, calendar)
    reversed_of = _reversal(part, compiler)
    negate = part.reversal is not None and part.reversal.negate
    units = compiler.units(part.unit) if part.unit is not None else None
    tolerance = part.tolerance
    day_of, name_of = calendar.day, calendar.name

    def finish(
        row: Row, started: datetime, ended: datetime, on_shift: datetime, quantities: Quantities
    ) -> ProductionCount:
        if ended < started:
            raise _ends_first(started, ended)
        code = shift_of(row, on_shift)
        shift = name_of("shift", code)
        reverses = reversed_of(row) if reversed_of is not None else None
        produced, good, scrapped, reworked = balanced(quantities, tolerance)
        if negate and reverses is not None and produced > _ZERO:
            produced, good, scrapped, reworked = -produced, -good, -scrapped, -reworked
        if reverses is None and (
            good < _ZERO or scrapped < _ZERO or reworked < _ZERO or produced < _ZERO
        ):
            raise _negative(produced, good, scrapped, reworked)
        factor = units.factor(row) if units is not None else None
        if factor is not None and units is not None:
            parts = factor.apply(row, (good, scrapped, reworked), units.decimals)
            good, scrapped, reworked = parts
            produced = good + scrapped + reworked
        return ProductionCount(
            source=source,
            key=key_of(row),
            revision=revision_of(row),
            day=day_of(code, on_shift),
            shift=shift,
            operation=operation_of(row),
            work_center=work_center_of(row),
            work_unit=unit_of(row),
            order=order_of(row),
            lot=lot_of(row),
            material=material_of(row),
            person=person_of(row),
            started=started,
            ended=ended,
            produced=produced,
            good=good,
            scrapped=scrapped,
            reworked=reworked,
            unit=units.name(row) if units is not None else "",
            reverses=reverses,
        )

    return finish


def balanced(
    quantities: Sequence[Decimal | None], tolerance: Decimal = _ZERO
) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """The four quantities with ``produced = good + scrapped + reworked`` (ISO 22400-2).

    One that the source does not give is worked out; four that disagree are a flaw, and within
    ``tolerance`` (the source's rounding) the parts decide.
    """
    produced, good, scrapped, reworked = quantities
    if produced is None:
        produced = (good or _ZERO) + (scrapped or _ZERO) + (reworked or _ZERO)
    elif good is None:
        good = produced - (scrapped or _ZERO) - (reworked or _ZERO)
        if (good < _ZERO) != (produced < _ZERO) and good:
            raise _disagree(produced, None, scrapped or _ZERO, reworked or _ZERO)
    elif scrapped is None:
        scrapped = produced - good - (reworked or _ZERO)
    elif reworked is None:
        reworked = produced - good - scrapped
    good, scrapped, reworked = good or _ZERO, scrapped or _ZERO, reworked or _ZERO
    total = good + scrapped + reworked
    if produced != total:
        if abs(produced - total) > tolerance:
            raise _disagree(produced, good, scrapped, reworked)
        produced = total
    return produced, good, scrapped, reworked


def _code(part: Part, compiler: FieldCompiler, name: str, *, needed: bool) -> Callable[[Row], Any]:
    spec = part.fields.get(name)
    return _nothing if spec is None else compiler.text(name, spec, needed=needed)


def _nothing(_row: Row) -> None:
    return None


def _person(part: Part, compiler: FieldCompiler) -> Callable[[Row], str | None]:
    """The badge; nobody where several people share it."""
    badge_of = _code(part, compiler, "person", needed="person" in part.required)
    is_shared = compiler.shared(part.shared)
    if is_shared is None:
        return badge_of

    def person_of(row: Row) -> str | None:
        badge = badge_of(row)
        return None if badge is None or is_shared(row, badge) else badge

    return person_of


def _shift(
    part: Part, compiler: FieldCompiler, calendar: ShiftCalendar
) -> Callable[[Row, datetime], str]:
    spec = part.fields.get("shift")
    if spec is None:
        return lambda _row, started: calendar.code_at("shift", started)
    code_of = compiler.text("shift", spec, needed=not part.shift_by_time)
    if not part.shift_by_time:
        return lambda row, _started: code_of(row)
    return lambda row, started: code_of(row) or calendar.code_at("shift", started)


def _reversal(part: Part, compiler: FieldCompiler) -> Callable[[Row], str | None] | None:
    """The key of the count that a row takes back; ``None`` for any other row."""
    spec = part.reversal
    if spec is None:
        return None
    flag_of = compiler.text("reversal", FieldSpec(column=spec.column), needed=False)
    of = spec.of.model_copy(update={"prefix": spec.of.prefix or part.key.prefix})
    reversed_of = compiler.text("reverses", of, needed=True)
    return lambda row: reversed_of(row) if flag_of(row) == spec.equals else None


def _ends_first(started: datetime, ended: datetime) -> Flaw:
    return Flaw(
        Reason.INVALID_TIME,
        f"ended {ended:%Y-%m-%d %H:%M:%S} is before started {started:%Y-%m-%d %H:%M:%S}."
        " Correct them in the source.",
    )


def _negative(*quantities: Decimal) -> Flaw:
    named = ", ".join(f"{n} {q:f}" for n, q in zip(QUANTITIES, quantities, strict=True) if q < 0)
    return Flaw(
        Reason.NEGATIVE_QUANTITY,
        f"{named}: only a reversal may be negative, and this row is none."
        " Book a reversal in the source, or map how it marks one.",
    )


def _disagree(
    produced: Decimal, good: Decimal | None, scrapped: Decimal, reworked: Decimal
) -> Flaw:
    parts = f"scrapped {scrapped:f} + reworked {reworked:f}"
    parts = parts if good is None else f"good {good:f} + {parts}"
    return Flaw(
        Reason.QUANTITIES_DISAGREE,
        f"produced {produced:f} does not equal {parts}. Correct the count in the source.",
    )
