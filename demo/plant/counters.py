"""The machine that only has counters: cumulative readings that reset and roll over."""

from collections.abc import Iterator
from random import Random

from demo.plant.bookings import Bookings, Row, lot_number, material_number, order_number
from demo.plant.layout import (
    BY_CODE,
    COUNTER_DIGITS,
    COUNTER_LARGEST_STEP,
    COUNTER_MACHINE,
    COUNTER_OPERATION,
)
from demo.plant.plan import Block
from demo.plant.shifts import HOUR

_SIZE = 10**COUNTER_DIGITS
RESET_RATE = 0.03


class Counters:
    """Turns the counter operation's blocks, in order of time, into rows of ZAEHLER_STAND."""

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings
        self._rng = Random(f"{bookings.plan.settings.seed}/counter")
        self._produced = self._rng.randrange(_SIZE)
        self._scrapped = self._rng.randrange(300)
        self._reworked = self._rng.randrange(300)
        self._started = False

    def rows(self, block: Block) -> Iterator[Row]:
        rng = Random(f"{self._bookings.plan.settings.seed}/read/{block.day}/{block.shift.code}")
        for count in self._bookings.counts(block, rng):
            if not self._started:
                self._started = True
                yield self._reading(block, count.started - HOUR)
            self._advance(count.produced, count.scrapped, count.defective - count.scrapped)
            self._bookings.keys += 1
            yield self._reading(block, count.ended)
            self._reset()

    def _advance(self, produced: int, scrapped: int, reworked: int) -> None:
        if produced > COUNTER_LARGEST_STEP:
            raise ValueError(f"A count of {produced} is more than the counter may advance.")
        self._produced = (self._produced + produced) % _SIZE
        self._scrapped = (self._scrapped + scrapped) % _SIZE
        self._reworked = (self._reworked + reworked) % _SIZE

    def _reset(self) -> None:
        """A power cut right after a reading, where it cannot be mistaken for rolling over."""
        low, high = 2 * COUNTER_LARGEST_STEP, _SIZE - 2 * COUNTER_LARGEST_STEP
        if low < self._produced < high and self._rng.random() < RESET_RATE:
            self._produced = self._scrapped = self._reworked = 0

    def _reading(self, block: Block, read: int) -> Row:
        center = BY_CODE[COUNTER_OPERATION].work_center
        clock = self._bookings.clock
        monday = self._bookings.plan.settings.first_day
        monday = monday.fromordinal(block.day.toordinal() - block.day.weekday())
        changed = read + 20
        return Row(
            changed,
            "ZAEHLER_STAND",
            (
                COUNTER_MACHINE,
                clock.text(read),
                order_number(block.operation, monday),
                COUNTER_OPERATION,
                center.code,
                lot_number(center, monday).encode("gb18030"),
                material_number(center),
                block.badge,
                block.shift.code,
                self._produced,
                self._scrapped,
                self._reworked,
                clock.stamp(changed),
            ),
        )
