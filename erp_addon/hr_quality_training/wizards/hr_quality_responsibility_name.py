"""The dialog in which a person names the step that was wanting."""

from odoo import api, fields, models


class HrQualityResponsibilityName(models.TransientModel):
    """Which step, and why."""

    _name = "hr.quality.responsibility.name"
    _description = "Hold a Step Responsible"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    act = fields.Char(required=True)
    step = fields.Selection(selection="_select_step", required=True)
    reason = fields.Text(required=True)

    @api.model
    def _select_step(self):
        return (
            self.env["hr.quality.responsibility"]._fields["step"]._description_selection(self.env)
        )

    def action_confirm(self):
        """Name it as the user who answers; every check is made there."""
        self.ensure_one()
        effects = self.env["hr.quality.effect"].browse(self.res_ids)
        effects.act_hold_responsible(step=self.step, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
