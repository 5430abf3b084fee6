"""Answers on an exam paper: to its own questions, with their own choices, each once."""

from odoo import api, models
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse answers to anybody but the person whose exam it is."""
        papers = {vals.get("user_input_id") for vals in vals_list} - {None, False}
        papers = self.env["survey.user_input"].browse(papers)
        papers._quality_check_writer(answering=True)
        lines = super().create(vals_list)
        lines._quality_check_answers()
        return lines

    def write(self, vals):
        """Refuse changed answers likewise, and answers moved to another paper."""
        papers = self.sudo().user_input_id
        if vals.get("user_input_id"):
            papers |= papers.browse(vals["user_input_id"])
        papers.with_env(self.env)._quality_check_writer(answering=True)
        result = super().write(vals)
        self._quality_check_answers()
        return result

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_quality_exam(self):
        if is_uninstalling(self.env):
            return
        papers = self.sudo().user_input_id
        papers.with_env(self.env)._quality_check_writer(answering=True)

    def _quality_check_answers(self):
        """Refuse what Odoo's survey takes and counts: another question's choice, one twice.

        The points of a choice are those that the choice has, wherever it belongs.
        """
        exams = self.sudo().user_input_id._quality_exams()
        for paper in exams.user_input_id:
            asked, lines = paper.predefined_question_ids, paper.user_input_line_ids
            strange = lines.filtered(
                lambda line, asked=asked: (
                    line.question_id not in asked
                    or (line.suggested_answer_id.question_id or line.question_id)
                    != line.question_id
                )
            )
            answers = lines.filtered(lambda line: line.answer_type == "suggestion")
            chosen = answers.mapped(
                lambda line: (
                    line.question_id.id,
                    line.question_id.question_type == "multiple_choice"
                    and line.suggested_answer_id.id,
                    line.matrix_row_id.id,
                )
            )
            words = (lines - answers).mapped(lambda line: (line.question_id.id, line.answer_type))
            if strange or len(set(chosen)) < len(chosen) or len(set(words)) < len(words):
                raise AccessError(
                    self.env._(
                        "This answer does not belong to the question, or it was given already."
                        " Reload the page."
                    )
                )
