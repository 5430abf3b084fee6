"""What an exam asks and is scored by stays as it is while somebody takes it."""

from odoo import api, models
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import UserError

SCORING = (
    "survey_id",
    "title",
    "question_type",
    "is_scored_question",
    "answer_score",
    "answer_numerical_box",
    "answer_date",
    "answer_datetime",
)
CHOICE_SCORING = ("question_id", "value", "is_correct", "answer_score")


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def write(self, vals):
        """Refuse other words or points while somebody is asked this question in an assessment."""
        changed = _changed(self, vals, SCORING)
        changed._quality_check_no_exam()
        return super().write(vals)

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_in_an_exam(self):
        if not is_uninstalling(self.env):
            self._quality_check_no_exam()

    def _quality_running_exam(self):
        """An open attempt in which one of these questions is asked, as superuser."""
        assessments = self.env["hr.quality.assessment"].sudo()
        if not self:
            return assessments
        return assessments.search(
            [
                ("state", "=", "open"),
                ("exam_done_on", "=", False),
                ("user_input_id.predefined_question_ids", "in", self.ids),
            ],
            limit=1,
        )

    def _quality_check_no_exam(self):
        running = self._quality_running_exam()
        if running:
            raise UserError(
                self.env._(
                    "“%(question)s” is asked in an exam that is not over: %(assessment)s. Its"
                    " answers and points stay until then; duplicate the exam and change the copy.",
                    question=self[:1].title,
                    assessment=running.display_name,
                )
            )


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a further choice likewise."""
        choices = super().create(vals_list)
        choices.question_id._quality_check_no_exam()
        return choices

    def write(self, vals):
        changed = _changed(self, vals, CHOICE_SCORING)
        changed.question_id._quality_check_no_exam()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_in_an_exam(self):
        if not is_uninstalling(self.env):
            self.question_id._quality_check_no_exam()


def _changed(records, vals, names):
    """Those whose scoring really changes: an upgrade of a module writes the same again."""
    given = [name for name in names if name in vals]
    return records.filtered(
        lambda record: any(
            record._fields[name].convert_to_write(record[name], record) != vals[name]
            for name in given
        )
    )
