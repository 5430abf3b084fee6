"""What comes of a rule, and what the outcomes of all rules make of an adapter."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """How far an adapter may be trusted; each grade asks for all that is below it too."""

    NONE = 0
    BRONZE = 1
    SILVER = 2
    GOLD = 3
    PLATINUM = 4

    @property
    def word(self) -> str:
        return "no grade" if self is Grade.NONE else self.name.lower()


class State(StrEnum):
    """Of one rule."""

    MET = "met"
    NOT_MET = "not met"
    NOT_SHOWN = "not shown"
    NO_MATTER = "does not apply"


class Broken(Exception):
    """The adapter breaks the rule: what was seen, and how to mend it."""

    def __init__(self, seen: str, mend: str = "") -> None:
        super().__init__(seen)
        self.seen = seen
        self.mend = mend


class NotShown(Exception):
    """Whether the rule is kept could not be seen: what was missing for it."""


class CannotHappen(Exception):
    """The rule is about something that this kind of system does not have: why."""


class BenchFailed(Exception):
    """The bench itself failed, so nothing is known of the adapter."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one rule: ``seen`` says why it is not met, not shown or no matter."""

    rule: str
    grade: Grade
    promise: str
    state: State
    seen: str = ""
    mend: str = ""

    @property
    def counts(self) -> bool:
        """Whether the rule stands in no grade's way."""
        return self.state in {State.MET, State.NO_MATTER}

    def told(self) -> str:
        """A few lines for whoever has to mend it."""
        lines = [f"{self.rule} ({self.grade.word}): {self.promise}"]
        if self.seen:
            lines.append(f"  {self.state}: {self.seen}")
        if self.mend:
            lines.append(f"  mend: {self.mend}")
        return "\n".join(lines)


def grade_of(outcomes: Iterable[Outcome]) -> Grade:
    """The highest grade whose rules, and those of all below it, are met."""
    missing = [outcome.grade for outcome in outcomes if not outcome.counts]
    return Grade(min(missing) - 1) if missing else Grade.PLATINUM
