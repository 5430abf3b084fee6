"""Which course: what lowered defects on this very operation first, then what fits. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """The course proposed, and what was measured of it."""

    course_id: int
    reduction: float | None = None
    """Mean relative reduction of the defect rate; None: never measured."""
    cases: int = 0
    here: bool = False
    """Whether it was measured on this operation; else on others."""

    def as_json(self) -> dict:
        return {"reduction": self.reduction, "cases": self.cases, "here": self.here}


def best_course(
    operation_id: int,
    by_operation: Iterable[int],
    by_skill: Iterable[int],
    effects: Mapping[tuple[int, int], tuple[float, int]],
) -> Choice | None:
    """The course to propose for an operation; None where none fits.

    What was measured decides before what merely fits: a course that lowered defects here, then one
    for this operation, then one for its skills that helped elsewhere. A course that made things
    worse comes after those that were never measured.

    :param by_operation: courses made for the operation
    :param by_skill: courses made for one of its skills
    :param effects: (course, operation) → (mean relative reduction, number of cases)
    """
    fitting = dict.fromkeys(by_skill, 1) | dict.fromkeys(by_operation, 2)
    for course, operation in effects:
        if operation == operation_id:
            fitting.setdefault(course, 0)
    if not fitting:
        return None
    choices = [_choice(course, operation_id, effects) for course in fitting]
    return max(choices, key=lambda choice: _rank(choice, fitting[choice.course_id]))


def _rank(choice, match):
    """A tuple that is greater for the better course; the older course wins a draw."""
    reduction = choice.reduction or 0.0
    helped_here = reduction if choice.here else 0.0
    return (helped_here, match, reduction, -choice.course_id)


def _choice(course, operation_id, effects):
    here = effects.get((course, operation_id))
    if here:
        return Choice(course, here[0], here[1], here=True)
    elsewhere = [value for (other, _operation), value in effects.items() if other == course]
    cases = sum(count for _reduction, count in elsewhere)
    if not cases:
        return Choice(course)
    return Choice(course, sum(r * count for r, count in elsewhere) / cases, cases)
