"""How a company measures the effect of its trainings."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_effect_target = fields.Float(
        "Target of a Training",
        digits=(5, 4),
        default=0.3,
        required=True,
        help="Relative reduction of the defect rate that is called effective: 0.3 is 30 % lower.",
    )
    quality_effect_confidence = fields.Float(
        "Certainty of an Effect", digits=(5, 4), default=0.95, required=True
    )
    quality_effect_weeks = fields.Integer(
        "Weeks of an Effect",
        default=4,
        required=True,
        help="Complete weeks before and after a training, where no rule's run of weeks decides.",
    )
    quality_effect_volume = fields.Float(
        "Minimum Volume of an Effect",
        digits=(18, 6),
        default=150.0,
        required=True,
        help="In each of the two windows; with less, an effect is not proven.",
    )
    quality_effect_before = fields.Selection(
        [("training", "The last weeks before the training"), ("run", "The weeks of the need")],
        "Weeks Before",
        default="training",
        required=True,
        help="The weeks of the need were chosen because they were bad, and bad weeks pass by"
        " themselves; those just before the training were not chosen.",
    )

    _quality_effect_fractions = models.Constraint(
        "CHECK (quality_effect_target > 0 AND quality_effect_target < 1"
        " AND quality_effect_confidence >= 0.8 AND quality_effect_confidence < 1)",
        "The target lies between 0 % and 100 %, the certainty between 80 % and 100 %.",
    )
    _quality_effect_size = models.Constraint(
        "CHECK (quality_effect_weeks BETWEEN 3 AND 26 AND quality_effect_volume > 0)",
        "An effect is measured on 3 to 26 weeks and on more than nothing.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_effect_target = fields.Float(related="company_id.quality_effect_target", readonly=False)
    quality_effect_confidence = fields.Float(
        related="company_id.quality_effect_confidence", readonly=False
    )
    quality_effect_weeks = fields.Integer(related="company_id.quality_effect_weeks", readonly=False)
    quality_effect_volume = fields.Float(related="company_id.quality_effect_volume", readonly=False)
    quality_effect_before = fields.Selection(
        related="company_id.quality_effect_before", readonly=False
    )
