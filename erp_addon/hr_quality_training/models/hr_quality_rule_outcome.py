"""What a rule decided about an operation, and why it raised nothing."""

import json

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.errors import SerializationFailure

from ..decision.why_not import why_not

KEPT = (
    "rule_id",
    "operation_id",
    "outcome",
    "need_id",
    "score_below",
    "min_volume",
    "rule_weeks",
    "horizon_weeks",
    "weeks_produced",
    "weeks_counted",
    "weeks_bad",
    "weeks_low_volume",
    "weeks_no_standard",
    "first_week",
    "last_week",
    "produced",
    "defective",
    "defect_rate",
    "limit",
    "skill_id",
)
"""Columns that have the name of the decision's attribute."""


class HrQualityRuleOutcome(models.Model):
    """The latest decision of a rule about an operation, in figures: "why not" has an answer.

    Written by the evaluation alone; one row per rule and operation.
    """

    _name = "hr.quality.rule.outcome"
    _description = "Outcome of a Rule"
    _inherit = ["base.act.protected", "hr.quality.evidence"]
    _act_protected_fields = "*"
    _order = "rule_id, defect_rate desc nulls last, operation_id"
    _rec_name = "operation_id"
    _log_access = False

    rule_id = fields.Many2one(ondelete="cascade", required=True)
    operation_id = fields.Many2one(ondelete="cascade")
    department_id = fields.Many2one(ondelete="set null")
    outcome = fields.Selection(
        [
            ("raised", "Need raised"),
            ("need_open", "Need open"),
            ("already_decided", "Already decided"),
            ("run_too_short", "Run too short"),
            ("skilled", "Skilled people"),
            ("no_score", "No score"),
            ("no_skill", "No skill"),
            ("no_standard", "No standard"),
            ("low_volume", "Low volume"),
            ("within_standard", "Within standard"),
            ("no_production", "No production"),
        ],
        required=True,
    )
    explanation = fields.Text("Why", compute="_compute_explanation")
    need_id = fields.Many2one("hr.quality.need", index="btree_not_null", ondelete="cascade")
    evaluated_at = fields.Datetime("Evaluated", required=True)
    as_of = fields.Date(required=True)
    rule_weeks = fields.Integer("Weeks Asked", aggregator=None)
    horizon_weeks = fields.Integer("Horizon in Weeks", aggregator=None)
    min_volume = fields.Float("Minimum Volume", digits=(18, 6), aggregator=None)
    weeks_produced = fields.Integer("Weeks with Production", help="In the horizon.")
    weeks_counted = fields.Integer(help="Volume reached and a standard in force.")
    weeks_bad = fields.Integer("Weeks Above")
    weeks_low_volume = fields.Integer("Weeks Below Volume")
    weeks_no_standard = fields.Integer("Weeks Without Standard")
    run = fields.Json("Weeks of the Run")

    _pair_unique = models.Constraint(
        "UNIQUE (rule_id, operation_id)", "A rule has one outcome per operation."
    )

    # Weeks, needs and scores are read in the language and with the rights of the reader.
    @api.depends("run", "outcome", "need_id.name", "evidence_mean_score", "scored_count")
    @api.depends_context("lang", "uid", "su")
    def _compute_explanation(self):
        for record in self:
            record.explanation = why_not(self.env, record.outcome, record._figures())

    def _figures(self):
        """The figures that ``decision.why_not`` reads."""
        need = self.need_id.sudo()
        return {
            **self._evidence_figures(self._shown_mean_score()),
            "skill": self.skill_id.sudo().display_name,
            "need": need.name,
            "earlier_week": need.last_week,
            "horizon": self.horizon_weeks,
            "rule_weeks": self.rule_weeks,
            "min_volume": self.min_volume,
            "weeks_produced": self.weeks_produced,
            "weeks_counted": self.weeks_counted,
            "weeks_no_standard": self.weeks_no_standard,
        }

    def _evidence_weeks(self):
        return [
            {
                "week": fields.Date.to_date(week["week"]),
                "produced": float(week["produced"]),
                "defective": float(week["defective"]),
                "limit": float(week["limit"]),
            }
            for week in self.run or []
        ]

    @api.model
    def _keep(self, rules, decisions, day):
        """Replace the outcomes of these rules by the decisions, in two statements.

        Who evaluates at the very same moment writes the same; then the other's are kept.
        """
        if not rules:
            return
        operations = self.env["hr.quality.operation"]
        operations = operations.browse(decision.operation_id for decision in decisions)
        stamp = {"evaluated_at": fields.Datetime.now(), "as_of": day}
        rows = [
            _row(decision, operation, stamp)
            for decision, operation in zip(decisions, operations, strict=True)
        ]
        columns = [SQL.identifier(name) for name in (rows[0] if rows else ["rule_id"])]
        parameters = {
            "rules": rules.ids,
            "rows": json.dumps(rows),
            "columns": SQL(", ").join(columns),
            "changes": SQL(", ").join(SQL("%s = excluded.%s", name, name) for name in columns),
        }
        try:
            with self.env.cr.savepoint(flush=False):
                for statement in (SQL(REMOVE, **parameters), SQL(REPLACE, **parameters)):
                    self.env.cr.execute(statement.code, statement.params, log_exceptions=False)
        except SerializationFailure:
            return
        finally:
            self.invalidate_model()


REMOVE = """
DELETE FROM hr_quality_rule_outcome outcome
 WHERE rule_id = ANY(%(rules)s)
   AND NOT EXISTS (
       SELECT 1
         FROM jsonb_populate_recordset(NULL::hr_quality_rule_outcome, %(rows)s) kept
        WHERE kept.rule_id = outcome.rule_id AND kept.operation_id = outcome.operation_id)
"""

# A decision's row, with what the operation is now; the ORM stores this related department.
REPLACE = """
INSERT INTO hr_quality_rule_outcome (%(columns)s)
SELECT %(columns)s
  FROM (
       SELECT kept.*
         FROM jsonb_populate_recordset(NULL::hr_quality_rule_outcome, %(rows)s) kept
        ORDER BY kept.rule_id, kept.operation_id
       ) ordered
    ON CONFLICT (rule_id, operation_id) DO UPDATE SET %(changes)s
"""


def _row(decision, operation, stamp):
    """The decision as a JSON object with a key per column."""
    values = {name: getattr(decision, name) for name in KEPT}
    values |= {
        "unit": operation.unit,
        "department_id": operation.department_id.id or None,
        "evidence_mean_score": decision.mean_score,
        "people_count": decision.people,
        "scored_count": decision.scored,
        "week_count": len(decision.weeks),
        "run": [
            {
                "week": week.week.isoformat(),
                "produced": str(week.produced),
                "defective": str(week.defective),
                "limit": str(week.limit),
            }
            for week in decision.weeks
        ],
        **stamp,
    }
    return {name: _plain(value) for name, value in values.items()}


def _plain(value):
    return value if value is None or isinstance(value, int | list | str) else str(value)
