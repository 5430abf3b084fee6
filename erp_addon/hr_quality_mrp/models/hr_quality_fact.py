from odoo import api, models

from .mrp_workorder_measurement import SOURCE


class HrQualityFact(models.AbstractModel):
    _inherit = "hr.quality.fact"

    @api.model
    def _own_sources(self):
        """Work orders that are done are recorded by themselves."""
        return super()._own_sources() | {SOURCE}
