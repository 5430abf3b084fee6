"""What must come out of the plant: its needs, rejections and worklist, from the plan's intent.

Rates are compared as fractions; nothing here reads a row of the MES.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from demo.plant.layout import OPERATIONS, STORY_OPERATION, UNKNOWN_OPERATION
from demo.plant.people import UNKNOWN_BADGE
from demo.plant.plan import MIN_VOLUME, Plan, WeekPlan, is_bad

RULE_WEEKS = 3
SCORE_BELOW = 80


@dataclass(frozen=True, slots=True)
class Need:
    operation: str
    weeks: tuple[str, ...]
    mean_score: Decimal


def mean_score(plan: Plan, run: Sequence[WeekPlan]) -> Decimal | None:
    """Mean over the known people who produced in the run and have a score; two decimals."""
    badges = {badge for week in run for badge in week.badges}
    skill = run[0].operation.skill
    people = [
        plan.people.by_badge[badge] for badge in sorted(badges) if badge in plan.people.by_badge
    ]
    scores = [person.scores[skill] for person in people if skill in person.scores]
    if not scores:
        return None
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def runs(weeks: Sequence[WeekPlan]) -> list[list[WeekPlan]]:
    """Maximal runs of bad weeks; a week below the smallest volume neither counts nor breaks one."""
    found: list[list[WeekPlan]] = [[]]
    for week in weeks:
        if week.produced < MIN_VOLUME:
            continue
        if is_bad(week):
            found[-1].append(week)
        elif found[-1]:
            found.append([])
    return [run for run in found if len(run) >= RULE_WEEKS]


def needs(plan: Plan, weeks: Sequence[WeekPlan]) -> list[Need]:
    found: list[Need] = []
    for operation in OPERATIONS:
        qualifying = runs([week for week in weeks if week.operation is operation])
        if not qualifying:
            continue
        run = qualifying[-1]
        mean = mean_score(plan, run)
        if mean is not None and mean < SCORE_BELOW:
            found.append(
                Need(operation.code, tuple(plan.week_text(week.week) for week in run), mean)
            )
    return found


def plain(value: Decimal) -> str:
    """Without trailing zeros: 71.50 → 71.5."""
    return f"{value.normalize():f}"


Counts = dict[str, dict[str, int]]


def truth(
    plan: Plan,
    *,
    rejected: dict[str, Counts],
    records: Counts,
    indicator_values: dict[str, dict[str, dict[str, str]]],
    own_lines: dict[str, Any],
) -> dict[str, object]:
    """The content of truth.json; ``rejected`` and ``records`` are by source.

    ``own_lines`` is what is true of the lines that have systems of their own, by their names.

    Raises ``ValueError`` where a case does not do what it is for.
    """
    weeks = list(plan.weeks())
    raised = needs(plan, weeks)
    wanted = {code for code, case in plan.cases.items() if case.kind.raises}
    if {need.operation for need in raised} != wanted:
        found = sorted(need.operation for need in raised)
        raise ValueError(f"The cases must raise {sorted(wanted)}, the plan raises {found}.")
    settings = plan.settings
    return {
        "seed": settings.seed,
        "zone": plan.clock.zone.key,
        "first_day": settings.first_day.isoformat(),
        "last_day": settings.last_day.isoformat(),
        "rule": {
            "weeks": RULE_WEEKS,
            "score_below": SCORE_BELOW,
            "min_volume": MIN_VOLUME,
            "horizon_weeks": settings.weeks,
        },
        "needs": [
            {
                "operation": need.operation,
                "weeks": list(need.weeks),
                "mean_score": plain(need.mean_score),
            }
            for need in raised
        ],
        "cases": [_case(plan, code) for code in sorted(plan.cases)],
        "story": _story(plan, raised),
        "rejections": rejected,
        "worklist": [
            {"source": "mes", "kind": "employee", "code": UNKNOWN_BADGE},
            {"source": "mes", "kind": "operation", "code": UNKNOWN_OPERATION},
        ],
        "records": records,
        "indicator_values": indicator_values,
        "weeks": _weeks(plan, weeks),
        **own_lines,
    }


def _case(plan: Plan, code: str) -> dict[str, object]:
    case = plan.cases[code]
    length = len(case.kind.weeks) if case.kind.name != "story" else len(_story_weeks(plan))
    touched = range(case.start, case.start + length)
    return {
        "kind": case.kind.name,
        "operation": code,
        "raises": case.kind.raises,
        "weeks": [plan.week_text(week) for week in touched],
        "note": case.kind.note,
    }


def _story_weeks(plan: Plan) -> list[int]:
    """The weeks of the story up to and with the training."""
    case = plan.cases[STORY_OPERATION]
    training = next(n for n, intent in enumerate(case.kind.weeks) if intent.trait == "training")
    return list(range(case.start, case.start + training + 1))


def _story(plan: Plan, raised: Sequence[Need]) -> dict[str, object]:
    need = next(need for need in raised if need.operation == STORY_OPERATION)
    return {
        "operation": STORY_OPERATION,
        "before": "0.08",
        "after": "0.03",
        "raised_weeks": list(need.weeks),
        "training_week": plan.week_text(_story_weeks(plan)[-1]),
    }


def _weeks(plan: Plan, weeks: Sequence[WeekPlan]) -> dict[str, dict[str, dict[str, str]]]:
    """Operation → week → pieces produced and defective, where anything was made."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for week in weeks:
        if week.produced:
            figures = {"produced": str(week.produced), "defective": str(week.defective)}
            found.setdefault(week.operation.code, {})[plan.week_text(week.week)] = figures
    return found
