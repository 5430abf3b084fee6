"""Blocks told as rows of BDE_MELDUNG: counts, their revisions, repeats and reversals."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from random import Random
from typing import NamedTuple

from demo.plant.layout import Operation, WorkCenter
from demo.plant.people import SHARED_BADGE
from demo.plant.plan import Block, Plan, spread
from demo.plant.shifts import DAY, HOUR

SHIFT_SECONDS = 8 * HOUR
SCRAP_SHARE = 0.6
NOISE_RATE = 0.015
ORDINARY_NOISE = ("twice", "corrected", "late", "nobody", "shared")
LOT_ENCODING = "gb18030"


class Row(NamedTuple):
    """A row of an event table without its SATZ_NR: ``changed`` is the instant of writing."""

    changed: int
    table: str
    values: tuple[object, ...]


class Count(NamedTuple):
    """One count of a block: what was made between two instants, in pieces."""

    started: int
    ended: int
    produced: int
    defective: int
    scrapped: int
    booked: int


def order_number(operation: Operation, monday: date) -> str:
    """The production order of an operation's week, as SAP numbers it (12 digits)."""
    year, week, _ = monday.isocalendar()
    return f"{1_000_000 + operation.number * 10_000 + year % 100 * 100 + week:012d}"


def material_number(center: WorkCenter) -> str:
    """The part that a work centre makes (18 characters, zero-padded as SAP's ALPHA does)."""
    return f"{4_711_000 + center.number * 10:018d}"


def lot_number(center: WorkCenter, monday: date) -> str:
    """The material lot of a work centre's week; every fourth centre has a Chinese supplier."""
    year, week, _ = monday.isocalendar()
    prefix = "批" if center.number % 4 == 2 else "L"
    return f"{prefix}{year % 100:02d}{week:02d}-{center.number + 1:02d}"


def bad_lot_number(center: WorkCenter) -> str:
    return f"G{center.code}-66"


