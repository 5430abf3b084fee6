"""What HR arranges for a reviewed need."""

from odoo import fields, models


class HrQualityPlan(models.Model):
    """A training plan: course, trainer, sessions, participants, due date, budget."""

    _name = "hr.quality.plan"
    _description = "Training Plan"
    _inherit = ["base.act.mixin"]
    _order = "due_on desc, id desc"
    _act_state_field = "state"

    name = fields.Char(required=True, default="/", copy=False)
    need_id = fields.Many2one("hr.quality.need", index=True, ondelete="restrict")
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict"
    )
    course_id = fields.Many2one("hr.quality.course", required=True, ondelete="restrict")
    trainer_id = fields.Many2one("hr.employee", ondelete="restrict")
    due_on = fields.Date("Training Due", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("learned", "Learned"),
            ("assessed", "Assessed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
    )
    session_ids = fields.One2many("hr.quality.session", "plan_id", "Sessions")
    participant_ids = fields.One2many("hr.quality.participant", "plan_id", "Participants")
