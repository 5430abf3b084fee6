"""Exam papers: the person himself writes on them, and nobody after they are handed in."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import is_permitted
from odoo.exceptions import AccessError


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    quality_assessment_ids = fields.One2many(
        "hr.quality.assessment", "user_input_id", "Assessments", readonly=True
    )

    def write(self, vals):
        """Refuse to anybody but the person whose exam it is."""
        self._quality_check_writer()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_quality_exam(self):
        if self._quality_exams():
            raise AccessError(self.env._("An exam paper belongs to an assessment and is kept."))

    def _mark_done(self):
        """Hand the exam in: the assessment takes its result now."""
        result = super()._mark_done()
        self._quality_exams()._hand_in(self.env.context.get("quality_exam_place") or "")
        return result

    def _quality_exams(self):
        if not self.ids:
            return self.env["hr.quality.assessment"].sudo()
        return self.env["hr.quality.assessment"].sudo().search([("user_input_id", "in", self.ids)])

    def _quality_check_writer(self, handed_in=False):
        """Refuse unless the person himself answers, through the pages of the survey or the kiosk.

        The pages write as superuser in the name of whoever looks at them, and the kiosk opens a
        permit; a call from outside can do neither.

        :param handed_in: refuse what is handed in to everybody
        """
        if is_permitted(self.env):
            return
        for exam in self._quality_exams():
            own = self.env.su and self.env.user in exam._act_trainee()
            if not own or (handed_in and exam.exam_done_on):
                raise AccessError(
                    self.env._(
                        "%s: nobody but the person himself writes on this exam paper, and nobody"
                        " once it is handed in.",
                        exam.display_name,
                    )
                )


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse answers to anybody but the person whose exam it is."""
        papers = {vals.get("user_input_id") for vals in vals_list} - {None, False}
        self.env["survey.user_input"].browse(papers)._quality_check_writer(handed_in=True)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse changed answers likewise, and answers moved to another paper."""
        papers = self.sudo().user_input_id.with_env(self.env)
        if vals.get("user_input_id"):
            papers |= papers.browse(vals["user_input_id"])
        papers._quality_check_writer(handed_in=True)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_quality_exam(self):
        papers = self.sudo().user_input_id.with_env(self.env)
        papers._quality_check_writer(handed_in=True)
