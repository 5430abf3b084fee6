"""A plan's attempts."""

from odoo import fields, models


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    assessment_ids = fields.One2many(
        "hr.quality.assessment", "plan_id", "Assessments", readonly=True
    )

    def _after_cancel(self, reason):
        """Nobody is assessed by a plan that was given up."""
        result = super()._after_cancel(reason)
        self.sudo().assessment_ids._withdraw(reason)
        return result
