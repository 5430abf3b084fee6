"""What exams say goes into the monthly plan: the question that most people get wrong."""

from odoo import fields
from odoo.addons.base_act.permit import with_permit
from odoo.tests import tagged

from .path import PathCase


@tagged("post_install", "-at_install")
class TestMonthlyExam(PathCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})

    def setUp(self):
        super().setUp()
        self.operation, self.need = self.trained_need()
        self.survey = self.env["survey.survey"].create({"title": "Welding"})
        with_permit(self.need).write({"state": "closed"})

    def examine(self, *wrong_by_person, day=None):
        """An exam of each person with the questions that he answered wrong."""
        day = day or fields.Date.today()
        for participant, questions in zip(
            self.need.plan_id.participant_ids, wrong_by_person, strict=False
        ):
            attempt = self.attempt(
                participant,
                state="open",
                survey_id=self.survey.id,
                exam_done_on=f"{day} 08:00:00",
                question_count=10,
            )
            self.env["hr.quality.wrong.answer"]._act_create(
                [
                    {
                        "assessment_id": attempt.id,
                        "employee_id": participant.employee_id.id,
                        "operation_id": self.operation.id,
                        "course_id": self.course.id,
                        "question": question,
                        "day": day,
                        "attempt": 1,
                    }
                    for question in questions
                ]
            )

    def line(self):
        month = fields.Date.today().replace(day=1)
        plans = self.env["hr.quality.monthly.plan"].with_user(self.plant.hr)
        plan = plans.browse(plans.begin(str(month)))
        plan.act_generate()
        return plan.line_ids.filtered(lambda line: line.operation_id == self.operation)

    def test_the_question_most_get_wrong_is_a_reason(self):
        """Given two of three who do not know the tolerance, then the line says so, for both."""
        self.examine(["Which tolerance?", "Which gas?"], ["Which tolerance?"], [])
        line = self.line()
        self.assertIn("2 of 3 examined answered wrong: “Which tolerance?”", line.reason_text)
        self.assertNotIn("Which gas?", line.reason_text)
        wrong = line.source_ids.filtered(lambda source: source.kind == "wrong")
        self.assertEqual(wrong.mapped("title"), ["Which tolerance?"] * 2)
        first_two = self.need.plan_id.participant_ids[:2].employee_id
        self.assertLessEqual(first_two, line.employee_ids)

    def test_one_persons_mistake_is_his_own(self):
        self.examine(["Which tolerance?"], ["Which gas?"], [])
        self.assertNotIn("answered wrong", self.line().reason_text or "")

    def test_what_was_long_ago_is_no_reason(self):
        self.examine(["Which tolerance?"], ["Which tolerance?"], day="2020-01-07")
        self.assertNotIn("answered wrong", self.line().reason_text or "")
