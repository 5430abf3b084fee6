from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_quality_trace(self):
        """Everything tied to this lot or serial number, in order of time."""
        self.ensure_one()
        kind = "serial" if self.product_id.tracking == "serial" else "lot"
        return self.env["hr.quality.trace"].action_open_trace(kind, self.name)
