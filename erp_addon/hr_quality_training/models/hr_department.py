"""Who answers for a department's quality."""

from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _quality_chain(self):
        """This department and those above it, the nearest first."""
        chain = department = self[:1].sudo()
        while department.parent_id and department.parent_id not in chain:
            department = department.parent_id
            chain |= department
        return chain

    def _quality_responsible(self):
        """The nearest manager with an active login, going up; empty if there is none."""
        for department in self._quality_chain():
            user = department.manager_id.user_id.filtered("active")
            if user:
                return user
        return self.env["res.users"]
