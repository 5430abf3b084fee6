"""A need's assessments."""

from odoo import fields, models


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    assessment_ids = fields.One2many(
        "hr.quality.assessment", "need_id", "Assessments", readonly=True
    )
