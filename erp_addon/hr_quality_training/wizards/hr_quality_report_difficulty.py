"""The short form in which somebody says what is hard, on the phone beside the machine."""

from odoo import api, fields, models

from ..models.hr_quality_difficulty import WRITTEN_BY_AUTHOR


class HrQualityReportDifficulty(models.TransientModel):
    """Ask four things, of which one must be written; the rest has a sensible answer already."""

    _name = "hr.quality.report.difficulty"
    _description = "Report a Difficulty"

    operation_id = fields.Many2one(
        "hr.quality.operation",
        required=True,
        default=lambda self: self._default_operation_id(),
        ondelete="cascade",
    )
    kind = fields.Selection(
        lambda self: (
            self.env["hr.quality.difficulty"]._fields["kind"]._description_selection(self.env)
        ),
        "What It Is",
        required=True,
        default="hard",
    )
    problem = fields.Text("What Is Hard", required=True)
    frequency = fields.Selection(
        lambda self: (
            self.env["hr.quality.difficulty"]._fields["frequency"]._description_selection(self.env)
        ),
        "How Often",
        required=True,
        default="daily",
    )
    affected = fields.Selection(
        lambda self: (
            self.env["hr.quality.difficulty"]._fields["affected"]._description_selection(self.env)
        ),
        "Who Is Affected",
        required=True,
        default="team",
    )
    affected_count = fields.Integer("How Many People")
    wish = fields.Text("What Would Help")
    picture = fields.Image(max_width=1920, max_height=1920)

    @api.model
    def _default_operation_id(self):
        """The operation at which the user's own production was counted last."""
        employees = self.env.user._quality_employees()
        counted = self.env["hr.quality.measurement"].sudo()
        latest = counted.search(
            [("employee_id", "in", employees.ids), ("operation_id", "!=", False)],
            order="day desc, id desc",
            limit=1,
        )
        return latest.operation_id

    def action_report(self):
        """Report it under the caller's own name, and say on which list it is."""
        self.ensure_one()
        values = {name: self[name] for name in WRITTEN_BY_AUTHOR if name != "operation_id"}
        difficulties = self.env["hr.quality.difficulty"]
        reported = difficulties.browse(
            difficulties.report(operation_id=self.operation_id.id, **values)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Thank you"),
                "message": self.env._(
                    "It is on the list “%s”. You will read here what becomes of it.",
                    reported.sudo().list_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
