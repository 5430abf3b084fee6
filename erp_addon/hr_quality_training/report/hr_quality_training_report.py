"""What trainings came to: who took part, who passed, by how much defects fell."""

from odoo import fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.tools import SQL

RATES = {
    "participation": ("took_part", "expected"),
    "pass_rate": ("passed", "assessed"),
    "first_rate": ("first_try", "assessed"),
    "effective_rate": ("effective", "measured"),
    "reduction": ("weighted_reduction", "weight"),
}
"""Rate → what is divided by what, both summed up over the group."""


class HrQualityTrainingReport(models.Model):
    """A row per participant of a training, and one per measured effect and course.

    Whoever is still learning in time is not expected yet; who was excused was expected and did not
    take part. A reduction weighs as much as was produced in both of its windows, proven or not.
    """

    _name = "hr.quality.training.report"
    _description = "Training Analysis"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "course_id"
    _depends = {
        "hr.quality.participant": [
            "employee_id",
            "learned_on",
            "need_id",
            "operation_id",
            "plan_id",
            "state",
            "variant",
        ],
        "hr.quality.plan": ["course_id", "due_on", "state"],
        "hr.quality.assessment": ["attempt", "participant_id", "state"],
        "hr.quality.operation": ["department_id"],
        "hr.quality.effect": [
            "after_produced",
            "before_produced",
            "course_ids",
            "department_id",
            "need_id",
            "operation_id",
            "reduction",
            "state",
            "trained_until",
            "why",
        ],
    }

    day = fields.Date("Training Due", readonly=True)
    course_id = fields.Many2one("hr.quality.course", readonly=True)
    operation_id = fields.Many2one("hr.quality.operation", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    need_id = fields.Many2one("hr.quality.need", "Training Need", readonly=True)
    variant = fields.Selection(
        [("onboarding", "Onboarding"), ("retraining", "Retraining")], readonly=True
    )
    planned = fields.Integer("Places", readonly=True)
    expected = fields.Integer(readonly=True, help="Due, or settled before.")
    took_part = fields.Integer(readonly=True)
    assessed = fields.Integer(readonly=True, help="Passed, or failed for good.")
    passed = fields.Integer(readonly=True)
    first_try = fields.Integer("Passed at Once", readonly=True)
    measured = fields.Integer("Effects Measured", readonly=True)
    effective = fields.Integer("Effects Reaching the Target", readonly=True)
    participation = fields.Float(
        readonly=True, aggregator="avg", help="Took part / expected, the excused included."
    )
    pass_rate = fields.Float(readonly=True, aggregator="avg", help="Passed / assessed.")
    first_rate = fields.Float(
        "Pass Rate at Once", readonly=True, aggregator="avg", help="Passed at once / assessed."
    )
    effective_rate = fields.Float(
        "Target Reached", readonly=True, aggregator="avg", help="Effective / measured."
    )
    reduction = fields.Float(
        "Defects Lowered By",
        readonly=True,
        aggregator="avg",
        help="Relative reduction of the defect rate, weighted by what was produced; proven or not.",
    )

    @property
    def _table_query(self):
        link = self.env["hr.quality.effect"]._fields["course_ids"]
        return SQL(
            _ROWS,
            link=SQL.identifier(link.relation),
            effect=SQL.identifier("link", link.column1),
            course=SQL.identifier("link", link.column2),
            today=plant_day(self.env),
        )

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if function == "avg" and name in RATES:
            part, whole = RATES[name]
            return SQL(
                "SUM(%s)::float / NULLIF(SUM(%s), 0)",
                SQL.identifier(self._table, part),
                SQL.identifier(self._table, whole),
            )
        return super()._read_group_select(aggregate_spec, query)


# Even ids are participants; odd ones are effects with their course, below 2^23 of them.
_ROWS = """
SELECT participant.id::bigint * 2 AS id, plan.due_on AS day, plan.course_id,
       participant.operation_id, operation.department_id, participant.need_id, participant.variant,
       1 AS planned, state.expected, state.took_part, state.assessed, state.passed,
       (state.passed = 1 AND NOT EXISTS (
           SELECT FROM hr_quality_assessment attempt
            WHERE attempt.participant_id = participant.id AND attempt.state = 'failed'
       ))::int AS first_try,
       0 AS measured, 0 AS effective,
       CASE WHEN state.expected = 1 THEN state.took_part::float END AS participation,
       CASE WHEN state.assessed = 1 THEN state.passed::float END AS pass_rate,
       NULL::float AS first_rate, NULL::float AS effective_rate, NULL::float AS reduction,
       NULL::float AS weighted_reduction, NULL::float AS weight
  FROM hr_quality_participant participant
  JOIN hr_quality_plan plan ON plan.id = participant.plan_id
   AND plan.state IN ('published', 'learned', 'assessed')
  JOIN hr_quality_operation operation ON operation.id = participant.operation_id
 CROSS JOIN LATERAL (
    SELECT (participant.state NOT IN ('invited', 'learning')
               OR plan.due_on < %(today)s)::int AS expected,
           (participant.state IN ('learned', 'passed', 'failed'))::int AS took_part,
           (participant.state IN ('passed', 'failed'))::int AS assessed,
           (participant.state = 'passed')::int AS passed
       ) state
 UNION ALL
SELECT (effect.id::bigint << 24) + %(course)s * 2 + 1 AS id, effect.trained_until AS day,
       %(course)s AS course_id, effect.operation_id, effect.department_id, effect.need_id,
       NULL AS variant, 0, 0, 0, 0, 0, 0,
       1 AS measured, (effect.state = 'effective')::int AS effective,
       NULL, NULL, NULL, (effect.state = 'effective')::int::float AS effective_rate,
       effect.reduction,
       (effect.before_produced + effect.after_produced) * effect.reduction,
       effect.before_produced + effect.after_produced
  FROM hr_quality_effect effect
  JOIN %(link)s link ON %(effect)s = effect.id
 WHERE effect.state IN ('effective', 'not_effective', 'not_proven', 'accepted')
   AND effect.why NOT IN ('volume_before', 'volume_after', 'no_defect')
"""
