"""What the tests of assessments start from: a course with an exam of five questions."""

from datetime import date, timedelta

from odoo import Command
from odoo.addons.base_act.tests.common import ActPeople
from odoo.tests import TransactionCase, new_test_user

from ..models.hr_quality_course_terms import TERMS

RIGHT = {
    "Current": "180 A",
    "Gas": "Argon",
    "Order": "Clean first",
    "Gloves": ("Left", "Right"),
    "Speed": "40",
}
"""Question → its right answer."""


def choices(**right):
    """Commands of suggested answers: text → whether it is right, each right one worth 10 points."""
    return [
        Command.create({"value": text, "is_correct": good, "answer_score": 10 if good else 0})
        for text, good in right.items()
    ]


def exam_values(**values):
    """A survey of five questions, 10 points each but the gloves' two times 5."""
    return {
        "title": "Welding",
        "survey_type": "assessment",
        "scoring_type": "scoring_without_answers",
        "questions_layout": "page_per_question",
        "question_and_page_ids": [
            Command.create(
                {
                    "title": title,
                    "sequence": number,
                    "question_type": "simple_choice",
                    "suggested_answer_ids": choices(**answers),
                }
            )
            for number, (title, answers) in enumerate(
                {
                    "Current": {"180 A": True, "90 A": False},
                    "Gas": {"Argon": True, "Oxygen": False, "Air": False},
                    "Order": {"Clean first": True, "Weld first": False},
                }.items()
            )
        ]
        + [
            Command.create(
                {
                    "title": "Gloves",
                    "sequence": 3,
                    "question_type": "multiple_choice",
                    "suggested_answer_ids": [
                        Command.create({"value": "Left", "is_correct": True, "answer_score": 5}),
                        Command.create({"value": "Right", "is_correct": True, "answer_score": 5}),
                        Command.create({"value": "None", "answer_score": -5}),
                    ],
                }
            ),
            Command.create(
                {
                    "title": "Speed",
                    "sequence": 4,
                    "question_type": "numerical_box",
                    "answer_numerical_box": 40,
                    "answer_score": 10,
                    "is_scored_question": True,
                }
            ),
        ],
        **values,
    }


