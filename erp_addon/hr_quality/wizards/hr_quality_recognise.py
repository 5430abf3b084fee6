from odoo import fields, models


class HrQualityRecognise(models.TransientModel):
    """Asks which qualifications people bring along; the first signer is the user himself."""

    _name = "hr.quality.recognise"
    _description = "Recognise Qualifications"

    # Quality need not be of Odoo's HR; the public employee is the same person by the same id.
    employee_ids = fields.Many2many("hr.employee.public", string="People", required=True)
    operation_id = fields.Many2one("hr.quality.operation", required=True)
    evidence = fields.Text(required=True)
    valid_until = fields.Date()
    unused_months = fields.Integer(string="Lapses Unused After (Months)")

    def action_recognise(self):
        """Proposes them under the user's own name; operations sign second."""
        self.ensure_one()
        self.env["hr.quality.qualification"].recognise(
            self.employee_ids.ids,
            self.operation_id.id,
            self.evidence,
            valid_until=self.valid_until,
            unused_months=self.unused_months,
        )
        return {"type": "ir.actions.act_window_close"}
