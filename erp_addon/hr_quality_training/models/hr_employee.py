"""Who is above whom."""

from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _quality_superiors(self):
        """Everybody above these employees, up to the top."""
        above = self.sudo().parent_id
        found = self.browse()
        while above - found:
            found |= above
            above = above.parent_id
        return found - self
