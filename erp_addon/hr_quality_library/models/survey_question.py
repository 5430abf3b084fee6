"""A question of an exam explains its right answer."""

from odoo import fields, models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    explanation = fields.Html(
        translate=True,
        help="Why the right answer is right; for the trainer, and for who answered it wrongly.",
    )
