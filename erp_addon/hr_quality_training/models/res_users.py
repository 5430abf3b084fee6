"""What a user manages."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _quality_departments(self):
        """The departments that this user manages himself, without those below."""
        return (
            self.env["hr.department"]
            .sudo()
            .search([("manager_id", "in", self._quality_employees().ids)])
        )
