"""Rows that an adapter must refuse, each for one reason, and rows that must wait for a code."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from demo.plant.bookings import (
    Bookings,
    Count,
    Head,
    Row,
    lot_number,
    material_number,
    order_number,
)
from demo.plant.layout import OPERATIONS, UNKNOWN_OPERATION, Operation
from demo.plant.shifts import EARLY, HOUR

# Positions in a BDE_MELDUNG row, for the flaws.
_LOT, _SHIFT, _BEGIN, _END, _TOTAL, _GOOD, _SCRAP, _REWORK, _UNIT = (
    8,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
)

# reason, (position, wrong value) …; several variants share a reason.
_VARIANTS: Sequence[tuple[str, tuple[tuple[int, object], ...]]] = (
    ("missing_value", ((_TOTAL, None),)),
    ("missing_value", ((_SCRAP, None),)),
    ("not_a_number", ((_SCRAP, "NaN"),)),
    ("not_a_number", ((_TOTAL, "k.A."),)),
    ("unknown_unit", ((_UNIT, "KAR"),)),
    ("quantities_disagree", ((_GOOD, 0), (_SCRAP, 55))),
    ("quantities_disagree", ((_GOOD, 39),)),
    ("negative_quantity", ((_TOTAL, "-40,000"), (_GOOD, -40))),
    ("invalid_time", ((_BEGIN, "31.02.{year} 09:15:00"),)),
    ("invalid_time", ((_END, "00.00.0000 00:00:00"),)),
    ("unreadable_text", ((_LOT, b"L\xff\xfe-07"),)),
    ("unknown_code", ((_SHIFT, "Z"),)),
)
_PRODUCED = 40


class Flaws:
    """Sows the flawed rows over the ordinary operations, and counts them by reason."""

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings
        plan = bookings.plan
        self.rejected: dict[str, int] = {}
        self.waiting = 0
        rng = Random(f"{plan.settings.seed}/flaws")
        ordinary = [o for o in OPERATIONS if o.code not in plan.cases and not o.counter]
        days = [
            plan.settings.first_day + timedelta(days=7 * week + day)
            for week in range(plan.settings.weeks)
            for day in range(5)
        ]
        self._sown: dict[date, list[tuple[str, Operation, tuple[tuple[int, object], ...]]]] = {}
        for reason, flaw in _VARIANTS:
            for _ in range(rng.randint(1, 4)):
                self._sow(rng.choice(days), reason, rng.choice(ordinary), flaw)
        for _ in range(rng.randint(6, 12)):
            self._sow(rng.choice(days), "", rng.choice(ordinary), ())
        for sunday, way in plan.clock_changes:
            if way == "forward":
                # The hour that this night skips.
                skipped = (
                    (_SHIFT, "N"),
                    (_BEGIN, f"{sunday:%d.%m.%Y} 02:30:00"),
                    (_END, f"{sunday:%d.%m.%Y} 03:40:00"),
                )
                self._sow(sunday, "invalid_time", plan.clock_operation, skipped)

    def _sow(
        self, day: date, reason: str, operation: Operation, flaw: tuple[tuple[int, object], ...]
    ) -> None:
        self._sown.setdefault(day, []).append((reason, operation, flaw))

    def rows(self, day: date) -> Iterator[Row]:
        for position, (reason, operation, flaw) in enumerate(self._sown.get(day, ())):
            started = self._bookings.clock.start(day, EARLY) + (1 + position % 6) * HOUR
            head = self._head(operation, day, unknown=not reason)
            count = Count(started, started + 1200, _PRODUCED, 0, 0, 0)
            row = self._bookings.row(head, self._bookings.number(), 1, count, started + 1500)
            if not reason:
                self.waiting += 1
                yield row
                continue
            self.rejected[reason] = self.rejected.get(reason, 0) + 1
            values = list(row.values)
            for place, value in flaw:
                values[place] = (
                    value.replace("{year}", str(day.year)) if isinstance(value, str) else value
                )
            yield row._replace(values=tuple(values))

    def _head(self, operation: Operation, day: date, unknown: bool) -> Head:
        """Somebody's early shift; ``unknown``: of the pilot operation that no ERP knows."""
        center = operation.work_center
        monday = day - timedelta(days=day.weekday())
        head = Head(
            order_number(operation, monday),
            operation.code,
            self._bookings.center_code(center, day),
            f"M{center.code}-9",
            lot_number(center, monday).encode("gb18030"),
            material_number(center),
            self._bookings.plan.crews[operation.code][0].badge,
            EARLY.code,
        )
        return head._replace(operation=UNKNOWN_OPERATION) if unknown else head
