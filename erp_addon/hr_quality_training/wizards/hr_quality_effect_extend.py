"""The dialog that asks by how many weeks the windows of an effect become longer."""

from odoo import fields, models


class HrQualityEffectExtend(models.TransientModel):
    """How many weeks more, and why."""

    _name = "hr.quality.effect.extend"
    _description = "Extend the Windows of an Effect"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    act = fields.Char(required=True)
    weeks = fields.Integer("More Weeks", required=True, default=2)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Extend as the user who answers; every check is made there."""
        self.ensure_one()
        effects = self.env["hr.quality.effect"].browse(self.res_ids)
        effects.act_extend(weeks=self.weeks, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
