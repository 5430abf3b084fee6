"""The dialog in which HR changes a published plan."""

from odoo import fields, models
from odoo.exceptions import UserError

ARGUMENTS = {
    "act_add": ("employee_ids",),
    "act_change_due": ("due_on",),
    "act_change_trainer": ("trainer_id",),
}
"""Act of the plan → what this dialog asks for besides the reason."""


class HrQualityPlanChange(models.TransientModel):
    """Ask for what changes and why, then do the act as the user who answers."""

    _name = "hr.quality.plan.change"
    _description = "Change of a Training Plan"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    act = fields.Char(required=True)
    employee_ids = fields.Many2many("hr.employee", string="Participants")
    due_on = fields.Date("New Due Date")
    trainer_id = fields.Many2one("hr.employee", "New Trainer")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Do the act; every check is made there."""
        self.ensure_one()
        if self.act not in ARGUMENTS:
            raise UserError(self.env._("There is no such act. Reload the page and try again."))
        plans = self.env["hr.quality.plan"].browse(self.res_ids)
        given = {
            "employee_ids": self.employee_ids.ids,
            "due_on": self.due_on,
            "trainer_id": self.trainer_id.id,
        }
        arguments = {name: given[name] for name in ARGUMENTS[self.act]}
        getattr(plans, self.act)(reason=self.reason, **arguments)
        return {"type": "ir.actions.act_window_close"}
