"""Screens of Quality Loop speak the words of the company's sector; nothing else does."""

from odoo import api, models

from ..words.screens import relabel_arch, relabel_fields

OURS = "hr.quality."


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        described = super().fields_get(allfields, attributes)
        if self._name.startswith(OURS):
            sectors = self.env["hr.quality.sector"]
            relabel, words = sectors._relabel(), sectors._words()
            if words:
                relabel_fields(described, relabel, words)
        return described

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        if self._name.startswith(OURS):
            key += (("sector", self.env["hr.quality.sector"]._current_id()),)
        return key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._name.startswith(OURS):
            relabel = self.env["hr.quality.sector"]._relabel()
            if relabel:
                relabel_arch(arch, relabel)
        return arch, view
