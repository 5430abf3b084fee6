"""How a course is assessed: the parts' own minimums and the practical's items."""

from odoo import fields, models


class HrQualityCourse(models.Model):
    _inherit = "hr.quality.course"

    exam_minimum = fields.Float(
        "Exam: At Least",
        digits=(5, 2),
        default=60,
        help="Below it the attempt fails, whatever the practical says. From 0 to 100.",
    )
    practical_minimum = fields.Float(
        "Practical: At Least",
        digits=(5, 2),
        default=60,
        help="Below it the attempt fails, whatever the exam says. From 0 to 100.",
    )
    dispute_points = fields.Float(
        "Disputed From",
        digits=(5, 2),
        default=20,
        help="The practical is shown as disputed when the two assessors' scores differ by more"
        " points than this.",
    )
    item_ids = fields.One2many("hr.quality.course.item", "course_id", "Practical: Items", copy=True)

    _minimums = models.Constraint(
        "CHECK (exam_minimum BETWEEN 0 AND 100 AND practical_minimum BETWEEN 0 AND 100"
        " AND dispute_points BETWEEN 0 AND 100)",
        "Minimums and differences lie between 0 and 100.",
    )
