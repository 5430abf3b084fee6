"""What was answered wrong stands beside the explanation of what is right."""

from odoo import api, fields, models
from odoo.addons.hr_quality_training.models.hr_quality_wrong_answer import KNOWING_GROUPS
from odoo.tools import html2plaintext


class HrQualityWrongAnswer(models.Model):
    _inherit = "hr.quality.wrong.answer"

    explanation = fields.Text(
        compute="_compute_explanation",
        groups=KNOWING_GROUPS,
        help="Why the right answer is right, as the exam says it today.",
    )

    @api.depends("question_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for wrong in self:
            html = wrong.sudo().question_id.explanation
            wrong.explanation = html2plaintext(html) if html else False
