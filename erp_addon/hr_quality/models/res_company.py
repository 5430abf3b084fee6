from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_exemption_days = fields.Integer(
        string="Longest Exemption (Days)",
        default=7,
        required=True,
        help="For how many days at most quality may let somebody work without a qualification.",
    )

    _quality_exemption_days = models.Constraint(
        "CHECK (quality_exemption_days BETWEEN 1 AND 90)",
        "An exemption lasts from 1 to 90 days at most.",
    )
