"""Ways to a qualification that nobody earned."""

from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from .assessment_case import RIGHT, AssessmentCase, AssessmentSetUp

SHEET = {"points": [{"item": 1, "points": 8}]}


@tagged("post_install", "-at_install")
class TestAssessmentAttacks(AssessmentSetUp, ActAttacks, TransactionCase):
    act_model = "hr.quality.assessment"
    act_arguments = {
        "act_score_quality": SHEET,
        "act_score_operations": SHEET,
        "act_cancel": {"reason": "Kiosk broke"},
        "act_withdraw": {"reason": "Plan given up"},
    }
    act_performers = {"act_take_exam_result": "system", "act_withdraw": "system"}
    public_methods = frozenset(("get_sheet", "action_take_exam", "action_score_sheet"))

    def act_values(self):
        participant = self.new_plan(self.trainee, exam_minimum=0).participant_ids
        values = self.env["hr.quality.assessment"]._opening_values(participant.sudo(), 1)
        paper = self.env["survey.user_input"].browse(values["user_input_id"])
        with_permit(paper).write({"state": "done"})
        item = {"number": 1, "name": "Seam", "max_points": 10, "origin": "course"}
        return {**values, "item_ids": [Command.create(item)]}


class GivenSheets(AssessmentSetUp, ProtectedAttacks):
    """An attempt with everything given."""

    def finished(self):
        assessment = self.learned()
        self.take_exam(assessment, Order="Weld first")
        self.score(assessment, "quality", 8, 24)
        self.score(assessment, "operations", 8, 24)
        return assessment


@tagged("post_install", "-at_install")
class TestPracticalAttacks(GivenSheets, TransactionCase):
    act_model = "hr.quality.practical"

    def protected_record(self):
        return self.finished().practical_ids[0]


@tagged("post_install", "-at_install")
class TestPracticalLineAttacks(GivenSheets, TransactionCase):
    act_model = "hr.quality.practical.line"

    def protected_record(self):
        return self.finished().practical_ids[0].line_ids[0]


@tagged("post_install", "-at_install")
class TestItemAttacks(GivenSheets, TransactionCase):
    act_model = "hr.quality.assessment.item"

    def protected_record(self):
        return self.finished().item_ids[0]


@tagged("post_install", "-at_install")
class TestWrongAnswerAttacks(GivenSheets, TransactionCase):
    act_model = "hr.quality.wrong.answer"

    def protected_record(self):
        return self.finished().wrong_answer_ids[0]


