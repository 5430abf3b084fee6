"""The sector of a company."""

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_sector_id = fields.Many2one(
        "hr.quality.sector",
        "Sector",
        ondelete="restrict",
        help="Whose words Quality Loop speaks: a hospital's, a hotel's. Empty: a factory's.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["hr.quality.sector"]._forget()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "quality_sector_id" in vals:
            self.env["hr.quality.sector"]._forget()
        return result
