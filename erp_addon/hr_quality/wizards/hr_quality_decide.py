from odoo import api, fields, models


class HrQualityDecide(models.TransientModel):
    """Asks for what a decision about a qualification needs; the signer is the user himself."""

    _name = "hr.quality.decide"
    _description = "Decide About a Qualification"

    decision = fields.Selection(
        [
            ("revoke", "Revoke"),
            ("suspend", "Suspend"),
            ("reinstate", "Reinstate"),
            ("exempt", "Exempt"),
        ],
        required=True,
    )
    employee_id = fields.Many2one("hr.employee", required=True)
    operation_id = fields.Many2one("hr.quality.operation", required=True)
    until = fields.Date(string="Through")
    reason = fields.Text(required=True)
    sentence = fields.Char(string="Today", compute="_compute_sentence")
    exemption_days = fields.Integer(compute="_compute_sentence")

    @api.depends("employee_id", "operation_id")
    def _compute_sentence(self):
        ledger = self.env["hr.quality.qualification"]
        for wizard in self:
            known = wizard.employee_id and wizard.operation_id
            wizard.sentence = (
                known
                and (
                    ledger.get_qualification(wizard.employee_id.id, wizard.operation_id.id)[
                        "sentence"
                    ]
                )
            )
            wizard.exemption_days = self.env.company.sudo().quality_exemption_days

    def action_decide(self):
        """Enters the decision under the user's own name."""
        self.ensure_one()
        ledger = self.env["hr.quality.qualification"]
        pair = (self.employee_id.id, self.operation_id.id, self.reason)
        if self.decision == "exempt":
            ledger.exempt(*pair, self.until)
        elif self.decision == "suspend":
            ledger.suspend(*pair, until=self.until)
        elif self.decision == "revoke":
            ledger.revoke(*pair)
        else:
            ledger.reinstate(*pair)
        return {"type": "ir.actions.act_window_close"}
