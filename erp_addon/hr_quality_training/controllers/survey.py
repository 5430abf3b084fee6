"""The survey's own pages, where they would show an exam, or its right answers, too early."""

from odoo import http
from odoo.addons.survey.controllers.main import Survey
from odoo.http import request


class QualityExamSurvey(Survey):
    @http.route()
    def survey_print(self, survey_token, review=False, answer_token=None, **post):
        """Odoo prints a paper with its right answers while it is still being answered.

        Without a paper it prints the questions, to anybody who knows the address of the exam.
        """
        survey, paper = self._fetch_from_access_token(survey_token, answer_token)
        if paper and paper.state != "done" and paper._quality_exams():
            return request.redirect(paper.get_start_url())
        makes_it = survey and survey.with_user(request.env.user).has_access("read")
        if survey and not paper and not makes_it and survey._quality_is_exam():
            return request.redirect("/")
        return super().survey_print(survey_token, review=review, answer_token=answer_token, **post)
