"""From learned to qualified: the exam, the two score sheets, the result."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .assessment_case import AssessmentCase


@tagged("post_install", "-at_install")
class TestAssessment(AssessmentCase):
    def test_the_whole_way(self):
        """Learned, exam with two wrong answers, both practicals: qualified by two signatures."""
        assessment = self.learned()
        self.assertEqual((assessment.attempt, assessment.state), (1, "open"))
        self.take_exam(assessment, Order="Weld first", Gas="Air")
        self.assertEqual(assessment.exam_score, 60)
        self.assertEqual(assessment.wrong_count, 2)
        self.score(assessment, "quality", 9, 27)
        self.assertEqual(assessment.state, "open")
        self.score(assessment, "operations", 8, 24, remark="Steady hand")
        self.assertEqual(assessment.practical_score, 85)
        self.assertEqual(assessment.score, 75)
        self.assertEqual((assessment.state, self.participant.state), ("passed", "passed"))
        self.assertEqual(self.plan.state, "assessed")
        entry = assessment.qualification_id
        self.assertEqual(entry.employee_id, self.trainee)
        self.assertEqual((entry.signer_id, entry.second_signer_id), (self.assessor, self.manager))
        self.assertEqual((entry.kind, entry.score), ("qualified", 75))
        self.assertEqual(entry.revision_id, self.revision)
        self.assertEqual(entry.unused_months, 6)
        self.assertEqual((entry.valid_until - entry.date).days // 30, 12)
        for number in ("60", "85", "90", "80", "75", "3 of 5"):
            self.assertIn(number, entry.evidence)

    def test_wrong_answers_are_kept_as_text(self):
        assessment = self.learned()
        self.take_exam(assessment, Order="Weld first", Gloves="Left", Speed="")
        wrong = {line.question: line for line in assessment.sudo().wrong_answer_ids}
        self.assertEqual(set(wrong), {"Order", "Gloves", "Speed"})
        order, gloves = wrong["Order"], wrong["Gloves"]
        self.assertEqual((order.given, order.right), ("Weld first", "Clean first"))
        self.assertEqual((gloves.given, gloves.right), ("Left", "Left, Right"))
        self.assertTrue(wrong["Speed"].skipped)
        self.survey.sudo().question_ids.filtered(lambda q: q.title == "Order").title = "Changed"
        self.assertIn("Order", assessment.wrong_answer_ids.mapped("question"))
        self.assertEqual(assessment.sudo().exam_answers[2]["question"], "Order")

    def test_who_fails_tries_again(self):
        """The first attempt stays as it was; the second one passes."""
        first = self.learned()
        self.take_exam(first, Order="Weld first")
        self.score(first, "quality", 6, 15)
        self.score(first, "operations", 6, 15)
        self.assertEqual((first.state, first.score), ("failed", 63.5))
        self.assertFalse(first.qualification_id)
        second = self.attempts()[-1]
        self.assertEqual((second.attempt, second.state, second.exam_score), (2, "open", 0))
        self.assertNotEqual(second.sudo().user_input_id, first.sudo().user_input_id)
        self.take_exam(second)
        self.score(second, "operations", 10, 30)
        self.score(second, "quality", 10, 30)
        self.assertEqual((second.state, second.score), ("passed", 100))
        self.assertEqual((first.state, first.score, first.wrong_count), ("failed", 63.5, 1))
        self.assertEqual(self.participant.state, "passed")

    def test_the_last_failure_is_final(self):
        for _attempt in (1, 2):
            assessment = self.learned() if _attempt == 1 else self.attempts()[-1]
            self.take_exam(assessment)
            self.score(assessment, "quality", 1, 1)
            self.score(assessment, "operations", 1, 1)
        self.assertEqual(self.participant.state, "failed")
        self.assertEqual(self.attempts().mapped("state"), ["failed", "failed"])
        self.assertEqual(self.plan.state, "assessed")

    def test_a_part_below_its_minimum_decides_alone(self):
        assessment = self.learned()
        self.take_exam(assessment, Order="Weld first", Gas="Air", Current="90 A", Speed="1")
        self.assertEqual((assessment.exam_score, assessment.state), (20, "failed"))
        self.assertEqual(self.attempts()[-1].attempt, 2)
        with self.assertRaises(UserError):
            self.score(assessment, "quality", 10, 30)

    def test_a_practical_below_its_minimum_decides_alone(self):
        assessment = self.learned()
        self.score(assessment, "quality", 5, 10)
        self.score(assessment, "operations", 5, 12)
        self.assertEqual((assessment.practical_score, assessment.state), (40, "failed"))

    def test_each_part_needs_its_minimum_though_the_mean_passes(self):
        self.plan = self.new_plan(self.env["hr.employee"].create({"name": "Other"}), exam_minimum=0)
        assessment = self.learned(self.plan.participant_ids)
        self.score(assessment, "quality", 10, 9)
        self.score(assessment, "operations", 10, 10)
        self.assertEqual(assessment.state, "failed")

    def test_a_disputed_practical_is_shown(self):
        assessment = self.learned()
        self.score(assessment, "quality", 10, 30)
        self.assertFalse(assessment.disputed)
        self.score(assessment, "operations", 8, 20)
        self.assertEqual((assessment.practical_difference, assessment.disputed), (30, True))
        found = self.env["hr.quality.assessment"].search([("disputed", "=", True)])
        self.assertIn(assessment, found)

    def test_cancelled_before_it_began_does_not_count(self):
        first = self.learned()
        first.with_user(self.people["hr"]).act_cancel(reason="Kiosk broke")
        self.participant.with_user(self.people["hr"]).act_open_attempt()
        second = self.attempts()[-1]
        self.assertEqual((first.state, first.reason), ("cancelled", "Kiosk broke"))
        self.assertEqual(second.attempt, 2)
        self.take_exam(second, Order="Weld first", Gas="Air", Current="90 A", Speed="1")
        self.assertEqual((second.state, self.attempts()[-1].attempt), ("failed", 3))

    def test_cancelled_once_begun_counts(self):
        first = self.learned()
        self.take_exam(first, Order="Weld first", Gas="Air")
        first.with_user(self.people["hr"]).act_cancel(reason="He asked for it")
        self.participant.with_user(self.people["hr"]).act_open_attempt()
        second = self.attempts()[-1]
        self.take_exam(second, Order="Weld first", Gas="Air", Current="90 A", Speed="1")
        self.assertEqual((second.state, self.participant.state), ("failed", "failed"))

    def test_attempts_of_an_earlier_round_do_not_count(self):
        """A need sent back to learning gives everybody all his attempts again."""
        need = self.env["hr.quality.need"]._act_create(
            [{"operation_id": self.operation.id, "kind": "process", "state": "planned"}]
        )
        self.plan = self.new_plan(self.trainee, need_id=need.id)
        self.participant = self.plan.participant_ids
        self.flunk(self.learned())
        self.flunk(self.attempts()[-1])
        self.assertEqual((self.participant.state, need.state), ("failed", "checked"))
        need.with_user(self.assessor)._reopen("planned", "The course left the gas out")
        self.flunk(self.learned())
        again = self.attempts()[-1]
        self.assertEqual((again.attempt, again.round, again.state), (4, 2, "open"))
        self.flunk(again)
        self.assertEqual(self.participant.state, "failed")

    def flunk(self, assessment):
        """Fail the exam so badly that nobody need score the practical."""
        self.take_exam(assessment, Order="Weld first", Gas="Air", Current="90 A", Speed="1")
        self.assertEqual(assessment.state, "failed")

    def test_only_one_attempt_is_open(self):
        self.learned()
        with self.assertRaises(UserError):
            self.participant.with_user(self.people["hr"]).act_open_attempt()

    def test_who_is_excused_is_not_assessed(self):
        other = self.env["hr.employee"].create({"name": "Other"})
        plan = self.new_plan(self.trainee, other)
        participant = plan.participant_ids[0]
        assessment = self.learned(participant)
        participant.with_user(self.people["hr"]).act_excuse(reason="Ill")
        self.assertEqual((assessment.state, assessment.reason), ("cancelled", "Ill"))

    def test_without_an_exam_the_practical_is_all(self):
        course = self.course.copy({"survey_id": False})
        plan = self.new_plan(self.env["hr.employee"].create({"name": "Other"}), course=course)
        assessment = self.learned(plan.participant_ids)
        self.assertEqual(assessment.exam_state, "none")
        self.score(assessment, "quality", 8, 24)
        self.score(assessment, "operations", 8, 24)
        self.assertEqual((assessment.state, assessment.score), ("passed", 80))

    def test_without_items_the_work_as_a_whole_is_scored(self):
        course = self.course.copy({"item_ids": False})
        plan = self.new_plan(self.env["hr.employee"].create({"name": "Other"}), course=course)
        assessment = self.learned(plan.participant_ids)
        self.assertEqual(assessment.item_ids.mapped("max_points"), [100])

    def test_people_are_told(self):
        assessment = self.learned()
        asked = {activity.user_id: activity.summary for activity in assessment.activity_ids}
        self.assertEqual(asked[self.trainee_user], "Take the Exam")
        self.assertEqual(asked[self.manager], "Score for Operations")
        self.take_exam(assessment)
        self.assertNotIn(self.trainee_user, assessment.activity_ids.user_id)
        self.score(assessment, "operations", 10, 30)
        self.assertNotIn(self.manager, assessment.activity_ids.user_id)

    def test_the_list_of_those_i_may_score(self):
        assessment = self.learned()

        def listed(user):
            model = self.env["hr.quality.assessment"].with_user(user)
            return assessment in model.search([("to_score_by_me", "=", True)])

        for user, expected in (
            (self.assessor, True),
            (self.manager, True),
            (self.trainer_user, False),
            (self.trainee_user, False),
            (self.people["hr"], False),
        ):
            self.assertEqual(listed(user), expected, user.login)
        self.score(assessment, "quality", 1, 1)
        self.assertFalse(listed(self.assessor))
        self.assertTrue(listed(self.manager))
        self.assertTrue(listed(self.both))
