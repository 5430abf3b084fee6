"""The figures of one operation's last weeks, for a need that no rule raised.

The same sums as a rule's, but of every week that was produced, good or bad: they say where the
operation stands when somebody asks for training. The statement only reads.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from odoo.addons.hr_quality.tools.iso_week import week_label
from odoo.fields import Command
from odoo.tools import SQL

from .explain import percent, pieces

WEEKS = 8
"""Complete weeks that a snapshot looks back."""


def snapshot(operation_id, cutoff, scores):
    """The statement for one operation; it answers one row.

    :param cutoff: Monday of the first week that is not complete.
    :param scores: SQL of the scores in force: employee_id, skill_id, score, entry_id.
    """
    return SQL(
        SNAPSHOT, operation=operation_id, cutoff=cutoff, weeks=WEEKS, scores=SQL("(%s)", scores)
    )


SNAPSHOT = """
WITH counted AS (
    SELECT week, employee_id, produced, scrapped, reworked
      FROM hr_quality_measurement
     WHERE current AND state = 'taken' AND operation_id = %(operation)s
       AND week < %(cutoff)s AND week >= %(cutoff)s::date - 7 * %(weeks)s
), weekly AS (
    SELECT week, sum(produced) AS produced, sum(scrapped) AS scrapped, sum(reworked) AS reworked
      FROM counted
     GROUP BY week
    HAVING sum(produced) > 0
), judged AS (
    SELECT weekly.*, revision.id AS revision_id, revision."limit"
      FROM weekly
      LEFT JOIN hr_quality_standard standard ON standard.operation_id = %(operation)s
      LEFT JOIN hr_quality_standard_revision revision
        ON revision.standard_id = standard.id
       AND revision.date_from <= weekly.week
       AND (revision.date_to IS NULL OR revision.date_to >= weekly.week)
), person AS (
    SELECT employee_id, sum(produced) AS produced
      FROM counted
     WHERE employee_id IS NOT NULL
     GROUP BY employee_id
    HAVING sum(produced) > 0
), held AS (
    SELECT person.employee_id, demand.skill_id, ledger.score, ledger.entry_id
      FROM person
      JOIN hr_quality_operation_skill demand ON demand.operation_id = %(operation)s
      LEFT JOIN %(scores)s ledger
        ON ledger.employee_id = person.employee_id AND ledger.skill_id = demand.skill_id
), weakest AS (
    SELECT skill_id, avg(score) AS mean_score
      FROM held
     GROUP BY skill_id
     ORDER BY avg(score) NULLS LAST, skill_id
     LIMIT 1
)
SELECT (SELECT skill_id FROM weakest) AS skill_id,
       (SELECT mean_score FROM weakest) AS mean_score,
       (SELECT jsonb_agg(jsonb_build_object(
                   'week', week, 'produced', produced::text, 'scrapped', scrapped::text,
                   'reworked', reworked::text, 'limit', "limit"::text,
                   'revision_id', revision_id) ORDER BY week)
          FROM judged) AS weeks,
       (SELECT jsonb_agg(jsonb_build_object(
                   'employee_id', person.employee_id, 'produced', person.produced::text,
                   'entry_id', held.entry_id, 'score', held.score::text)
                ORDER BY person.produced DESC, person.employee_id)
          FROM person
          LEFT JOIN held ON held.employee_id = person.employee_id
               AND held.skill_id = (SELECT skill_id FROM weakest)) AS persons
"""


@dataclass
class Snapshot:
    """What the statement answered; quantities are exact, a limit may be missing."""

    skill_id: int | None
    mean_score: Decimal | None
    weeks: list[dict[str, Any]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)

    def need_values(self, names: dict[int, str]) -> dict[str, Any]:
        """As values of ``hr.quality.need``; nothing where nothing was produced.

        :param names: employee id → name
        """
        if not self.weeks:
            return {}
        produced = sum(week["produced"] for week in self.weeks)
        defective = sum(week["scrapped"] + week["reworked"] for week in self.weeks)
        scored = [person for person in self.persons if person["has_score"]]
        return {
            "first_week": self.weeks[0]["week"],
            "last_week": self.weeks[-1]["week"],
            "week_count": len(self.weeks),
            "produced": produced,
            "defective": defective,
            "defect_rate": defective / produced,
            "limit": self.weeks[-1]["limit"] or 0,
            "skill_id": self.skill_id,
            "evidence_mean_score": self.mean_score,
            "people_count": len(self.persons),
            "scored_count": len(scored),
            "week_ids": [Command.create(week) for week in self.weeks],
            "person_ids": [
                Command.create({"employee_name": names[person["employee_id"]], **person})
                for person in self.persons
            ],
        }

    @property
    def employee_ids(self) -> list[int]:
        return [person["employee_id"] for person in self.persons]


def read_snapshot(row: dict[str, Any]) -> Snapshot:
    """A row of the statement with its JSON columns read exactly."""
    return Snapshot(
        skill_id=row["skill_id"],
        mean_score=row["mean_score"],
        weeks=[_week(week) for week in row["weeks"] or []],
        persons=[_person(person) for person in row["persons"] or []],
    )


def _week(week):
    produced, scrapped, reworked = (
        Decimal(week[name]) for name in ("produced", "scrapped", "reworked")
    )
    return {
        "week": date.fromisoformat(week["week"]),
        "produced": produced,
        "scrapped": scrapped,
        "reworked": reworked,
        "defect_rate": (scrapped + reworked) / produced,
        "limit": None if week["limit"] is None else Decimal(week["limit"]),
        "revision_id": week["revision_id"],
    }


def _person(person):
    return {
        "employee_id": person["employee_id"],
        "produced": Decimal(person["produced"]),
        "has_score": person["score"] is not None,
        "score": 0 if person["score"] is None else Decimal(person["score"]),
        "qualification_id": person["entry_id"],
    }


def snapshot_text(env, weeks, unit):
    """``2026-W27 … 2026-W34: 3.2 % of 4,800 pcs defective, 5 % allowed``, in the reader's words.

    :param weeks: list of dict with keys ``week`` (date), ``produced``, ``defective``, ``limit``
        (None: no standard in force).
    """
    produced = sum(week["produced"] for week in weeks)
    defective = sum(week["defective"] for week in weeks)
    first, last = week_label(weeks[0]["week"]), week_label(weeks[-1]["week"])
    words = {
        "weeks": first if first == last else f"{first} … {last}",
        "rate": percent(env, defective / produced),
        "total": pieces(env, produced, unit),
    }
    limit = weeks[-1]["limit"]
    if limit is None:
        return env._("%(weeks)s: %(rate)s of %(total)s defective, no standard in force", **words)
    return env._(
        "%(weeks)s: %(rate)s of %(total)s defective, %(limit)s allowed",
        limit=percent(env, limit),
        **words,
    )