@tagged("post_install", "-at_install")
class TestWhoScores(AssessmentCase):
    """People are compared, not only groups."""

    def test_neither_trainee_nor_trainer_nor_subordinate(self):
        quality = self.env.ref("base_act.base_act_group_quality")
        self.trainee_user.group_ids += quality
        below = self.login("below", "base_act.base_act_group_quality")
        self.env["hr.employee"].create(
            {"name": "Below", "user_id": below.id, "parent_id": self.trainee.id}
        )
        assessment = self.learned()
        for user in (self.trainee_user, self.trainer_user, below):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.score(assessment, "quality", 10, 30, user=user)

    def test_a_second_login_of_the_trainee_is_the_trainee(self):
        """Tied to him through his contact alone."""
        second = self.login("trainee_again", "base_act.base_act_group_quality")
        alias = self.env["hr.employee"].create({"name": "Tara", "user_id": second.id})
        alias.work_contact_id = self.trainee.work_contact_id
        second.partner_id = self.trainee.work_contact_id
        assessment = self.learned()
        with self.assertRaises(AccessError):
            self.score(assessment, "quality", 10, 30, user=second)

    def test_one_person_of_both_parties_gives_one_sheet(self):
        assessment = self.learned()
        self.score(assessment, "quality", 10, 30, user=self.both)
        with self.assertRaises(AccessError):
            self.score(assessment, "operations", 10, 30, user=self.both)
        with self.assertRaises(UserError):
            self.score(assessment, "quality", 10, 30)
        self.score(assessment, "operations", 10, 30)

    def test_the_other_login_of_an_assessor_gives_no_second_sheet(self):
        """Two logins, one employee each, one contact: one person."""
        other = self.login("manager_again", "base_act.base_act_group_quality")
        boss = self.env["hr.employee"].search([("user_id", "=", self.manager.id)])
        twin = self.env["hr.employee"].create({"name": "Boss", "user_id": other.id})
        twin.work_contact_id = boss.work_contact_id
        assessment = self.learned()
        self.score(assessment, "operations", 10, 30)
        with self.assertRaises(AccessError):
            self.score(assessment, "quality", 10, 30, user=other)

    def test_a_sheet_is_given_once(self):
        assessment = self.learned()
        self.score(assessment, "quality", 1, 1)
        for user in (self.assessor, self.people["quality_2"]):
            with self.assertRaises(UserError):
                self.score(assessment, "quality", 10, 30, user=user)

    def test_strange_points(self):
        assessment = self.learned()
        for points in (
            self.points(10),
            self.points(10, 31),
            self.points(-1, 30),
            [*self.points(10, 30), {"item": 3, "points": 1}],
            "all",
            [],
        ):
            with self.subTest(points=points), self.assertRaises(UserError):
                assessment.with_user(self.assessor).act_score_quality(points=points)
        self.assertFalse(assessment.sudo().practical_ids)

    def test_the_database_keeps_one_sheet_per_party_and_person(self):
        assessment = self.learned()
        self.score(assessment, "quality", 1, 1)
        sheet = assessment.sudo().practical_ids
        values = {
            "assessment_id": assessment.id,
            "employee_id": self.trainee.id,
            "signed_on": sheet.signed_on,
            "score": 100,
        }
        for party, user in (("quality", self.manager), ("operations", self.assessor)):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.env.cr.savepoint(),
            ):
                sheet._act_create([{**values, "party": party, "assessor_id": user.id}])


