"""Reporting a need from the post, with a phone in one hand."""

from odoo import api, fields, models


class HrQualityNeedSubmit(models.TransientModel):
    """Where, what goes wrong, a picture; the rest is known."""

    _name = "hr.quality.need.submit"
    _description = "Report a Need"

    kind = fields.Selection(
        [("person", "A problem at the work"), ("process", "A new or changed process")],
        required=True,
        default="person",
    )
    operation_id = fields.Many2one(
        "hr.quality.operation",
        required=True,
        default=lambda self: self._last_operation(),
        ondelete="cascade",
    )
    problem = fields.Text("What goes wrong?", required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Pictures and Files")

    @api.model
    def _last_operation(self):
        """Where the caller worked last."""
        mine = self.env.user._quality_employees()
        latest = (
            self.env["hr.quality.measurement"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", mine.ids),
                    ("operation_id.active", "=", True),
                    ("current", "=", True),
                ],
                order="day desc, id desc",
                limit=1,
            )
        )
        return latest.operation_id.id

    def action_submit(self):
        """Submit it, and show whom it waits for now."""
        self.ensure_one()
        need_id = self.env["hr.quality.need"].submit(
            self.operation_id.id, self.problem, self.kind, self.attachment_ids.ids
        )
        return self.env["hr.quality.need"].browse(need_id).get_formview_action()
