"""Who takes part in a plan, and how far he has come."""

from odoo import fields, models


class HrQualityParticipant(models.Model):
    """One person in one training plan."""

    _name = "hr.quality.participant"
    _description = "Training Participant"
    _inherit = ["base.act.mixin"]
    _order = "plan_id, employee_id"
    _rec_name = "employee_id"
    _act_state_field = "state"

    plan_id = fields.Many2one("hr.quality.plan", required=True, index=True, ondelete="cascade")
    need_id = fields.Many2one(related="plan_id.need_id", store=True, index=True)
    operation_id = fields.Many2one(related="plan_id.operation_id", store=True, index=True)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    variant = fields.Selection(
        [("onboarding", "Onboarding"), ("retraining", "Retraining")],
        required=True,
        default="retraining",
    )
    state = fields.Selection(
        [
            ("invited", "Invited"),
            ("learning", "Learning"),
            ("learned", "Learned"),
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("excused", "Excused"),
        ],
        required=True,
        default="invited",
        copy=False,
    )

    _person_unique = models.Constraint(
        "UNIQUE (plan_id, employee_id)", "The person takes part in this plan already."
    )
