"""What a practical assessment looks at."""

from odoo import fields, models


class HrQualityCourseItem(models.Model):
    """One line of a course's practical score sheet: what is watched, how, and how many points."""

    _name = "hr.quality.course.item"
    _description = "Practical Item of a Course"
    _order = "sequence, id"

    course_id = fields.Many2one("hr.quality.course", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("What Is Watched", required=True, translate=True)
    method = fields.Char("How", translate=True, help="How the assessor judges it.")
    max_points = fields.Integer("Points", required=True, default=10)

    _points_positive = models.Constraint(
        "CHECK (max_points BETWEEN 1 AND 100)", "An item gives 1 to 100 points."
    )
