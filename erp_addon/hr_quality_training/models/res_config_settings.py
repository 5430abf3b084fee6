"""Where the sector is chosen."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_sector_id = fields.Many2one(
        related="company_id.quality_sector_id", string="Sector", readonly=False
    )
