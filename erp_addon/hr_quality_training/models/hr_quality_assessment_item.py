"""What the two sheets of one attempt score, as it was when the attempt was opened."""

from odoo import fields, models


class HrQualityAssessmentItem(models.Model):
    """A course's item, or a key point of the need's review, frozen for one attempt."""

    _name = "hr.quality.assessment.item"
    _description = "Practical Item of an Assessment"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "assessment_id, number"

    assessment_id = fields.Many2one(
        "hr.quality.assessment", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, help="Names the item in a call: 1, 2, 3 …")
    name = fields.Text("What to Look At", required=True, translate=True)
    method = fields.Char("Method of Checking", translate=True)
    max_points = fields.Float("Points at Most", digits=(6, 2), required=True)
    origin = fields.Selection(
        [("course", "Course"), ("review", "Key Point of the Review"), ("whole", "Work as a Whole")],
        required=True,
    )

    _number_unique = models.Constraint(
        "UNIQUE (assessment_id, number)", "The assessment has an item of this number already."
    )
