"""Sentences about acts call the parties what the company's sector calls them."""

from odoo import api, models


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    @api.model
    def _act_party_name(self, party):
        return self.env["hr.quality.sector"]._party_name(party) or super()._act_party_name(party)
