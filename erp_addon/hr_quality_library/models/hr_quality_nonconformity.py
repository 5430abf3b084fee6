"""A nonconformity becomes a case study."""

from odoo import fields, models


class HrQualityNonconformity(models.Model):
    _inherit = "hr.quality.nonconformity"

    case_study_ids = fields.One2many("hr.quality.case.study", "nonconformity_id", "Case Studies")

    def action_case_study(self):
        """Open the case study of this nonconformity, or a new one with what is known of it."""
        self.ensure_one()
        return self.env["hr.quality.case.study"]._open_or_new("nonconformity_id", self)

    def _case_study_values(self):
        """What a case study of this nonconformity begins with; who produced it stays out."""
        self.ensure_one()
        return {
            "name": self.text or self.display_name,
            "operation_id": self.operation_id.id,
            "happened_on": self.day,
            "happened": ", ".join(filter(None, (self.text, self.place))),
            "cause": self.cause,
            "picture_wrong": self.picture,
        }
