"""Titles and empty screens of Quality Loop in the sector's words."""

from odoo import models

from .base import OURS


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        action = super()._get_action_dict()
        if (action.get("res_model") or "").startswith(OURS):
            relabel = self.env["hr.quality.sector"]._relabel()
            for name in ("name", "display_name", "help") if relabel else ():
                if action.get(name):
                    action[name] = relabel(str(action[name]))
        return action
