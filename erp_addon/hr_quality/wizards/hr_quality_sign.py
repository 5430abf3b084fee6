from odoo import fields, models


class HrQualitySign(models.TransientModel):
    """Asks for what a signature needs; the signer is always the user himself."""

    _name = "hr.quality.sign"
    _description = "Sign a Qualification"

    employee_id = fields.Many2one("hr.employee", required=True)
    skill_id = fields.Many2one("hr.skill", required=True)
    operation_id = fields.Many2one("hr.quality.operation")
    score = fields.Float(digits=(5, 2), required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date()
    evidence = fields.Text(required=True)

    def action_sign(self):
        """Enters the qualification under the user's own name."""
        self.ensure_one()
        self.env["hr.quality.qualification"].sign(
            self.employee_id.id,
            self.skill_id.id,
            self.score,
            self.evidence,
            operation_id=self.operation_id.id,
            date=self.date,
            valid_until=self.valid_until,
        )
        return {"type": "ir.actions.act_window_close"}
