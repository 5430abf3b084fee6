"""Entering a revision keeps quality's obligation to the library."""

from odoo import api, models


class HrQualityStandardRevision(models.Model):
    _inherit = "hr.quality.standard.revision"

    @api.model_create_multi
    def create(self, vals_list):
        revisions = super().create(vals_list)
        self.env["hr.quality.obligation.due"]._done("library")
        return revisions
