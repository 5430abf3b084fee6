from odoo import models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def do_scrap(self):
        """What is scrapped after an order is done corrects its measurement."""
        result = super().do_scrap()
        self.workorder_id.filtered(lambda order: order.state == "done")._record_measurement()
        return result
