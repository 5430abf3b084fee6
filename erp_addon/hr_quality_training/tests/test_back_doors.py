"""Ways round the acts that lead through Odoo itself: its keys, its commands, its files."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .assessment_case import AssessmentCase
from .kiosk_case import PICTURE, KioskCase
from .monthly import MonthlyCase
from .plan_world import PlanWorld

UNINSTALLING = {"_force_unlink": True}
"""The key with which Odoo uninstalls a module; anybody can put it into a call's context."""
PIXEL = PICTURE.decode()


@tagged("post_install", "-at_install")
class TestUninstallingKey(PlanWorld):
    """Nobody deletes by pretending that the module is being uninstalled."""

    def test_whom_the_evidence_names_stays_in_the_draft_and_in_the_plan(self):
        plan = self.draft()
        named = self.person(plan, self.lars)
        with self.refused("excuse him"):
            named.with_user(self.hr).with_context(**UNINSTALLING).unlink()
        plan.with_user(self.hr).act_publish()
        with self.refused("no draft any more", AccessError):
            named.with_user(self.hr).with_context(**UNINSTALLING).unlink()
        self.assertTrue(named.exists())

    def test_a_session_of_a_published_plan_stays(self):
        plan = self.publish(session_ids=[self.session()])
        with self.refused("is published", AccessError):
            plan.session_ids.with_user(self.hr).with_context(**UNINSTALLING).unlink()

    def test_what_the_practical_looks_at_stays_while_people_learn(self):
        self.publish()
        with self.refused("stay as they are"):
            self.course.item_ids.with_user(self.hr).with_context(**UNINSTALLING).unlink()


@tagged("post_install", "-at_install")
class TestTermsInForce(AssessmentCase):
    def test_hr_adds_no_skill_to_what_an_open_assessment_will_certify(self):
        self.learned()
        masterly = self.skill.copy({"name": "Master welder"})
        course = self.course.with_user(self.people["hr"])
        for values in ({"skill_ids": [Command.link(masterly.id)]}, {"dispute_points": 100}):
            with self.refused(UserError, values=values):
                course.write(values)


@tagged("post_install", "-at_install")
class TestExamUnderWay(AssessmentCase):
    """The exam stays as it is while somebody takes it, whoever may edit surveys."""

    def setUp(self):
        super().setUp()
        self.learned()
        self.editor = self.login("editor", "survey.group_survey_manager")
        question = self.survey.question_ids.filtered(lambda one: one.title == "Current")
        self.question = question.with_user(self.editor)

    def test_neither_question_nor_answer_disappears(self):
        forged = self.question.with_context(**UNINSTALLING)
        with self.refused(UserError):
            forged.suggested_answer_ids.unlink()
        with self.refused(UserError):
            forged.unlink()

    def test_right_and_wrong_do_not_swap_their_words(self):
        right = self.question.suggested_answer_ids.filtered("is_correct")
        with self.refused(UserError):
            right.value = "90 A"
        with self.refused(UserError):
            self.question.title = "Which current is wrong?"

    def test_answers_given_are_not_taken_away(self):
        assessment = self.attempts()
        paper = self.answer(assessment, Current="90 A")
        lines = paper.user_input_line_ids.with_user(self.editor)
        with self.refused(AccessError):
            lines.with_context(**UNINSTALLING).unlink()


@tagged("post_install", "-at_install")
class TestRightAnswers(AssessmentCase):
    def test_the_trail_does_not_tell_the_trainee_what_is_right(self):
        assessment = self.learned()
        self.take_exam(assessment, Order="Weld first")
        rows = assessment.with_user(self.trainee_user).act_log_ids
        self.assertIn("act_take_exam_result", rows.mapped("act"))
        with self.refused(AccessError):
            rows.read(["changes"])
        with self.refused(AccessError):
            rows.search([("changes", "like", "Clean first")])
        known = assessment.with_user(self.assessor).act_log_ids.mapped("changes")
        self.assertIn("Clean first", str(known))


