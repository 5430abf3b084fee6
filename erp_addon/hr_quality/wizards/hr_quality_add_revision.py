from datetime import timedelta

from odoo import fields, models


class HrQualityAddRevision(models.TransientModel):
    """Asks for a standard's next revision; the one in force ends the day before."""

    _name = "hr.quality.add.revision"
    _description = "New Revision of a Standard"

    standard_id = fields.Many2one("hr.quality.standard", required=True, readonly=True)
    current_revision_id = fields.Many2one(related="standard_id.current_revision_id")
    number = fields.Char(required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=1),
    )
    limit = fields.Float(digits=(8, 6), required=True)
    note = fields.Text()

    def action_add(self):
        """Adds the revision and returns to the standard."""
        self.ensure_one()
        self.standard_id.add_revision(self.number, self.date_from, self.limit, self.note)
        return {"type": "ir.actions.act_window_close"}
