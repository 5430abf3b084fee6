"""Acts and their sentences speak the words of the company's sector."""

from odoo import api, models


class BaseActProtected(models.AbstractModel):
    _inherit = "base.act.protected"

    def _act_kind(self):
        relabel = self.env["hr.quality.sector"]._relabel()
        kind = super()._act_kind()
        return relabel(kind) if relabel else kind


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    @api.model
    def _act_party_name(self, party):
        return self.env["hr.quality.sector"]._party_name(party) or super()._act_party_name(party)

    @api.model
    def _act_label(self, declared):
        relabel = self.env["hr.quality.sector"]._relabel()
        label = super()._act_label(declared)
        return relabel(label) if relabel else label
