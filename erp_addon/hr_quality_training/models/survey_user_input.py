"""Exam papers: the person himself writes on them, and nobody after they are handed in."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import is_permitted
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
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

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_quality_exam(self):
        if not is_uninstalling(self.env) and self._quality_exams():
            raise AccessError(self.env._("An exam paper belongs to an assessment and is kept."))

    def _mark_done(self):
        """Hand the exam in: the assessment takes its result now."""
        result = super()._mark_done()
        exams = self._quality_exams()
        if exams:
            exams._hand_in(self._quality_exam_place())
        return result

    def _quality_exam_place(self):
        """Where the exam was taken, for the trail. The kiosk's word counts, no caller's does."""
        place = self.env.context.get("quality_exam_place")
        if is_permitted(self.env) and place:
            return place
        return self.env._("With the own login of %s", self.env.user.name)

    def _quality_exams(self):
        """The assessments that these papers belong to, as superuser."""
        assessments = self.env["hr.quality.assessment"].sudo()
        return assessments.search([("user_input_id", "in", self.ids)]) if self.ids else assessments

    def _quality_check_writer(self, answering=False):
        """Refuse unless the person himself writes, through the survey's pages or the kiosk.

        The pages write as superuser in the name of whoever looks at them, and the kiosk opens a
        permit; a call from outside can do neither.

        :param answering: an answer is written: refused to everybody once the paper is handed in
        """
        exams = self._quality_exams()
        permitted = is_permitted(self.env)
        for exam in exams:
            own = permitted or (self.env.su and self.env.user in exam._act_trainee())
            if not own or (answering and exam.exam_done_on):
                raise AccessError(
                    self.env._(
                        "%s: nobody but the person himself writes on this exam paper, and nobody"
                        " once it is handed in.",
                        exam.display_name,
                    )
                )
        if answering and exams:
            exams.user_input_id._quality_one_at_a_time()

    def _quality_one_at_a_time(self):
        """Of two answers at the same moment, the second begins anew and finds the first.

        Odoo adds up the points of all lines, so a question answered twice would count twice.
        """
        self.env.cr.execute(
            "UPDATE survey_user_input SET write_date = write_date WHERE id = ANY(%s)", [self.ids]
        )
