"""Points for one item of a practical score sheet."""

from odoo import fields, models


class HrQualityPracticalLine(models.Model):
    """What one assessor gave for one item; as blind as its sheet."""

    _name = "hr.quality.practical.line"
    _description = "Points of a Practical Score Sheet"
    _inherit = ["hr.quality.blind"]
    _act_protected_fields = "*"
    _order = "practical_id, number"
    _rec_name = "item_id"

    practical_id = fields.Many2one(
        "hr.quality.practical", required=True, index=True, ondelete="restrict"
    )
    assessor_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    revealed = fields.Boolean()
    item_id = fields.Many2one("hr.quality.assessment.item", required=True, ondelete="restrict")
    number = fields.Integer(required=True)
    points = fields.Float(digits=(6, 2), required=True, aggregator="avg")
    max_points = fields.Float("Of", digits=(6, 2), required=True)
    remark = fields.Char()

    _points_range = models.Constraint(
        "CHECK (points BETWEEN 0 AND max_points)", "An item gives no more points than it has."
    )
