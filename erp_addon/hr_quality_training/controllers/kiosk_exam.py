"""Taking an exam at the kiosk, question by question."""

from odoo import fields, http
from odoo.addons.base_act.permit import with_permit
from odoo.http import request

from ..models.hr_quality_kiosk import PATH
from .kiosk import at_kiosk

ASKED = ("simple_choice", "multiple_choice", "numerical_box", "char_box", "text_box", "date")
"""Types of questions that the kiosk asks; others need a computer."""


class KioskExam(http.Controller):
    @http.route(
        f"{PATH}/<string:token>/exam/<int:assessment_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def exam(self, visit, assessment_id, **values):
        """What the exam is, the question that is next, or how it went."""
        assessment = visit.own("hr.quality.assessment", assessment_id)
        return self._go_on(visit, assessment)

    @http.route(
        f"{PATH}/<string:token>/exam/<int:assessment_id>/begin",
        type="http",
        auth="public",
        methods=["POST"],
    )
    @at_kiosk
    def begin(self, visit, assessment_id, **values):
        """Begin: from here on the time runs, if there is a limit."""
        assessment, paper = self._paper(visit, assessment_id)
        if paper.state == "new" and not self._unaskable(paper):
            paper._mark_in_progress()
        return visit.go(f"/exam/{assessment.id}")

    @http.route(
        f"{PATH}/<string:token>/exam/<int:assessment_id>/answer",
        type="http",
        auth="public",
        methods=["POST"],
    )
    @at_kiosk
    def answer(self, visit, assessment_id, question_id="", **values):
        """Take the answer to the question that is next; an answer is given once."""
        assessment, paper = self._paper(visit, assessment_id)
        question = self._next_question(paper)
        if paper.state != "in_progress" or not question or question_id != str(question.id):
            return visit.go(f"/exam/{assessment.id}")
        if paper.survey_time_limit_reached:
            return self._hand_in(visit, assessment, paper)
        given = self._given(question)
        problem = self._problem(visit, question, given)
        if problem:
            return self._ask(visit, assessment, paper, question, error=problem)
        paper._save_lines(question, given, overwrite_existing=False)
        paper._clear_inactive_conditional_answers()
        if not self._next_question(paper):
            return self._hand_in(visit, assessment, paper)
        return visit.go(f"/exam/{assessment.id}")

    # Helpers

    def _paper(self, visit, assessment_id):
        """The person's own open attempt, and its paper, which only the kiosk's permit opens."""
        assessment = visit.own("hr.quality.assessment", assessment_id, state=("open",))
        if not assessment.user_input_id or assessment.exam_done_on:
            visit.refuse()
        place = visit.env._(
            "At the kiosk %(kiosk)s, known by badge and PIN", kiosk=visit.kiosk.name
        )
        paper = with_permit(assessment.user_input_id).with_context(quality_exam_place=place)
        return assessment, paper

    def _go_on(self, visit, assessment):
        if assessment.state != "open" or assessment.exam_done_on or not assessment.user_input_id:
            return self._show_result(visit, assessment)
        assessment, paper = self._paper(visit, assessment.id)
        if paper.state == "new":
            return visit.show(
                "kiosk_exam",
                assessment=assessment,
                survey=paper.survey_id,
                count=len(paper.predefined_question_ids),
                unaskable=self._unaskable(paper),
            )
        question = self._next_question(paper)
        if not question or paper.survey_time_limit_reached:
            return self._hand_in(visit, assessment, paper)
        return self._ask(visit, assessment, paper, question)

    def _ask(self, visit, assessment, paper, question, error=None):
        questions = paper.predefined_question_ids.sorted("sequence")
        return visit.show(
            "kiosk_question",
            assessment=assessment,
            question=question,
            number=questions.ids.index(question.id) + 1,
            count=len(questions),
            seconds_left=self._seconds_left(paper),
            error=error,
        )

    def _hand_in(self, visit, assessment, paper):
        if paper.state != "done":
            paper._mark_done()
        return visit.go(f"/exam/{assessment.id}")

    def _show_result(self, visit, assessment):
        shows_right = assessment.survey_id.scoring_type in (
            "scoring_with_answers",
            "scoring_with_answers_after_page",
        )
        return visit.show(
            "kiosk_exam_result",
            assessment=assessment,
            wrong=assessment.wrong_answer_ids.sorted("id"),
            shows_right=shows_right,
        )

    def _unaskable(self, paper):
        return paper.predefined_question_ids.filtered(
            lambda question: question.question_type not in ASKED
        )

    def _next_question(self, paper):
        """The first question that is asked and has no answer yet, not even an empty one."""
        inactive = paper._get_inactive_conditional_questions()
        left = paper.predefined_question_ids - paper.user_input_line_ids.question_id - inactive
        return left.sorted("sequence")[:1]

    def _given(self, question):
        """What the form sends: a list of choices, or a text."""
        values = [
            value.replace("\x00", "").strip()
            for value in request.httprequest.form.getlist("answer")
        ]
        values = [value for value in values if value]
        if question.question_type in ("simple_choice", "multiple_choice"):
            return values
        return values[0] if values else ""

    def _problem(self, visit, question, given):
        """What is wrong with an answer, as a sentence; nothing of it is saved then."""
        if question.question_type in ("simple_choice", "multiple_choice"):
            own = {str(id_) for id_ in question.suggested_answer_ids.ids}
            if not own.issuperset(given) or len(set(given)) < len(given):
                return visit.env._("Choose among the answers shown.")
        if question.question_type == "numerical_box" and given:
            try:
                float(given)
            except ValueError:
                return visit.env._("Give a number, for instance 180 or 2.5.")
        if not given and question.constr_mandatory:
            return visit.env._("This question needs an answer.")
        errors = question.validate_question(given)
        return errors.get(question.id)

    def _seconds_left(self, paper):
        survey = paper.survey_id
        if not survey.is_time_limited or not paper.start_datetime:
            return None
        passed = (fields.Datetime.now() - paper.start_datetime).total_seconds()
        return max(int(survey.time_limit * 60 - passed), 0)
