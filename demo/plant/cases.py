"""What is made to happen in the plant: real problems, and what only looks like one.

A case takes one operation and some weeks in a row. For each of these weeks it gives an
*intent*: what is produced and with which defect rate, relative to the operation's limit, and the
trait that makes the case what it is. All other weeks are ordinary ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from demo.plant.layout import OPERATIONS, STORY_OPERATION, Operation


@dataclass(frozen=True, slots=True)
class Intent:
    """What one operation does in one week.

    ``rate``: final defect rate as a multiple of the limit; ``booked``: the same as first booked,
    where a later revision puts it right; ``share``: the final rate itself, where the case names it.
    """

    rate: float = 0.5
    booked: float | None = None
    share: float | None = None
    trait: str = "ordinary"


BAD = Intent(1.6)
GOOD = Intent(0.55)
NONE = Intent(trait="none")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: its weeks, who works in them, and whether the rule must raise a need."""

    name: str
    raises: bool
    weeks: tuple[Intent, ...]
    crew: str
    note: str


_NIGHT_WEEKS = (
    Intent(0.0, trait="sunday_night"),
    Intent(0.5, trait="sunday_night"),
    Intent(0.5, trait="sunday_night"),
    Intent(0.5, trait="quiet"),
)
_THREE_BAD = (BAD, BAD, BAD)
_LATE_BAD = Intent(1.6, booked=0.55)
_LATE_GOOD = Intent(0.55, booked=1.6)

_REAL = (
    Kind(
        "three_bad_weeks",
        True,
        _THREE_BAD,
        "low",
        "three weeks above the limit, poorly trained crew",
    ),
    Kind(
        "week_without_production",
        True,
        (BAD, NONE, BAD, BAD),
        "low",
        "bad, no production, bad, bad: the empty week neither counts nor breaks the run",
    ),
    Kind(
        "late_scrap",
        True,
        (_LATE_BAD,) * 3,
        "low",
        "looks good when each week closes; scrap booked later makes three bad weeks",
    ),
)
_LOOK_ALIKE = (
    Kind("two_bad_weeks", False, (BAD, BAD), "low", "two bad weeks instead of three"),
    Kind(
        "skilled_operators",
        False,
        _THREE_BAD,
        "high",
        "three bad weeks, but the crew's mean score is 80 or more",
    ),
    Kind(
        "bad_lot",
        False,
        (Intent(1.5, trait="bad_lot"),) * 2,
        "low",
        "the defects of two weeks sit in one material lot; without it both weeks are good",
    ),
    Kind(
        "three_of_five",
        False,
        (Intent(trait="five_pieces"),) * 3,
        "low",
        "three bad pieces out of five in each of three weeks: too few to count",
    ),
    Kind(
        "gap_then_good",
        False,
        (BAD, BAD, NONE, GOOD),
        "low",
        "bad, bad, no production, good: the run is only two weeks long",
    ),
    Kind(
        "night_shift",
        False,
        _NIGHT_WEEKS,
        "low",
        "defects after midnight of the Sunday night shift: three bad weeks by the calendar, "
        "two by the day on which the shift began",
    ),
    Kind(
        "late_correction",
        False,
        (_LATE_GOOD,) * 3,
        "low",
        "first booked bad, corrected to good days later",
    ),
    Kind(
        "double_delivery",
        False,
        (Intent(trait="double"),) * 3,
        "low",
        "thirty pieces a week at 10 %, every count delivered twice: only counted twice would "
        "they be enough to count",
    ),
    Kind(
        "unknown_badge",
        False,
        (Intent(1.6, trait="unknown_badge"),) * 3,
        "high",
        "three bad weeks, known people at 80 or more; the unknown badge has no score, and "
        "none is not zero",
    ),
    Kind(
        "reversal",
        False,
        (Intent(0.55, trait="reversal"),) * 3,
        "low",
        "a count of pure scrap is taken back by a reversal the next day",
    ),
    Kind(
        "unit_mix",
        False,
        (Intent(trait="unit_mix"),) * 3,
        "low",
        "most pieces are reported in kilograms; taken for pieces the rate would be above the limit",
    ),
)
KINDS = _REAL + _LOOK_ALIKE


@dataclass(frozen=True, slots=True)
class Case:
    """A kind at one operation, from the week numbered ``start`` on."""

    kind: Kind
    operation: Operation
    start: int

    def intent(self, week: int) -> Intent | None:
        offset = week - self.start
        return self.kind.weeks[offset] if 0 <= offset < len(self.kind.weeks) else None


BEFORE_SHARE = 0.08
AFTER_SHARE = 0.03


def story(weeks: int) -> Kind:
    """Welding at 8 % for some weeks, a week of training, and 3 % from then on."""
    bad = 5 if weeks >= 16 else 3
    before = (Intent(share=BEFORE_SHARE),) * bad
    after = (Intent(share=AFTER_SHARE),) * weeks
    note = "settings of the special equipment; trained, then back below the limit"
    return Kind(
        "story", True, (*before, Intent(share=BEFORE_SHARE, trait="training"), *after), "low", note
    )


def _fits(kind: Kind, operation: Operation) -> bool:
    if operation.counter or operation.code == STORY_OPERATION:
        return False
    if kind.name == "night_shift":
        return operation.line.shifts == 3
    if kind.name == "unit_mix":
        return operation.piece_weight is not None
    return True


MIN_WEEKS = 10
# So long after its week a late correction may come; the plant must last until then.
TAIL = 3


def place(seed: int, weeks: int) -> Mapping[str, Case]:
    """Gives every kind an operation and a first week: operation code → case."""
    if weeks < MIN_WEEKS:
        raise ValueError(f"The plant needs at least {MIN_WEEKS} weeks for its cases, not {weeks}.")
    rng = Random(f"{seed}/cases")
    told = story(weeks)
    bad = len(told.weeks) - weeks
    story_operation = next(o for o in OPERATIONS if o.code == STORY_OPERATION)
    # As many weeks are left after the training as went before it, and one for late figures: so
    # its effect can be measured.
    cases = {STORY_OPERATION: Case(told, story_operation, rng.randint(1, weeks - 2 * bad))}
    # Kinds that few operations fit choose first.
    for kind in sorted(KINDS, key=lambda kind: kind.name not in {"unit_mix", "night_shift"}):
        free = [o for o in OPERATIONS if o.code not in cases and _fits(kind, o)]
        operation = rng.choice(free)
        start = rng.randint(1, weeks - len(kind.weeks) - TAIL)
        cases[operation.code] = Case(kind, operation, start)
    return cases
