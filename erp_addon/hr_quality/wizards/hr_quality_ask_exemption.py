from odoo import api, fields, models


class HrQualityAskExemption(models.TransientModel):
    """Asks for what a request for an exemption needs; quality answers the request."""

    _name = "hr.quality.ask.exemption"
    _description = "Ask for an Exemption"

    employee_id = fields.Many2one("hr.employee", required=True)
    operation_id = fields.Many2one("hr.quality.operation", required=True)
    about = fields.Char(string="For", readonly=True, help="The work for which it is asked.")
    reason = fields.Text("Why He Must Work Now", required=True)
    valid_until = fields.Date("Through", required=True, default=fields.Date.context_today)
    sentence = fields.Char(string="Today", compute="_compute_sentence")
    exemption_days = fields.Integer("At Most (Days)", compute="_compute_sentence")

    @api.depends("employee_id", "operation_id")
    def _compute_sentence(self):
        ledger = self.env["hr.quality.qualification"]
        for wizard in self:
            pair = (wizard.employee_id.id, wizard.operation_id.id)
            wizard.sentence = all(pair) and ledger.get_qualification(*pair)["sentence"]
            wizard.exemption_days = self.env.company.sudo().quality_exemption_days

    def action_ask(self):
        """Hand the request to quality, and say to whom it went."""
        self.ensure_one()
        reason = f"{self.about}: {self.reason}" if self.about else self.reason
        ledger = self.env["hr.quality.qualification"]
        request_id = ledger.ask_exemption(
            self.employee_id.id, self.operation_id.id, reason, self.valid_until
        )
        asked = self.env["hr.quality.exemption"].browse(request_id)._act_answerers()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Asked: %s", ", ".join(asked.mapped("name"))),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
