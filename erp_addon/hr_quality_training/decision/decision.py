"""What a rule decided about one operation: a row of ``decision.statement``."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from odoo.addons.hr_quality.tools.iso_week import week_label
from odoo.fields import Command


@dataclass(frozen=True)
class Week:
    """A week of the run, with the limit in force on its Monday."""

    week: date
    produced: Decimal
    scrapped: Decimal
    reworked: Decimal
    limit: Decimal
    revision_id: int

    @property
    def defective(self) -> Decimal:
        return self.scrapped + self.reworked

    def values(self) -> dict[str, Any]:
        """As values of ``hr.quality.need.week``."""
        return {
            "week": self.week,
            "produced": self.produced,
            "scrapped": self.scrapped,
            "reworked": self.reworked,
            "defect_rate": self.defective / self.produced,
            "limit": self.limit,
            "revision_id": self.revision_id,
        }


@dataclass(frozen=True)
class Person:
    """Someone known to have produced in the run's weeks; ``score`` None: no score in force."""

    employee_id: int
    produced: Decimal
    entry_id: int | None
    score: Decimal | None

    def values(self) -> dict[str, Any]:
        """As values of ``hr.quality.need.person``."""
        return {
            "employee_id": self.employee_id,
            "produced": self.produced,
            "has_score": self.score is not None,
            "score": self.score or 0,
            "qualification_id": self.entry_id,
        }


@dataclass
class Decision:
    """Outcome and figures for one (rule, operation); quantities are exact."""

    rule_id: int
    operation_id: int
    outcome: str
    need_id: int | None
    score_below: Decimal
    min_volume: Decimal
    rule_weeks: int
    horizon_weeks: int
    weeks_produced: int
    weeks_counted: int
    weeks_bad: int
    weeks_low_volume: int
    weeks_no_standard: int
    first_week: date | None
    last_week: date | None
    produced: Decimal | None
    defective: Decimal | None
    defect_rate: Decimal | None
    limit: Decimal | None
    skill_id: int | None
    mean_score: Decimal | None
    people: int
    scored: int
    weeks: list[Week] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)

    @property
    def pair(self) -> tuple[int, int]:
        return self.rule_id, self.operation_id

    @property
    def week_labels(self) -> list[str]:
        return [week_label(week.week) for week in self.weeks]

    def need_values(self, names: dict[int, str]) -> dict[str, Any]:
        """The evidence as values of ``hr.quality.need``.

        :param names: employee id → name
        """
        return {
            "first_week": self.first_week,
            "last_week": self.last_week,
            "week_count": len(self.weeks),
            "produced": self.produced,
            "defective": self.defective,
            "defect_rate": self.defect_rate,
            "limit": self.limit,
            "skill_id": self.skill_id,
            "evidence_mean_score": self.mean_score,
            "score_below": self.score_below,
            "people_count": self.people,
            "scored_count": self.scored,
            "week_ids": [Command.create(week.values()) for week in self.weeks],
            "person_ids": [
                Command.create({"employee_name": names[person.employee_id], **person.values()})
                for person in self.persons
            ],
        }


def read_decision(row: dict[str, Any]) -> Decision:
    """A row of the statement with its JSON columns read exactly."""
    values = dict(row)
    values["weeks"] = [
        Week(
            week=date.fromisoformat(week["week"]),
            produced=Decimal(week["produced"]),
            scrapped=Decimal(week["scrapped"]),
            reworked=Decimal(week["reworked"]),
            limit=Decimal(week["limit"]),
            revision_id=week["revision_id"],
        )
        for week in values["weeks"]
    ]
    values["persons"] = [
        Person(
            employee_id=person["employee_id"],
            produced=Decimal(person["produced"]),
            entry_id=person["entry_id"],
            score=None if person["score"] is None else Decimal(person["score"]),
        )
        for person in values["persons"] or []
    ]
    return Decision(**values)
