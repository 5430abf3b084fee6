"""A record that speaks for a line of a monthly plan."""

from odoo import api, fields, models


class HrQualityMonthlyPlanSource(models.Model):
    """What a line rests on: a need, a difficulty, a ledger's entry, a check, a revision …"""

    _name = "hr.quality.monthly.plan.source"
    _description = "Source of a Monthly Plan"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "line_id, id"
    _rec_name = "title"

    line_id = fields.Many2one(
        "hr.quality.monthly.plan.line", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("reviewed", "Reviewed Need"),
            ("failed", "Failed Check"),
            ("lapsed", "Qualification Ended"),
            ("expiring", "Qualification Ends Soon"),
            ("standard", "Changed Standard"),
            ("open", "Need Not Reviewed Yet"),
            ("unread", "Not Acknowledged"),
            ("difficulty", "Difficulty"),
            ("newcomer", "Newcomer"),
            ("wrong", "Answered Wrong"),
            ("coverage", "Check Not Made"),
        ],
        "Why",
        required=True,
    )
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    title = fields.Char("What", compute="_compute_title")
    is_new = fields.Boolean("New")

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_title(self):
        for model, sources in self.grouped("res_model").items():
            records = self.env[model].sudo().browse(sources.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records}
            for source in sources:
                source.title = names.get(source.res_id) or self.env._("no longer there")

    def action_open(self):
        """Open the record, if the reader may read it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
