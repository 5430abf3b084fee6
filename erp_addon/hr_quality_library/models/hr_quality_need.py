"""A training need becomes a case study."""

from odoo import fields, models


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    case_study_ids = fields.One2many("hr.quality.case.study", "need_id", "Case Studies")

    def action_case_study(self):
        """Open the case study of this need, or a new one with what the need already says."""
        self.ensure_one()
        return self.env["hr.quality.case.study"]._open_or_new("need_id", self)

    def _case_study_values(self):
        """What a case study of this need begins with."""
        self.ensure_one()
        return {
            "name": self.problem or self.operation_id.name,
            "operation_id": self.operation_id.id,
            "happened": self.problem,
            "rate_before": self.defect_rate,
            "has_rates": bool(self.defect_rate),
        }
