"""What a supervision check found at one key point."""

from odoo import fields, models


class HrQualityCheckLine(models.Model):
    """A key point as it read when the check was made, and what was found there; frozen."""

    _name = "hr.quality.check.line"
    _description = "Key Point of a Supervision Check"
    _inherit = ["hr.quality.key.point.mixin", "base.act.protected"]
    _act_protected_fields = "*"

    check_id = fields.Many2one("hr.quality.check", required=True, index=True, ondelete="cascade")
    origin = fields.Selection(
        [("review", "Review of the Need"), ("standard", "Standard")],
        required=True,
        help="Where the key point is from.",
    )
    source_key = fields.Char(required=True, help="Which key point it was, for programs.")
    has_measured = fields.Boolean()
    measured = fields.Float(digits=(16, 6), help="In the unit of the key point.")
    is_ok = fields.Boolean("OK", required=True)

    _check_point_unique = models.Constraint(
        "UNIQUE (check_id, source_key)", "A check holds each key point once."
    )