@tagged("post_install", "-at_install")
class TestExamAttacks(AssessmentCase):
    """The exam's score follows from what this person answered, and from nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env,
            "assess_officer",
            "base.group_user,survey.group_survey_manager",
            context={"no_reset_password": True},
        )

    def test_nobody_else_sees_the_paper(self):
        """Its token would let anybody answer."""
        paper = self.learned().sudo().user_input_id
        for user in (self.officer, self.people["administrator"], self.people["hr"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                paper.with_user(user).read(["access_token"])
        found = self.env["survey.user_input"].with_user(self.officer).search([])
        self.assertNotIn(paper, found)

    def test_nobody_else_answers(self):
        """Not even with the token, as superuser in the name of another user."""
        assessment = self.learned()
        for user in (self.officer, self.people["hr"], self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.answer(assessment, user=user, Current="180 A")

    def test_a_survey_officer_writes_no_score(self):
        assessment = self.learned()
        paper = assessment.sudo().user_input_id
        for values in (
            {"scoring_percentage": 100},
            {"state": "done"},
            {"user_input_line_ids": []},
            {"predefined_question_ids": [Command.clear()]},
        ):
            for writer in (paper.with_user(self.officer), paper.with_user(self.officer).sudo()):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    writer.write(values)
        with self.assertRaises(AccessError):
            paper.with_user(self.officer).unlink()
        with self.assertRaises(AccessError):
            paper.sudo().unlink()

    def test_the_person_himself_writes_no_score(self):
        self.trainee_user.group_ids += self.env.ref("survey.group_survey_manager")
        paper = self.learned().sudo().user_input_id.with_user(self.trainee_user)
        for values in ({"scoring_percentage": 100}, {"state": "done"}):
            with self.assertRaises(AccessError):
                paper.write(values)
        line = {"user_input_id": paper.id, "question_id": self.survey.question_ids[0].id}
        with self.assertRaises(AccessError):
            paper.user_input_line_ids.create({**line, "skipped": True})

    def test_a_column_written_past_everything_is_not_believed(self):
        assessment = self.learned()
        paper = self.answer(assessment, **{**RIGHT, "Order": "Weld first"})
        paper.flush_recordset()
        self.env.cr.execute(
            "UPDATE survey_user_input SET scoring_percentage = 100 WHERE id = %s", [paper.id]
        )
        paper.invalidate_recordset()
        paper._mark_done()
        self.assertEqual(assessment.exam_score, 80)

    def test_what_is_written_afterwards_changes_nothing(self):
        assessment = self.learned()
        paper = self.take_exam(assessment, Order="Weld first")
        line = paper.user_input_line_ids.filtered(lambda one: one.question_id.title == "Order")
        right = line.question_id.suggested_answer_ids.filtered("is_correct")
        with self.assertRaises(AccessError):
            line.write({"suggested_answer_id": right.id})
        with self.assertRaises(AccessError):
            line.unlink()
        self.env.cr.execute(
            "UPDATE survey_user_input SET scoring_percentage = 100 WHERE id = %s", [paper.id]
        )
        self.env.invalidate_all()
        self.assertEqual((assessment.exam_score, assessment.wrong_count), (80, 1))
        with self.assertRaises(UserError):
            assessment.with_user(self.env.ref("base.user_root")).act_take_exam_result()

    def test_the_choice_of_another_question_gives_no_points(self):
        """Odoo takes the id of any choice and adds its points."""
        assessment = self.learned()
        paper = self.answer(assessment)
        current, gas = self.survey.question_ids[:2]
        right = current.suggested_answer_ids.filtered("is_correct")
        with self.assertRaises(AccessError):
            paper._save_lines(gas, str(right.id))

    def test_a_choice_counts_once(self):
        assessment = self.learned()
        paper = self.answer(assessment)
        current, gloves = self.survey.question_ids[0], self.survey.question_ids[3]
        for question, answers in (
            (current, current.suggested_answer_ids.ids),
            (gloves, gloves.suggested_answer_ids[:1].ids * 2),
        ):
            with self.subTest(question.title), self.assertRaises(AccessError):
                paper._save_lines(question, [str(id_) for id_ in answers])

    def test_a_question_that_was_not_asked_gives_no_points(self):
        assessment = self.learned()
        paper = self.answer(assessment)
        stranger = self.survey.question_ids[0].copy({"survey_id": self.survey.id})
        right = stranger.suggested_answer_ids.filtered("is_correct")
        with self.assertRaises(AccessError):
            paper._save_lines(stranger, str(right.id))

    def test_another_paper_of_the_same_exam_counts_for_nothing(self):
        assessment = self.learned()
        papers = self.env["survey.user_input"]
        partner = self.trainee_user.partner_id
        paper = papers.create({"survey_id": self.survey.id, "partner_id": partner.id})
        for question in paper.predefined_question_ids:
            paper._save_lines(question, self.given(question, RIGHT[question.title]))
        paper._mark_done()
        self.assertEqual((paper.scoring_percentage, assessment.exam_state), (100, "new"))

    def test_the_exam_stands_while_people_take_it(self):
        """Neither the survey nor a question vanishes under an open attempt."""
        assessment = self.learned()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.survey.unlink()
        for change in (
            lambda: self.survey.question_ids[0].unlink(),
            lambda: self.survey.question_ids[0].write({"answer_score": 50}),
            lambda: self.survey.question_ids[0].suggested_answer_ids[1].write({"is_correct": True}),
            lambda: self.survey.question_ids[0].suggested_answer_ids[1].write({"answer_score": 9}),
            lambda: self.survey.question_ids[0].suggested_answer_ids[0].unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        assessment.with_user(self.people["hr"]).act_cancel(reason="New exam")
        self.survey.question_ids[0].suggested_answer_ids[1].write({"answer_score": 1})

    def test_only_the_person_is_led_to_the_exam(self):
        assessment = self.learned()
        url = assessment.with_user(self.trainee_user).action_take_exam()["url"]
        self.assertIn(assessment.sudo().user_input_id.access_token, url)
        with self.assertRaises(UserError):
            assessment.with_user(self.people["hr"]).action_take_exam()
