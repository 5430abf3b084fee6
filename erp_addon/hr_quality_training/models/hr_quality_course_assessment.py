"""When the two assessors of a course's practical disagree too much."""

from odoo import fields, models


class HrQualityCourse(models.Model):
    _inherit = "hr.quality.course"

    dispute_points = fields.Float(
        "Disputed From",
        digits=(5, 2),
        default=20,
        help="The practical is shown as disputed when the two assessors' scores differ by more"
        " points than this.",
    )

    _dispute_points = models.Constraint(
        "CHECK (dispute_points BETWEEN 0 AND 100)", "A difference lies between 0 and 100 points."
    )
