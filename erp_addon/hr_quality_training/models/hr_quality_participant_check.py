"""Who has passed is checked at his work."""

from odoo import models


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    def _passed(self, assessment):
        """Make the supervision check due as well."""
        result = super()._passed(assessment)
        self.env["hr.quality.check"]._make_for_training(self)
        return result

    def _path_round(self):
        """Which round of the need's path the training belongs to; 1 for a plan without a need."""
        return self.need_id.round or 1
