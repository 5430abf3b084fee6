"""The plan of the plant's production: who makes how much of what in which shift, and how well.

Everything is decided here, in *blocks*, from the seed; the rows of the MES are only these blocks
told in more detail. So the truth is exact whatever the size of the plant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from random import Random

from demo.plant.cases import BAD, Case, Intent, place
from demo.plant.layout import COUNTER_LARGEST_STEP, OPERATIONS, Operation
from demo.plant.people import UNKNOWN_BADGE, People, Person
from demo.plant.shifts import EARLY, LATE, NIGHT, SHIFTS, Clock, Shift, first_monday, week_text

MIN_VOLUME = 50
ORDINARY_RATES = (0.020, 0.030)
WORKDAYS = 5
WEEKS_KEPT = 1500
PIECES_PER_COUNT = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """The size of a plant. ``until``: its last day is the last Sunday up to this one."""

    seed: int
    operators: int
    weeks: int
    counts: int
    until: date

    @property
    def first_day(self) -> date:
        return first_monday(self.until, self.weeks)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=7 * self.weeks - 1)

    def monday(self, week: int) -> date:
        return self.first_day + timedelta(days=7 * week)


@dataclass(frozen=True, slots=True)
class Block:
    """What one person makes of one operation in one shift, booked in ``counts`` counts.

    ``booked``: the defective pieces as first booked, where a later revision says otherwise.
    ``trait``: how the counts are booked (see ``bookings``).
    """

    operation: Operation
    day: date
    shift: Shift
    badge: str
    produced: int
    defective: int
    counts: int
    booked: int | None = None
    trait: str = ""


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One operation in one week. Blocks of a reversal are not part of the totals."""

    operation: Operation
    week: int
    blocks: tuple[Block, ...]

    @property
    def lasting(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.trait != "reversed")

    @property
    def produced(self) -> int:
        return sum(block.produced for block in self.lasting)

    @property
    def defective(self) -> int:
        return sum(block.defective for block in self.lasting)

    @property
    def badges(self) -> set[str]:
        return {block.badge for block in self.lasting if block.produced}


def spread(rng: Random, total: int, sizes: list[int]) -> list[int]:
    """``total`` defects among parts of the given sizes, each piece as likely as any other.

    No part gets more than its size.
    """
    found = [0] * len(sizes)
    for part in rng.choices(range(len(sizes)), weights=sizes, k=total):
        found[part] += 1
    surplus = 0
    for part, size in enumerate(sizes):
        if found[part] > size:
            surplus += found[part] - size
            found[part] = size
    for part, size in enumerate(sizes):
        moved = min(surplus, size - found[part])
        found[part] += moved
        surplus -= moved
    return found


