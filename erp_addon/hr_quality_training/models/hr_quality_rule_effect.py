"""A rule may ask for more, or be content with less, than the company."""

from odoo import fields, models


class HrQualityRule(models.Model):
    _inherit = "hr.quality.rule"

    effect_target = fields.Float(
        "Target of a Training",
        digits=(5, 4),
        tracking=True,
        help="Relative reduction of the defect rate that is called effective for the needs of this"
        " rule: 0.3 is 30 % lower. Zero: as in the company.",
    )

    _effect_target_range = models.Constraint(
        "CHECK (coalesce(effect_target, 0) >= 0 AND coalesce(effect_target, 0) < 1)",
        "The target lies between 0 % and 100 %.",
    )
