"""Who answers for a department's quality."""

from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        """Ask the new manager about the needs that wait for the department's manager."""
        result = super().write(vals)
        if {"manager_id", "parent_id"} & set(vals):
            self.env["hr.quality.need"]._departments_changed(self)
        return result

    def _quality_chain(self):
        """This department and those above it, the nearest first."""
        chain = department = self[:1].sudo()
        while department.parent_id and department.parent_id not in chain:
            department = department.parent_id
            chain |= department
        return chain

    def _quality_responsible(self):
        """The nearest manager with an active login, going up; empty if there is none."""
        return self._quality_managers().filtered("active")[:1]

    def _quality_managers(self):
        """The users who manage this department or one above it, the nearest first."""
        managers = self.env["res.users"].sudo()
        for department in self._quality_chain():
            managers |= department.manager_id.user_id
        return managers