@tagged("post_install", "-at_install")
class TestPlanLineCommands(MonthlyCase):
    """HR's plan names people; it is no door to the people themselves."""

    def setUp(self):
        super().setUp()
        plans = self.env["hr.quality.monthly.plan"].with_user(self.plant.hr)
        self.plan = plans.browse(plans.begin(self.today))
        self.lines = self.env["hr.quality.monthly.plan.line"].with_user(self.plant.hr)
        self.values = {"plan_id": self.plan.id, "operation_id": self.operation.id}
        self.line = self.lines.create(self.values)

    def test_people_are_named_and_no_more(self):
        self.line.employee_ids = [Command.link(self.otto.id)]
        self.assertEqual(self.line.sudo().employee_ids, self.otto)
        self.line.write({"employee_ids": [Command.clear()]})
        self.line.write({"employee_ids": [self.otto.id]})
        self.assertEqual(self.line.sudo().employee_ids, self.otto)
        another = self.lines.create({**self.values, "employee_ids": [Command.set(self.otto.ids)]})
        self.assertEqual(another.sudo().employee_ids, self.otto)

    def test_employees_are_neither_changed_nor_made_nor_deleted(self):
        before = self.env["hr.employee"].with_context(active_test=False).search([])
        commands = (
            Command.update(self.otto.id, {"name": "Forged"}),
            Command.create({"name": "Nobody"}),
            Command.delete(self.otto.id),
        )
        for command in commands:
            for write in (
                lambda command=command: self.line.write({"employee_ids": [command]}),
                lambda command=command: self.lines.create(
                    {**self.values, "employee_ids": [command]}
                ),
                lambda command=command: self.plan.write(
                    {"line_ids": [Command.update(self.line.id, {"employee_ids": [command]})]}
                ),
            ):
                with self.subTest(command=command[0]), self.refused(UserError, ""):
                    write()
        self.env.invalidate_all()
        self.assertEqual(self.otto.name, "Otto")
        self.assertEqual(self.env["hr.employee"].with_context(active_test=False).search([]), before)

    def test_what_was_proposed_is_not_deleted(self):
        self.set_protected(self.line, origin="generated")
        with self.refused(UserError, "is not deleted"):
            self.line.with_context(**UNINSTALLING).unlink()


@tagged("post_install", "-at_install")
class TestEvidenceFiles(MonthlyCase):
    """What somebody has attached as evidence stays, also before those who write the document."""

    def upload(self, user, **values):
        files = self.env["ir.attachment"].with_user(user)
        return files.create({"name": "seam.png", "datas": PIXEL, **values})

    def assert_held(self, attachment, *users):
        for user in users:
            held = attachment.with_user(user)
            with self.subTest(user=user.login, what="unlink"), self.assertRaises(AccessError):
                held.unlink()
            for values in ({"datas": base64.b64encode(b"other")}, {"res_id": 0}, {"name": "x"}):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    held.write(values)
        self.assertTrue(attachment.exists())
        self.assertEqual(attachment.datas, PIXEL.encode())

    def test_the_evidence_of_a_need(self):
        author = self.plant.operator
        file = self.upload(author)
        needs = self.env["hr.quality.need"].with_user(author)
        needs.submit(self.operation.id, "Pores in the seam", attachment_ids=file.ids)
        self.assert_held(file.sudo(False), self.plant.quality, self.plant.manager, author)

    def test_the_picture_of_a_difficulty_that_was_handed_in(self):
        difficulty = self.report(picture=PIXEL)
        mine = difficulty.with_user(self.plant.operator)
        mine.picture = PIXEL
        difficulty.list_id.with_user(self.plant.manager).act_submit()
        picture = self.env["ir.attachment"].search(
            [
                ("res_model", "=", difficulty._name),
                ("res_id", "=", difficulty.id),
                ("res_field", "=", "picture"),
            ]
        )
        self.assert_held(picture, self.plant.operator, self.plant.quality)

    def test_a_picture_of_ones_own_may_go_before_the_list_is_handed_in(self):
        difficulty = self.report(picture=PIXEL).with_user(self.plant.operator)
        difficulty.picture = False
        self.assertFalse(difficulty.picture)

    def test_a_file_below_a_need_is_its_uploaders(self):
        needs = self.env["hr.quality.need"].with_user(self.plant.operator)
        need = needs.browse(needs.submit(self.operation.id, "Pores in the seam"))
        note = self.upload(self.plant.quality, res_model=need._name, res_id=need.id)
        other = self.plant.user("quentin", "quality")
        self.assert_held(note.sudo(False), other)
        note.with_user(self.plant.quality).unlink()
        self.assertFalse(note.exists())


@tagged("post_install", "-at_install")
class TestKioskHistory(KioskCase):
    def test_who_was_at_a_kiosk_does_not_go_with_it(self):
        self.log_in()
        sessions = self.env["hr.quality.kiosk.session"].search([("kiosk_id", "=", self.kiosk.id)])
        self.assertTrue(sessions)
        with self.assertRaises(UserError):
            self.kiosk.with_user(self.people["hr"]).unlink()
        self.assertTrue(sessions.exists())
