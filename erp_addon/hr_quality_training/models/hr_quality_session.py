"""When and where a plan's training takes place."""

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

DRAFTED = frozenset(("plan_id", "starts", "ends", "place", "trainer_id"))
"""What changes by an act once the plan is published, so that the participants are told."""


class HrQualitySession(models.Model):
    """One meeting of a training plan, with who attended."""

    _name = "hr.quality.session"
    _description = "Training Session"
    _inherit = ["base.act.mixin"]
    _order = "starts, id"
    _mail_post_access = "read"
    _act_state_field = "state"

    plan_id = fields.Many2one("hr.quality.plan", required=True, index=True, ondelete="restrict")
    course_id = fields.Many2one(related="plan_id.course_id")
    operation_id = fields.Many2one(related="plan_id.operation_id")
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
    starts = fields.Datetime(required=True)
    ends = fields.Datetime(required=True)
    place = fields.Char()
    trainer_id = fields.Many2one(
        "hr.employee",
        compute="_compute_trainer_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        copy=False,
        readonly=True,
    )
    attendance_ids = fields.One2many("hr.quality.attendance", "session_id", "Attendance")
    overlap_note = fields.Char("Overlap", compute="_compute_overlap_note")

    _order_of_times = models.Constraint("CHECK (ends > starts)", "A session ends after it starts.")

    @api.depends("plan_id")
    def _compute_trainer_id(self):
        for session in self:
            session.trainer_id = session.trainer_id or session.plan_id.trainer_id

    @api.depends("plan_id", "starts")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for session in self:
            name = session.plan_id.sudo().course_id.name or session.plan_id.sudo().name
            session.display_name = name or self.env._("Session")

    def _compute_overlap_note(self):
        self.overlap_note = False