class Bookings:
    """Makes the rows of one block after another and numbers the counts.

    ``keys``: how many different counts there were so far, reversals among them.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.clock = plan.clock
        self.last_number = 0
        self.keys = 0
        self._rename = plan.settings.monday(plan.settings.weeks // 2)
        self._end = self.clock.instant(plan.settings.last_day, time(23, 30))

    def number(self) -> str:
        self.last_number += 1
        return f"{self.last_number:010d}"

    def center_code(self, center: WorkCenter, day: date) -> str:
        """The work centre's number on that day: one was renamed half-way."""
        return center.former if center.former and day < self._rename else center.code

    # ------------------------------------------------------------------ counts of a block

    def counts(self, block: Block, rng: Random) -> list[Count]:
        """Cuts a block into its counts, one after the other through the shift."""
        start = self.clock.start(block.day, block.shift)
        begin, end = start, start + SHIFT_SECONDS
        if block.trait == "after_midnight":
            begin = self.clock.start(block.day, block.shift) + 2 * HOUR + 60
        sizes = _sizes(rng, block.produced, block.counts)
        final = spread(rng, block.defective, sizes)
        booked = final if block.booked is None else spread(rng, block.booked, sizes)
        step = (end - begin - 120) // len(sizes)
        lasting, random = max(1, step - 30), rng.random
        found: list[Count] = []
        for position, size in enumerate(sizes):
            began = begin + position * step + int(random() * 30)
            defective = final[position]
            scrapped = sum(random() < SCRAP_SHARE for _ in range(defective)) if defective else 0
            ended = began + lasting
            found.append(Count(began, ended, size, defective, scrapped, booked[position]))
        return found

    def rows(self, block: Block, noisy: bool) -> Iterator[Row]:
        """The rows of a block; ``noisy``: with the small slips of everyday, which change no sum."""
        told = (block.operation.code, block.day, block.badge, block.trait)
        rng = Random(f"{self.plan.settings.seed}/book/{told}")
        head = self._head(block)
        if block.trait.startswith("clock_"):
            yield from self._clock_change(block, head)
            return
        counts = self.counts(block, rng)
        slips = self._slips(rng, len(counts)) if noisy else {}
        special = block.trait in {"double", "reversed"}
        for position, count in enumerate(counts):
            changed = count.ended + 60 + int(rng.random() * 900)
            if special or position in slips or count.booked != count.defective:
                yield from self._slipped(block, head, count, slips.get(position, ""), changed, rng)
            else:
                self.keys += 1
                yield self.row(head, self.number(), 1, count, changed)

    def _head(self, block: Block) -> "Head":
        operation, day = block.operation, block.day
        center = operation.work_center
        monday = date.fromordinal(day.toordinal() - day.weekday())
        lot = bad_lot_number(center) if block.trait == "bad_lot" else lot_number(center, monday)
        code = self.center_code(center, day)
        return Head(
            order_number(operation, monday),
            operation.code,
            code,
            f"M{center.code}-{operation.number % 4 + 1}",
            lot.encode(LOT_ENCODING),
            material_number(center),
            block.badge,
            block.shift.code,
            operation.piece_weight if block.trait == "kilograms" else None,
        )

    @staticmethod
    def _slips(rng: Random, counts: int) -> dict[int, str]:
        number = int(counts * NOISE_RATE + rng.random())
        return {rng.randrange(counts): rng.choice(ORDINARY_NOISE) for _ in range(number)}

    def _slipped(
        self, block: Block, head: "Head", count: Count, slip: str, changed: int, rng: Random
    ) -> Iterator[Row]:
        """A count that is not simply booked once."""
        if slip == "nobody":
            head = head._replace(badge=None)
        elif slip == "shared":
            head = head._replace(badge=SHARED_BADGE)
        number = self.number()
        if slip == "late":
            changed = min(changed + rng.randint(1, 3) * DAY, max(changed, self._end))
        first = count.booked
        if slip == "corrected" and block.booked is None and count.produced > count.defective:
            first = count.defective + 1
        self.keys += 1
        if first == count.defective:
            yield self.row(head, number, 1, count, changed)
        else:
            yield self.row(head, number, 1, _as_booked(count, first), changed)
            later = min(
                changed + (9 * DAY if block.booked is not None else DAY),
                max(changed + 60, self._end),
            )
            yield self.row(head, number, 2, count, later, status="K")
        if slip == "twice" or block.trait == "double":
            yield self.row(head, number, 1, _as_booked(count, first), changed + 1800)
        if block.trait == "reversed":
            yield self._reversal(head, number, count, changed + DAY)

    def _reversal(self, head: "Head", number: str, count: Count, changed: int) -> Row:
        self.keys += 1
        back = count._replace(
            produced=-count.produced, defective=-count.defective, scrapped=-count.scrapped
        )
        return self.row(head, self.number(), 1, back, changed, status="S", reverses=number)

    def _clock_change(self, block: Block, head: "Head") -> Iterator[Row]:
        """Two counts around 02:00–03:00 of the night in which the clock changes.

        Back: one from 02:50 to the 02:10 that comes twenty minutes later, one within the hour's
        second passing. Forward: from 01:50 to 03:10, also twenty minutes.
        """
        night = date.fromordinal(block.day.toordinal() + 1)
        if block.trait == "clock_back":
            spans = [(time(2, 50), 0, time(2, 10), 1), (time(2, 20), 1, time(2, 40), 1)]
        else:
            spans = [(time(1, 50), 0, time(3, 10), 0), (time(3, 20), 0, time(3, 40), 0)]
        for begin, first_fold, end, second_fold in spans:
            started = self.clock.instant(night, begin, first_fold)
            ended = self.clock.instant(night, end, second_fold)
            count = Count(started, ended, block.produced // len(spans), 0, 0, 0)
            self.keys += 1
            yield self.row(head, self.number(), 1, count, ended + 300)

    def row(
        self,
        head: "Head",
        number: str,
        revision: int,
        count: Count,
        changed: int,
        status: str = "E",
        reverses: str | None = None,
    ) -> Row:
        weight = head.weight
        good = count.produced - count.defective
        reworked = count.defective - count.scrapped
        quantities: tuple[object, ...]
        if weight is None:
            total = f"{count.produced},000"
            quantities = (good, count.scrapped, reworked)
        else:
            total = f"{count.produced * weight:.3f}".replace(".", ",")
            quantities = tuple(
                f"{pieces * weight:.3f}" for pieces in (good, count.scrapped, reworked)
            )
        return Row(
            changed,
            "BDE_MELDUNG",
            (
                number,
                revision,
                "X" if reverses else " ",
                reverses,
                *head[:8],
                self.clock.text(count.started),
                self.clock.text(count.ended),
                total,
                *quantities,
                "ST" if weight is None else "KG",
                status,
                self.clock.stamp(changed),
            ),
        )


class Head(NamedTuple):
    """What all counts of a block share; up to ``shift`` in the order of the MES's columns."""

    order: str
    operation: str
    center: str
    machine: str
    lot: bytes
    material: str
    badge: str | None
    shift: str
    weight: Decimal | None = None


def _sizes(rng: Random, produced: int, counts: int) -> list[int]:
    """``produced`` pieces in ``counts`` counts of about the same size, each at least one."""
    usual, more = divmod(produced, counts)
    sizes = [usual + 1] * more + [usual] * (counts - more)
    reach = int(usual * 0.3)
    if reach:
        for position in range(0, counts - 1, 2):
            moved = int(rng.random() * reach)
            sizes[position] += moved
            sizes[position + 1] -= moved
    return sizes


def _as_booked(count: Count, defective: int) -> Count:
    """The count with another number of defective pieces, all scrap."""
    return (
        count
        if defective == count.defective
        else count._replace(defective=defective, scrapped=defective)
    )
