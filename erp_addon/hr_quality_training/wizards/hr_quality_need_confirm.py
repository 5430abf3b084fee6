"""The dialog in which a manager confirms a need."""

from odoo import api, fields, models


class HrQualityNeedConfirm(models.TransientModel):
    """State the problem, then confirm; every check is made by the act."""

    _name = "hr.quality.need.confirm"
    _description = "Confirm a Training Need"

    res_ids = fields.Json("Needs", required=True)
    act = fields.Char(required=True, default="act_confirm")
    problem = fields.Text(
        compute="_compute_problem",
        store=True,
        readonly=False,
        help="What goes wrong, where and when. The training is judged by it.",
    )
    reason = fields.Text("Remark")

    @api.depends("res_ids")
    def _compute_problem(self):
        """As it stands, for the one need that is confirmed."""
        for wizard in self:
            needs = self.env["hr.quality.need"].browse(wizard.res_ids or ())
            wizard.problem = needs.problem if len(needs) == 1 else False

    def action_confirm(self):
        """Confirm, or confirm one's own."""
        self.ensure_one()
        needs = self.env["hr.quality.need"].browse(self.res_ids)
        confirm = needs.act_confirm_own if self.act == "act_confirm_own" else needs.act_confirm
        confirm(reason=self.reason or None, problem=self.problem or None)
        return {"type": "ir.actions.act_window_close"}
