"""The dialog that asks why."""

from odoo import fields, models
from odoo.exceptions import UserError


class BaseActWizard(models.TransientModel):
    """Ask for the reason of an act, then do it as the user who answers."""

    _name = "base.act.wizard"
    _description = "Reason of an Act"

    res_model = fields.Char(string="Document Model", required=True)
    res_ids = fields.Json(string="Document IDs", required=True)
    act = fields.Char(required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Do the act; every check is made there."""
        self.ensure_one()
        documents = self.env.get(self.res_model)
        acts = documents._acts() if hasattr(documents, "_acts") else {}
        if self.act not in acts:
            raise UserError(self.env._("There is no such act. Reload the page and try again."))
        getattr(documents.browse(self.res_ids), self.act)(reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
