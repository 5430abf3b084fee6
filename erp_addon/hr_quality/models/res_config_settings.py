from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_exemption_days = fields.Integer(
        related="company_id.quality_exemption_days", readonly=False
    )
