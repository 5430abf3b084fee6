"""The master data of the MES: work centres, operations, shifts, people, counters."""

from datetime import timedelta

from demo.plant.layout import (
    COUNTER_DIGITS,
    COUNTER_LARGEST_STEP,
    COUNTER_MACHINE,
    OPERATIONS,
    UNKNOWN_OPERATION,
    WORK_CENTERS,
)
from demo.plant.people import SHARED_BADGE
from demo.plant.plan import Plan
from demo.plant.shifts import SHIFTS

Rows = list[tuple[object, ...]]


def _centers(plan: Plan) -> Rows:
    rows: Rows = []
    renamed = plan.settings.monday(plan.settings.weeks // 2)
    for center in WORK_CENTERS:
        name = center.name_de.encode("latin-1")
        cost_center = f"{4000 + center.number * 10:010d}"
        since = "01.01.2015"
        if center.former:
            last = renamed - timedelta(days=1)
            rows.append(
                (
                    center.former,
                    name,
                    center.line.code,
                    cost_center,
                    since,
                    f"{last:%d.%m.%Y}",
                    center.code,
                )
            )
            since = f"{renamed:%d.%m.%Y}"
        rows.append((center.code, name, center.line.code, cost_center, since, None, None))
    return rows


def _operations() -> Rows:
    rows: Rows = [
        (
            operation.code,
            operation.name_de.encode("latin-1"),
            operation.name_zh.encode("gb18030"),
            operation.work_center.code,
            f"{operation.piece_weight:.3f}".replace(".", ",") if operation.piece_weight else None,
        )
        for operation in OPERATIONS
    ]
    rows.append(
        (
            UNKNOWN_OPERATION,
            "Pilotanlage Laserschweißen".encode("latin-1"),
            "激光焊接试验".encode("gb18030"),
            None,
            None,
        )
    )
    return rows


def _people(plan: Plan) -> Rows:
    rows: Rows = [
        (person.badge, person.name.encode("gb18030"), person.department, "N")
        for person in plan.people.everybody
    ]
    rows.append((SHARED_BADGE, "Sammelausweis Springer".encode("gb18030"), "D01", "J"))
    return rows


def master_rows(plan: Plan) -> dict[str, Rows]:
    """Table → rows."""
    return {
        "ARBPLATZ": _centers(plan),
        "AGANG": _operations(),
        "SCHICHTPLAN": [(s.code, s.name, f"{s.starts:%H:%M}", f"{s.ends:%H:%M}") for s in SHIFTS],
        "PERS_STAMM": _people(plan),
        "ZAEHLER": [(COUNTER_MACHINE, COUNTER_DIGITS, COUNTER_LARGEST_STEP)],
    }
