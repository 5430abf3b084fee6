"""In-process inspections and supervision in the MES: PRUEF_MELDUNG and PRUEF_FEHLER."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from random import Random

from demo.plant.bookings import Bookings, Row, lot_number, material_number, order_number
from demo.plant.layout import OPERATIONS, STORY_OPERATION, Operation
from demo.plant.people import INSPECTORS
from demo.plant.plan import Plan
from demo.plant.shifts import HOUR

SAMPLE = 50
STANDARD_REVISION = "A"
_DEFECTS = {
    "special_equipment": (("SCHW", "0010", "Einstellparameter"), ("SCHW", "0020", "Spritzer")),
    "resistance_welding": (("SCHW", "0030", "Elektrode verschlissen"),),
}
_OTHER_DEFECTS = (("MASS", "0010", "Maß außer Toleranz"), ("OBER", "0010", "Kratzer"))


class Inspections:
    """One inspection a week of every operation that produced; some stay open at the end."""

    def __init__(self, bookings: Bookings) -> None:
        self._plan: Plan = bookings.plan
        self._bookings = bookings
        self.rejected: dict[str, int] = {}
        self.keys = 0
        self.defects = 0
        rng = Random(f"{self._plan.settings.seed}/inspection flaws")
        weeks = self._plan.settings.weeks
        ordinary = [o.code for o in OPERATIONS if o.code not in self._plan.cases and not o.counter]
        self._flawed = {(rng.choice(ordinary), week) for week in rng.sample(range(weeks), 2)}

    def rows(self, week: int) -> Iterator[Row]:
        for operation in OPERATIONS:
            plan = self._plan.week(operation, week)
            if not plan.produced:
                continue
            share = plan.defective / plan.produced
            yield from self._inspection(operation, week, "FP", share)
            if operation.code == STORY_OPERATION and week > self._training_week():
                yield from self._inspection(operation, week, "UB", share)

    def _training_week(self) -> int:
        case = self._plan.cases[STORY_OPERATION]
        return case.start + next(
            n for n, intent in enumerate(case.kind.weeks) if intent.trait == "training"
        )

    def _inspection(
        self, operation: Operation, week: int, kind: str, share: float
    ) -> Iterator[Row]:
        rng = Random(f"{self._plan.settings.seed}/inspect/{operation.code}/{week}/{kind}")
        clock = self._bookings.clock
        day = self._plan.settings.monday(week) + timedelta(days=1 + rng.randrange(3))
        self.keys += 1
        number = f"{self.keys:010d}"
        created = clock.instant(day, time(7 + rng.randrange(6), rng.randrange(60)))
        decided = created + 2 * HOUR + rng.randrange(24 * HOUR)
        open_still = week == self._plan.settings.weeks - 1 and rng.random() < 0.3
        failed = (
            round(SAMPLE * share) if share * SAMPLE >= 1 else int(rng.random() < share * SAMPLE)
        )
        if (operation.code, week) in self._flawed:
            self.keys -= 1
            self.rejected["unknown_code"] = self.rejected.get("unknown_code", 0) + 1
            number, kind = f"9{number[1:]}", "XX"
            yield self._row(operation, day, number, 1, kind, rng, created, None, None)
            return
        yield self._row(operation, day, number, 1, kind, rng, created, None, None)
        if open_still:
            return
        yield self._row(operation, day, number, 2, kind, rng, created, decided, failed)
        if failed:
            yield self._defect(operation, number, failed, rng, decided)

    def _row(
        self,
        operation: Operation,
        day: date,
        number: str,
        revision: int,
        kind: str,
        rng: Random,
        created: int,
        decided: int | None,
        failed: int | None,
    ) -> Row:
        clock = self._bookings.clock
        center = operation.work_center
        monday = day - timedelta(days=day.weekday())
        changed = (decided or created) + 30
        allowed = SAMPLE * operation.limit
        verdict = "O" if failed is None else "R" if failed > allowed else "A"
        return Row(
            changed,
            "PRUEF_MELDUNG",
            (
                number,
                revision,
                kind,
                operation.code,
                order_number(operation, monday),
                lot_number(center, monday).encode("gb18030"),
                material_number(center),
                self._plan.crews[operation.code][0].badge,
                INSPECTORS[operation.number % len(INSPECTORS)],
                f"{SAMPLE},000",
                failed,
                "ST",
                verdict,
                STANDARD_REVISION,
                f"{day:%d.%m.%Y}",
                clock.text(decided) if decided else None,
                clock.stamp(changed),
            ),
        )

    def _defect(
        self, operation: Operation, found_in: str, quantity: int, rng: Random, decided: int
    ) -> Row:
        group, code, cause = rng.choice(_DEFECTS.get(operation.skill, _OTHER_DEFECTS))
        self.defects += 1
        changed = decided + 60
        return Row(
            changed,
            "PRUEF_FEHLER",
            (
                f"{self.defects:010d}",
                1,
                found_in,
                group,
                code,
                cause,
                quantity,
                "ST",
                f"Platz {1 + operation.number % 4}",
                self._bookings.clock.stamp(changed),
            ),
        )
