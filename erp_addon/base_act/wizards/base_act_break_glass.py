"""The dialog in which an administrator breaks the glass."""

from odoo import api, fields, models


class BaseActBreakGlass(models.TransientModel):
    """Choose the state a document should have, and say why no act would do."""

    _name = "base.act.break.glass"
    _description = "Break Glass"

    res_model = fields.Char(string="Document Model", required=True)
    res_ids = fields.Json(string="Document IDs", required=True)
    state_field_id = fields.Many2one("ir.model.fields", compute="_compute_state_field_id")
    state_id = fields.Many2one(
        "ir.model.fields.selection",
        string="New State",
        required=True,
        domain="[('field_id', '=', state_field_id)]",
        ondelete="cascade",
    )
    reason = fields.Text(required=True)

    @api.depends("res_model")
    def _compute_state_field_id(self):
        for wizard in self:
            documents = self.env.get(wizard.res_model)
            name = getattr(documents, "_act_state_field", None)
            wizard.state_field_id = name and self.env["ir.model.fields"].sudo()._get(
                wizard.res_model, name
            )

    def action_break_glass(self):
        """Write the state; group and reason are checked there."""
        self.ensure_one()
        documents = self.env[self.res_model].browse(self.res_ids)
        documents.act_break_glass({documents._act_state_field: self.state_id.value}, self.reason)
        return {"type": "ir.actions.act_window_close"}