class Plan:
    """The whole plant, week by week.

    ``week(operation, number)`` is a pure function of the settings; the last ones are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.people = People(settings.seed, settings.operators)
        self.cases = place(settings.seed, settings.weeks)
        self.clock = Clock()
        self.clock_changes = self.clock.changes(settings.first_day, settings.last_day)
        self.crews = {operation.code: self._crew(operation) for operation in OPERATIONS}
        blocks = sum(len(crew) for crew in self.crews.values()) * WORKDAYS * settings.weeks
        self.counts_per_block = max(1.0, settings.counts / blocks)
        self.clock_operation = self._clock_operation()
        self.week = lru_cache(WEEKS_KEPT)(self._week)

    def _crew(self, operation: Operation) -> list[Person]:
        center = operation.work_center
        case = self.cases.get(operation.code)
        if case is not None:
            grades = ("high",) if case.kind.crew == "high" else ("low", "new")
            # Three at most: one missing score taken for zero must then sink the mean.
            return self.people.graded(center, *grades)[:3]
        crew = self.people.crews[center.code]
        if operation.counter:
            return crew[: operation.line.shifts]
        siblings = [other for other in OPERATIONS if other.work_center is center]
        size = max(2, ceil(len(crew) * 1.5 / len(siblings)))
        first = siblings.index(operation) * len(crew) // len(siblings)
        return [crew[(first + step) % len(crew)] for step in range(min(size, len(crew)))]

    def _clock_operation(self) -> Operation:
        """The ordinary operation that works in the nights when the clock changes."""
        return next(o for o in OPERATIONS if o.line.shifts == 3 and o.code not in self.cases)

    def week_text(self, week: int) -> str:
        return week_text(self.settings.monday(week))

    def weeks(self) -> Iterator[WeekPlan]:
        for week in range(self.settings.weeks):
            for operation in OPERATIONS:
                yield self.week(operation, week)

    def _week(self, operation: Operation, week: int) -> WeekPlan:
        rng = Random(f"{self.settings.seed}/{operation.code}/{week}")
        case = self.cases.get(operation.code)
        intent = case.intent(week) if case else None
        blocks = (
            self._ordinary(rng, operation, week)
            if intent is None
            else self._case(rng, operation, week, intent)
        )
        if operation is self.clock_operation:
            blocks += self._clock_change(week)
        plan = WeekPlan(operation, week, tuple(blocks))
        self._check(plan, case)
        return plan

    # ------------------------------------------------------------------ who works when

    def shift_of(self, person: Person, line_shifts: int, week: int) -> Shift:
        """Teams change shift every week."""
        return SHIFTS[(person.team + week) % line_shifts]

    def _slots(self, operation: Operation, week: int) -> list[tuple[date, Shift, str]]:
        """The shifts of a week: Monday to Friday; nights Monday to Thursday and on Sunday."""
        monday = self.settings.monday(week)
        shifts = (
            1
            if operation.counter and len(self.crews[operation.code]) == 1
            else operation.line.shifts
        )
        slots: list[tuple[date, Shift, str]] = []
        for person in self.crews[operation.code]:
            shift = self.shift_of(person, shifts, week)
            days = (0, 1, 2, 3, 4) if shift is not NIGHT else (0, 1, 2, 3)
            slots += [(monday + timedelta(days=day), shift, person.badge) for day in days]
            sunday = monday + timedelta(days=6)
            # The Sunday night belongs to the team that has nights in the coming week.
            if self.shift_of(person, shifts, week + 1) is NIGHT and sunday < self.settings.last_day:
                slots.append((sunday, NIGHT, person.badge))
        return sorted(slots, key=lambda slot: (slot[0], slot[1].order, slot[2]))

    def _counts(self, rng: Random) -> int:
        return max(1, floor(self.counts_per_block + rng.random()))

    def _pace(self, operation: Operation) -> int:
        """Pieces of one person in one shift."""
        usual = 60 + Random(f"{self.settings.seed}/pace/{operation.code}").randrange(80)
        return max(usual, ceil(PIECES_PER_COUNT * self.counts_per_block))

    def _blank(self, rng: Random, operation: Operation, week: int) -> list[Block]:
        """The week's blocks without defects."""
        pace = self._pace(operation)
        blocks: list[Block] = []
        for day, shift, badge in self._slots(operation, week):
            counts = self._counts(rng)
            produced = max(counts, round(pace * rng.uniform(0.85, 1.15)))
            if operation.counter:
                produced = min(produced, counts * (COUNTER_LARGEST_STEP // 3))
            blocks.append(Block(operation, day, shift, badge, produced, 0, counts))
        return blocks

    @staticmethod
    def _with_defects(
        rng: Random, blocks: list[Block], defective: int, booked: int | None = None
    ) -> list[Block]:
        sizes = [block.produced for block in blocks]
        final = spread(rng, defective, sizes)
        first = spread(rng, booked, sizes) if booked is not None else [None] * len(blocks)
        return [
            replace(block, defective=d, booked=b)
            for block, d, b in zip(blocks, final, first, strict=True)
        ]

    # ------------------------------------------------------------------ ordinary weeks

    def _ordinary(self, rng: Random, operation: Operation, week: int) -> list[Block]:
        blocks = self._blank(rng, operation, week)
        produced = sum(block.produced for block in blocks)
        return self._with_defects(rng, blocks, round(produced * rng.uniform(*ORDINARY_RATES)))

    def _clock_change(self, week: int) -> list[Block]:
        """A special shift in the Saturday night in which the clock changes, without a defect."""
        monday = self.settings.monday(week)
        badge = self.crews[self.clock_operation.code][0].badge
        return [
            Block(
                self.clock_operation,
                sunday - timedelta(days=1),
                NIGHT,
                badge,
                40,
                0,
                1,
                trait=f"clock_{way}",
            )
            for sunday, way in self.clock_changes
            if monday <= sunday < monday + timedelta(days=7)
        ]

    # ------------------------------------------------------------------ weeks of a case

    def _case(self, rng: Random, operation: Operation, week: int, intent: Intent) -> list[Block]:
        if intent.trait == "none":
            return []
        special = {
            "training": self._training,
            "bad_lot": self._bad_lot,
            "five_pieces": self._five_pieces,
            "double": self._double,
            "sunday_night": self._sunday_night,
            "quiet": self._quiet,
            "unknown_badge": self._unknown_badge,
            "reversal": self._reversal,
            "unit_mix": self._unit_mix,
        }.get(intent.trait)
        return (
            special(rng, operation, week, intent)
            if special
            else self._at_rate(rng, operation, week, intent)
        )

    def _at_rate(self, rng: Random, operation: Operation, week: int, intent: Intent) -> list[Block]:
        blocks = self._blank(rng, operation, week)
        produced = sum(block.produced for block in blocks)
        limit = float(operation.limit)
        rate = intent.share if intent.share is not None else intent.rate * limit
        booked = round(produced * intent.booked * limit) if intent.booked is not None else None
        return self._with_defects(rng, blocks, round(produced * rate), booked)

    def _single(
        self, operation: Operation, week: int, produced: int, defective: int, trait: str = ""
    ) -> Block:
        monday = self.settings.monday(week)
        badge = self.crews[operation.code][0].badge
        return Block(
            operation, monday + timedelta(days=1), EARLY, badge, produced, defective, 1, trait=trait
        )

    def _training(
        self, rng: Random, operation: Operation, week: int, intent: Intent
    ) -> list[Block]:
        """The crew is in training; only some trial pieces are made."""
        return [self._single(operation, week, 25, 2)]

    def _five_pieces(
        self, rng: Random, operation: Operation, week: int, intent: Intent
    ) -> list[Block]:
        return [self._single(operation, week, 5, 3)]

    def _double(self, rng: Random, operation: Operation, week: int, intent: Intent) -> list[Block]:
        first = self._single(operation, week, 18, 2, "double")
        second = replace(
            first, day=first.day + timedelta(days=1), shift=LATE, produced=12, defective=1
        )
        return [first, second]

    def _bad_lot(self, rng: Random, operation: Operation, week: int, intent: Intent) -> list[Block]:
        """A fifth of the production is of one lot that carries nearly all defects."""
        blocks = self._blank(rng, operation, week)
        produced = sum(block.produced for block in blocks)
        cut = max(1, len(blocks) // 5)
        lot, rest = blocks[:cut], blocks[cut:]
        defective = ceil(produced * float(operation.limit) * intent.rate)
        few = round(sum(block.produced for block in rest) * 0.3 * float(operation.limit))
        marked = [
            replace(block, trait="bad_lot")
            for block in self._with_defects(rng, lot, defective - few)
        ]
        return marked + self._with_defects(rng, rest, few)

    def _sunday_night(
        self, rng: Random, operation: Operation, week: int, intent: Intent
    ) -> list[Block]:
        """Little is wrong on weekdays, much after midnight of the Sunday night shift.

        With the same volume each week the night alone is at 0.9 of the limit, a weekday's share at
        ``rate``: together above the limit only where both fall in the same week.
        """
        days, night = self._split_night(rng, operation, week)
        produced = sum(block.produced for block in days)
        together = produced + night.produced
        defective = floor(0.9 * float(operation.limit) * together)
        weekdays = self._with_defects(
            rng, days, round(intent.rate * float(operation.limit) * together)
        )
        return [*weekdays, replace(night, defective=min(defective, night.produced))]

    def _quiet(self, rng: Random, operation: Operation, week: int, intent: Intent) -> list[Block]:
        days, night = self._split_night(rng, operation, week)
        together = sum(block.produced for block in days) + night.produced
        return [
            *self._with_defects(rng, days, round(intent.rate * float(operation.limit) * together)),
            night,
        ]

    def _split_night(
        self, rng: Random, operation: Operation, week: int
    ) -> tuple[list[Block], Block]:
        """Weekdays with a steady volume, and one Sunday night that is worked after midnight."""
        pace = self._pace(operation)
        days = [
            replace(block, produced=pace)
            for block in self._blank(rng, operation, week)
            if block.day.isoweekday() <= WORKDAYS
        ]
        badge = self.crews[operation.code][0].badge
        sunday = self.settings.monday(week) + timedelta(days=6)
        night = Block(
            operation, sunday, NIGHT, badge, pace, 0, self._counts(rng), trait="after_midnight"
        )
        return days, night

    def _unknown_badge(
        self, rng: Random, operation: Operation, week: int, intent: Intent
    ) -> list[Block]:
        blocks = self._at_rate(rng, operation, week, intent)
        return [
            replace(block, badge=UNKNOWN_BADGE) if number % 5 == 1 else block
            for number, block in enumerate(blocks)
        ]

    def _reversal(
        self, rng: Random, operation: Operation, week: int, intent: Intent
    ) -> list[Block]:
        blocks = self._at_rate(rng, operation, week, intent)
        wrong = ceil(sum(block.produced for block in blocks) * 0.1)
        return [*blocks, self._single(operation, week, wrong, wrong, "reversed")]

    def _unit_mix(
        self, rng: Random, operation: Operation, week: int, intent: Intent
    ) -> list[Block]:
        """A quarter in pieces at 1.7 of the limit, the rest weighed, at 0.3 of it."""
        blocks = self._blank(rng, operation, week)
        cut = max(1, round(len(blocks) / 4))
        limit = float(operation.limit)
        pieces, weighed = blocks[:cut], blocks[cut:]
        counted = self._with_defects(
            rng, pieces, round(sum(b.produced for b in pieces) * 1.7 * limit)
        )
        heavy = self._with_defects(
            rng, weighed, round(sum(b.produced for b in weighed) * 0.3 * limit)
        )
        return counted + [replace(block, trait="kilograms") for block in heavy]

    # ------------------------------------------------------------------ certainty

    def _check(self, plan: WeekPlan, case: Case | None) -> None:
        """Which side of the limit a week is on must not hang on rounding."""
        if plan.produced < MIN_VOLUME:
            return
        share = Fraction(plan.defective, plan.produced) / Fraction(plan.operation.limit)
        if not 0.97 < share < 1.03:
            return
        where = f"{plan.operation.code} in {self.week_text(plan.week)}"
        kind = case.kind.name if case else "an ordinary week"
        raise ValueError(
            f"{where} ({kind}) is too close to its limit to be certain: {float(share):.3f}."
        )


def is_bad(plan: WeekPlan) -> bool:
    """Above the limit, with a volume that counts."""
    return plan.produced >= MIN_VOLUME and plan.defective > plan.operation.limit * plan.produced


__all__ = ["BAD", "MIN_VOLUME", "Block", "Plan", "Settings", "WeekPlan", "is_bad", "spread"]
