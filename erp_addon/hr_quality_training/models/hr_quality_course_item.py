"""What the practical of a course looks at."""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling


class HrQualityCourseItem(models.Model):
    """One line of the practical's checklist, with the points it gives at most."""

    _name = "hr.quality.course.item"
    _description = "Practical Item"
    _order = "course_id, sequence, id"

    course_id = fields.Many2one("hr.quality.course", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Text("What to Look At", required=True, translate=True)
    max_points = fields.Float("Points at Most", digits=(6, 2), required=True, default=10)
    active = fields.Boolean(default=True)

    _points_positive = models.Constraint(
        "CHECK (max_points > 0)", "An item of the practical gives more than 0 points."
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.course_id._check_not_in_force()
        return items

    def write(self, vals):
        self.course_id._check_not_in_force()
        result = super().write(vals)
        if "course_id" in vals:
            self.course_id._check_not_in_force()
        return result

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_not_in_force(self):
        if not is_uninstalling(self.env):
            self.course_id._check_not_in_force()
