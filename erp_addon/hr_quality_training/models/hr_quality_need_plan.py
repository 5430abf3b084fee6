"""A need and its plan: planned, learned, assessed."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    plan_ids = fields.One2many("hr.quality.plan", "need_id", "Plans")
    plan_id = fields.Many2one(
        "hr.quality.plan", compute="_compute_plan_id", help="The latest, if not cancelled."
    )
    plan_count = fields.Integer("Number of Plans", compute="_compute_plan_id")

    @api.depends("plan_ids.state")
    def _compute_plan_id(self):
        for need in self:
            plans = need.plan_ids.filtered(lambda plan: plan.state != "cancelled")
            need.plan_id = plans.sorted("id")[-1:]
            need.plan_count = len(need.plan_ids)

    @act(
        label=_lt("Plan"),
        source="reviewed",
        target="planned",
        party="hr",
        excludes="reviewer_id",
        button=False,
    )
    def act_plan(self):
        """Take the published plan as the answer to the need; publishing it does this by itself."""
        for need in self:
            if need.sudo().plan_id.state not in ("published", "learned"):
                raise UserError(
                    self.env._(
                        "%(need)s has no published plan. Draft one, complete it and publish it:"
                        " that plans the need as well.",
                        need=need._act_document(),
                    )
                )

    @act(
        label=_lt("Take the Plan Back"),
        source=("planned", "learned"),
        target="reviewed",
        party="system",
        demands="reason",
    )
    def act_unplan(self, reason=None):
        """HR has cancelled the plan, so the need waits for another one."""

    @act(label=_lt("Learned"), source="planned", target="learned", party="system")
    def act_learn(self):
        """All participants of the plan have learned or are excused."""

    @act(label=_lt("Assessed"), source="learned", target="assessed", party="system")
    def act_assess(self):
        """All participants of the plan have passed, failed for good or are excused."""

    def _after_assessment(self):
        """A hook: what happens when the last assessment of these needs is in."""

    def _step_due_on(self, times):
        """While people learn, the plan's own date is the step's."""
        need = self.sudo()
        planned = need.plan_id.due_on if need.state == "planned" else False
        return planned or super()._step_due_on(times)