class AssessmentSetUp(ActPeople):
    """Mixin: a plan in force with one participant who learns, and everybody around him."""

    people_prefix = "assess"
    with_exam = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        for user in cls.people.values():
            user.lang = "en_US"
        cls.manager = cls.people["operations"]
        cls.assessor = cls.people["quality"]
        boss = env["hr.employee"].create({"name": "Boss", "user_id": cls.manager.id})
        cls.department = env["hr.department"].create({"name": "Body shop", "manager_id": boss.id})
        cls.trainee_user = cls.login("trainee", "base.group_user")
        cls.trainee = env["hr.employee"].create(
            {
                "name": "Tara Trainee",
                "user_id": cls.trainee_user.id,
                "parent_id": boss.id,
                "barcode": "T100",
                "pin": "4711",
            }
        )
        cls.trainer_user = cls.login("trainer", "base_act.base_act_group_quality")
        cls.trainer = env["hr.employee"].create(
            {"name": "Theo Trainer", "user_id": cls.trainer_user.id}
        )
        cls.both = cls.login(
            "both", "base_act.base_act_group_quality,base_act.base_act_group_operations"
        )
        # In both parties, and answerable for the department above.
        director = env["hr.employee"].create({"name": "Director", "user_id": cls.both.id})
        cls.department.parent_id = env["hr.department"].create(
            {"name": "Works", "manager_id": director.id}
        )
        kind = env["hr.skill.type"].create(
            {
                "name": "Welding",
                "skill_ids": [Command.create({"name": "MAG welding"})],
                "skill_level_ids": [
                    Command.create({"name": "None", "level_progress": 0, "default_level": True}),
                    Command.create({"name": "Good", "level_progress": 70}),
                ],
            }
        )
        cls.skill = kind.skill_ids
        cls.operation = env["hr.quality.operation"].create(
            {
                "code": "ASSESS",
                "name": "Weld",
                "department_id": cls.department.id,
                "skill_line_ids": [Command.create({"skill_id": cls.skill.id})],
            }
        )
        standard = env["hr.quality.standard"].create(
            {
                "name": "Weld",
                "operation_id": cls.operation.id,
                "revision_ids": [
                    Command.create({"number": "1", "date_from": "2025-01-01", "limit": 0.05})
                ],
            }
        )
        cls.revision = standard.revision_ids
        cls.survey = env["survey.survey"].create(exam_values())
        cls.course = env["hr.quality.course"].create(
            {
                "name": "Welding",
                "survey_id": cls.survey.id if cls.with_exam else False,
                "exam_weight": 40,
                "pass_mark": 70,
                "exam_minimum": 40,
                "practical_minimum": 50,
                "max_attempts": 2,
                "validity_months": 12,
                "unused_months": 6,
                "dispute_points": 20,
                "item_ids": [
                    Command.create({"name": "Seam without pores", "max_points": 10}),
                    Command.create({"name": "Machine set as prescribed", "max_points": 30}),
                ],
            }
        )
        cls.plan = cls.new_plan(cls.trainee)
        cls.participant = cls.plan.participant_ids

    @classmethod
    def login(cls, name, groups):
        return new_test_user(
            cls.env(context={**cls.env.context, "lang": "en_US"}),
            f"{cls.people_prefix}_{name}",
            groups,
            name=name.capitalize(),
            lang="en_US",
            context={"no_reset_password": True},
        )

    @classmethod
    def new_plan(cls, *employees, course=None, **values):
        """A published plan whose participants learn; the terms are the course's."""
        course = course or cls.course
        terms = course._convert_to_write({name: course[name] for name in TERMS})
        return cls.env["hr.quality.plan"]._act_create(
            [
                {
                    "operation_id": cls.operation.id,
                    "course_id": course.id,
                    "trainer_id": cls.trainer.id,
                    "due_on": date.today() + timedelta(days=30),
                    "state": "published",
                    "participant_ids": [
                        Command.create({"employee_id": person.id, "state": "learning"})
                        for person in employees
                    ],
                    **terms,
                    **values,
                }
            ]
        )

    # What people do

    def learned(self, participant=None):
        """The participant has learned; his open attempt."""
        participant = participant or self.participant
        participant._learned("Attended on Monday")
        return self.attempts(participant)[-1:]

    def attempts(self, participant=None):
        return (participant or self.participant).assessment_ids.sorted("attempt")

    def answer(self, assessment, user=None, **answers):
        """Answer the exam as the pages of the survey do: as superuser in the person's name."""
        paper = assessment.sudo().user_input_id.with_user(user or self.trainee_user).sudo()
        if paper.state == "new":
            paper._mark_in_progress()
        for question in paper.predefined_question_ids:
            if question.title in answers:
                paper._save_lines(question, self.given(question, answers[question.title]))
        return paper

    def given(self, question, answer):
        """What a form sends for an answer in words."""
        if question.question_type == "numerical_box":
            return answer
        wanted = (answer,) if isinstance(answer, str) else answer
        found = question.suggested_answer_ids.filtered(lambda one: one.value in wanted)
        return [str(id_) for id_ in found.ids]

    def take_exam(self, assessment, **answers):
        """Answer and hand in: right where nothing else is said."""
        paper = self.answer(assessment, **{**RIGHT, **answers})
        paper._mark_done()
        return paper

    def points(self, *points):
        return [{"item": number, "points": one} for number, one in enumerate(points, start=1)]

    def score(self, assessment, party, *points, user=None, remark=None):
        user = user or (self.assessor if party == "quality" else self.manager)
        method = getattr(assessment.with_user(user), f"act_score_{party}")
        return method(points=self.points(*points), remark=remark)


class AssessmentCase(AssessmentSetUp, TransactionCase):
    """The set-up in a transaction of its own per test."""
