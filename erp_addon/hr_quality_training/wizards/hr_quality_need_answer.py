"""The dialog in which operations gives its feedback."""

from odoo import fields, models


class HrQualityNeedAnswer(models.TransientModel):
    """Say what was put right; every check is made by the act."""

    _name = "hr.quality.need.answer"
    _description = "Feedback on a Training Need"

    res_ids = fields.Json("Needs", required=True)
    feedback = fields.Text(required=True)

    def action_confirm(self):
        """Give the feedback."""
        self.ensure_one()
        self.env["hr.quality.need"].browse(self.res_ids).act_answer(feedback=self.feedback)
        return {"type": "ir.actions.act_window_close"}
