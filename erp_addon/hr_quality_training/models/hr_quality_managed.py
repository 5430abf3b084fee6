"""What somebody answers for: records of the departments that he manages."""

from odoo import api, fields, models
from odoo.fields import Domain


class HrQualityManaged(models.AbstractModel):
    """A record of a department; its manager, and everybody above him, answers for it.

    A model says where its department stands, and adds to ``_managed_by_me_domain`` what else makes
    it somebody's.
    """

    _name = "hr.quality.managed"
    _description = "Record of a Department"

    _managed_department_field = "department_id"
    """Path to the department."""

    managed_by_me = fields.Boolean(
        "My Responsibility", compute="_compute_managed_by_me", search="_search_managed_by_me"
    )

    @api.depends(lambda self: (self._managed_department_field,))
    @api.depends_context("uid")
    def _compute_managed_by_me(self):
        mine = self.sudo().filtered_domain(self._managed_by_me_domain())
        for record in self:
            record.managed_by_me = record in mine.with_env(self.env)

    def _search_managed_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._managed_by_me_domain()
        return mine if True in value else ~mine

    def _managed_by_me_domain(self):
        """Of a department that the user manages, or below one."""
        departments = self.env.user._quality_departments()
        return Domain(self._managed_department_field, "child_of", departments.ids)
