"""An exam is taken on the paper of an attempt; a paper to practise on would show what is right."""

from odoo import models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _check_answer_creation(
        self, user, partner, email, test_entry=False, check_attempts=True, invite_token=False
    ):
        """Refuse a paper beside those of the attempts; who makes the exam may still test it."""
        if not test_entry and self._quality_is_exam():
            raise UserError(
                self.env._(
                    "“%s” is an exam of Quality Loop: it is taken within an assessment, on the"
                    " paper of that attempt.",
                    self.title,
                )
            )
        return super()._check_answer_creation(
            user,
            partner,
            email,
            test_entry=test_entry,
            check_attempts=check_attempts,
            invite_token=invite_token,
        )

    def _quality_is_exam(self):
        """Whether people are, or were, assessed by this survey, or are to be."""
        return any(
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_count([("survey_id", "in", self.ids)], limit=1)
            for model in ("hr.quality.course", "hr.quality.plan", "hr.quality.assessment")
        )
