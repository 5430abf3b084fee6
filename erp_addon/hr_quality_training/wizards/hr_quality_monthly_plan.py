"""The dialogs of the monthly plan: which month, and why a line goes."""

from odoo import fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day

from ..planning.calendar import next_month


class HrQualityMonthlyPlanBegin(models.TransientModel):
    """Choose the month whose training is to be planned; the next one unless said otherwise."""

    _name = "hr.quality.monthly.plan.begin"
    _description = "Begin a Monthly Plan"

    month = fields.Date(
        required=True,
        default=lambda self: next_month(plant_day(self.env)),
        help="Any day of the month.",
    )
    department_id = fields.Many2one(
        "hr.department", help="Empty: the whole plant, as the obligation asks for."
    )

    def action_begin(self):
        """Begin it, and show what is proposed."""
        self.ensure_one()
        plans = self.env["hr.quality.monthly.plan"]
        plan_id = plans.begin(fields.Date.to_string(self.month), self.department_id.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": plans._name,
            "res_id": plan_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }


class HrQualityMonthlyPlanRemove(models.TransientModel):
    """Ask why a line goes; the reason stays with it."""

    _name = "hr.quality.monthly.plan.remove"
    _description = "Remove a Line of a Monthly Plan"

    line_id = fields.Many2one("hr.quality.monthly.plan.line", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_remove(self):
        """Remove it; every check is made there."""
        self.ensure_one()
        self.line_id.plan_id.act_remove_line(line_id=self.line_id.id, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
