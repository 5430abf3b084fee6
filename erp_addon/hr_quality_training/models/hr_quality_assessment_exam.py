"""The exam: Odoo's own survey, its score taken once, at the moment it is handed in."""

from odoo import SUPERUSER_ID, fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .exam_paper import read_paper

_lt = LazyTranslate(__name__)


class HrQualityAssessment(models.Model):
    _inherit = "hr.quality.assessment"

    @act(
        label=_lt("Exam Handed In"),
        source=("open",),
        party="system",
    )
    def act_take_exam_result(self, reason=None):
        """Take over the score and the wrong answers of the exam handed in.

        The system's own act, done when the paper is complete; what is written on the paper or
        into its score later changes nothing here.
        """
        for assessment in self:
            assessment._take_paper()
            for user in assessment._act_trainee():
                assessment._act_close_activities(user)
            assessment._conclude()

    def _take_paper(self):
        own = self.sudo()
        if own.user_input_id.state != "done" or own.exam_done_on:
            raise UserError(
                self.env._(
                    "%s: the exam has not been handed in, or was taken over already.",
                    self._act_document(),
                )
            )
        paper = with_permit(own.user_input_id)
        # The score is a stored column: take what follows from the answers, not what stands there.
        paper._compute_scoring_values()
        language = own.employee_id.lang or self.env.lang
        answers = read_paper(paper.with_context(lang=language))
        wrong = [answer for answer in answers if answer["result"] != "right"]
        self.env["hr.quality.wrong.answer"]._act_create(
            [own._wrong_answer_values(answer) for answer in wrong]
        )
        self._act_write(
            {
                "exam_score": min(max(paper.scoring_percentage, 0), 100),
                "exam_done_on": fields.Datetime.now(),
                "exam_answers": answers,
                "question_count": len(answers),
                "wrong_count": len(wrong),
            }
        )

    def _wrong_answer_values(self, answer):
        return {
            "assessment_id": self.id,
            "employee_id": self.employee_id.id,
            "plan_id": self.plan_id.id,
            "operation_id": self.operation_id.id,
            "course_id": self.course_id.id,
            "attempt": self.attempt,
            "day": plant_day(self.env),
            "question_id": answer["question_id"],
            "question": answer["question"],
            "given": answer["given"],
            "right": answer["right"],
            "skipped": answer["result"] == "skipped",
        }

    def action_take_exam(self):
        """Open the exam in the browser, for the person himself with his own login."""
        self.ensure_one()
        self.check_access("read")
        own = self.sudo()
        if self.env.user not in own._act_trainee():
            raise UserError(
                self.env._("Only %s takes this exam.", own.employee_id.name),
            )
        if own.state != "open" or own.exam_state not in ("new", "begun"):
            raise UserError(self.env._("There is no exam to take here any more."))
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": own.user_input_id.get_start_url(),
        }

    def _hand_in(self, how):
        """Take the result, in the name of the system.

        :param str how: where it was taken, for the trail
        """
        for assessment in self.sudo().filtered(lambda one: one.state == "open"):
            assessment.with_user(SUPERUSER_ID).act_take_exam_result(reason=how)
