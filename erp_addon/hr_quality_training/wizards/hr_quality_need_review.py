"""The dialog in which quality passes the review of a need."""

from odoo import fields, models


class HrQualityNeedReview(models.TransientModel):
    """Say what to pay attention to, then pass the review; every check is made by the act."""

    _name = "hr.quality.need.review"
    _description = "Review a Training Need"

    res_ids = fields.Json("Needs", required=True)
    note = fields.Text()

    def action_confirm(self):
        """Pass the review."""
        self.ensure_one()
        self.env["hr.quality.need"].browse(self.res_ids).act_review(note=self.note or None)
        return {"type": "ir.actions.act_window_close"}
