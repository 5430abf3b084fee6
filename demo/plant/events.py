"""All rows of the MES in the order in which they were written, day by day, in little memory."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from operator import attrgetter

from demo.plant.bookings import Bookings, Row
from demo.plant.counters import Counters
from demo.plant.flaws import Flaws
from demo.plant.inspections import Inspections
from demo.plant.layout import OPERATIONS
from demo.plant.plan import Block, Plan
from demo.plant.shifts import EARLY

_written = attrgetter("changed")


class Events:
    """Iterate once over ``rows()``; afterwards the tallies say what was told."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.bookings = Bookings(plan)
        self._counters = Counters(self.bookings)
        self._flaws = Flaws(self.bookings)
        self._inspections = Inspections(self.bookings)

    def rows(self) -> Iterator[Row]:
        waiting: list[Row] = []
        for week in range(self._plan.settings.weeks):
            waiting += self._inspections.rows(week)
            by_day = self._blocks(week)
            for number in range(7):
                day = self._plan.settings.monday(week) + timedelta(days=number)
                waiting += self._day(day, by_day.get(day, []))
                waiting.sort(key=_written)
                # Nothing of a later day is written before its early shift begins.
                border = self._plan.clock.start(day + timedelta(days=1), EARLY)
                done = bisect_left(waiting, border, key=_written)
                yield from waiting[:done]
                del waiting[:done]
        yield from waiting

    def _blocks(self, week: int) -> dict[date, list[Block]]:
        found: dict[date, list[Block]] = {}
        for operation in OPERATIONS:
            for block in self._plan.week(operation, week).blocks:
                found.setdefault(block.day, []).append(block)
        return found

    def _day(self, day: date, blocks: list[Block]) -> Iterator[Row]:
        for block in blocks:
            if block.operation.counter:
                yield from self._counters.rows(block)
            else:
                yield from self.bookings.rows(block, block.operation.code not in self._plan.cases)
        yield from self._flaws.rows(day)

    def rejected(self) -> dict[str, dict[str, int]]:
        """Stream → reason → rows that an adapter must refuse."""
        return {
            "production_count": dict(sorted(self._flaws.rejected.items())),
            "inspection": dict(sorted(self._inspections.rejected.items())),
        }

    def records(self) -> dict[str, int]:
        """Stream → distinct keys that an adapter must yield (the waiting ones too)."""
        return {
            "production_count": self.bookings.keys + self._flaws.waiting,
            "inspection": self._inspections.keys,
            "defect": self._inspections.defects,
        }
