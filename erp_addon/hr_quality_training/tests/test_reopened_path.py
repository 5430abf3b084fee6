"""Reopened at the step that failed, a need walks on from there to its end, by its own acts."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from odoo.tests import tagged

from .common import BAD, GOOD
from .path import CURRENT, PORES, PathCase

AGAIN = "2026-10-05"
"""A Monday, the first day of the second round: 2026-W41."""
BETWEEN = date(2026, 9, 21)
"""The weeks between the rounds, 2026-W39 and W40, and that of the second training."""
AFTER_AGAIN = date(2026, 10, 12)
MEASURED_AGAIN = "2026-11-20"


@tagged("post_install", "-at_install")
class TestReopenedPath(PathCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course.write({"exam_weight": 0, "operation_ids": False})
        cls.second_course = cls.env["hr.quality.course"].create(
            {
                "name": "Setting the welder, at the welder",
                "exam_weight": 0,
                "item_ids": [(0, 0, {"name": "Sets the current by the meter"})],
            }
        )

    # Given

    def failed_need(self, **values):
        """A need whose training did not help: measured as not effective in its first round."""
        operation, need = self.answered_need(**values)
        return self.not_effective(operation, need)

    def not_effective(self, operation, need):
        self.produce_after(operation, (BAD, BAD, BAD))
        effect = self.measure(need)
        self.assertEqual((effect.state, need.state), ("not_effective", "measured"))
        self.produce_after(operation, (BAD, BAD, BAD), first=BETWEEN)
        return operation, need

    def hold_responsible(self, need, step, user):
        """Somebody of another party names the step; the need reopens there."""
        with freeze_time(f"{AGAIN} 07:00:00"):
            need.effect_id.with_user(user).act_hold_responsible(step=step, reason="It was wanting")
        self.env.flush_all()
        self.assertEqual(need.round, 2)

    # When

    def walk_on(self, need):
        """Every step that is left, by the person whose it is; the states passed, in order."""
        passed = []
        steps = {
            "raised": self.confirm,
            "confirmed": self.review,
            "reviewed": self.plan_and_publish,
            "planned": self.learn,
            "learned": self.score,
            "assessed": self.check,
            "checked": self.feed_back,
        }
        while need.state in steps:
            passed.append(need.state)
            with freeze_time(f"{AGAIN} {8 + len(passed):02}:00:00"):
                steps[need.state](need)
            self.env.flush_all()
            self.assertNotIn(need.state, passed, "the need stands still")
        return passed

    def confirm(self, need):
        need.with_user(self.plant.manager).act_confirm(problem="The current drifts at shift change")

    def review(self, need):
        need.key_point_ids.with_user(self.plant.quality).unlink()
        self.env["hr.quality.need.key.point"].with_user(self.plant.quality).create(
            {"need_id": need.id, **CURRENT}
        )
        need.with_user(self.plant.quality).act_review(note="The tolerance is what matters")

    def plan_and_publish(self, need):
        hr = self.plant.hr
        plan = self.env["hr.quality.plan"].browse(need.with_user(hr).action_draft_plan()["res_id"])
        start = datetime.fromisoformat(f"{AGAIN} 06:00:00")
        plan.with_user(hr).write(
            {
                "course_id": self.second_course.id,
                "trainer_id": self.trainer.id,
                "due_on": "2026-10-09",
                "session_ids": [
                    (
                        0,
                        0,
                        {
                            "starts": start,
                            "ends": start + timedelta(hours=2),
                            "trainer_id": self.trainer.id,
                        },
                    )
                ],
            }
        )
        plan.with_user(hr).act_publish()

    def learn(self, need):
        session = need.plan_id.session_ids
        people = need.plan_id.participant_ids.employee_id
        session.with_user(self.plant.hr).act_mark(attended=people.ids)

    def score(self, need):
        for attempt in need.plan_id.participant_ids.assessment_ids:
            if attempt.state == "open":
                points = [
                    {"item": item.number, "points": item.max_points} for item in attempt.item_ids
                ]
                attempt.with_user(self.plant.quality).act_score_quality(points=points)
                attempt.with_user(self.plant.manager).act_score_operations(points=points)

    def check(self, need):
        for check in need.check_ids.filtered(lambda check: check.state == "due"):
            self.record(check, day=AGAIN)

    def feed_back(self, need):
        need.with_user(self.plant.manager).act_answer(feedback="Every shift sets it by the meter")

    def end_well(self, operation, need):
        """The weeks after the second round are good: the need is closed as effective."""
        self.assertEqual(need.state, "answered")
        self.produce_after(operation, (GOOD,) * 4, first=AFTER_AGAIN)
        effect = self.measure(need, day=MEASURED_AGAIN)
        self.assertEqual((effect.round, effect.state), (2, "effective"))
        self.assertEqual(need.state, "closed")
        return effect

    # Then

    def test_the_need_was_vague(self):
        operation, need = self.failed_need(problem=False)
        self.hold_responsible(need, "need", self.plant.hr)
        self.assertEqual(
            self.walk_on(need),
            ["raised", "confirmed", "reviewed", "planned", "learned", "assessed", "checked"],
        )
        self.assertEqual(need.problem, "The current drifts at shift change")
        self.end_well(operation, need)

    def test_the_review_left_the_tolerance_out(self):
        """Given a review without the tolerance, then quality names it and HR trains anew."""
        operation, need = self.failed_need(points=(PORES,))
        self.hold_responsible(need, "review", self.plant.hr)
        self.assertEqual(
            self.walk_on(need),
            ["confirmed", "reviewed", "planned", "learned", "assessed", "checked"],
        )
        self.assertEqual(need.key_point_ids.parameter, "Welding current")
        self.assertIn("Seam without pores", need.round_ids.key_points)
        self.assertEqual(
            need.check_ids.filtered(lambda c: c.round == 2).mapped("line_ids.parameter")[:1],
            ["Welding current"],
        )
        self.end_well(operation, need)

    def test_the_parties_are_told_what_came_of_it(self):
        """Given checks and an effect, then operations and HR read them, whom nobody phones."""
        operation, need = self.failed_need()
        self.hold_responsible(need, "plan", self.plant.quality)
        self.walk_on(need)
        self.end_well(operation, need)
        told = self.env["mail.message"].search(
            [("model", "=", need._name), ("res_id", "=", need.id)]
        )
        told = told.filtered(lambda message: message.message_type == "user_notification")
        for user in (self.plant.manager, self.plant.hr):
            mine = told.filtered(lambda message, user=user: user.partner_id in message.partner_ids)
            bodies = " ".join(mine.mapped("body"))
            self.assertIn("3 passed, 0 failed, 0 not made", bodies, user.login)
            self.assertIn("Effective. Defect rate of the 3 people trained", bodies, user.login)
            self.assertIn("62.5", bodies, user.login)

    def test_the_plan_missed_people(self):
        operation, need = self.failed_need()
        first = need.plan_id
        self.hold_responsible(need, "plan", self.plant.quality)
        self.assertEqual(
            self.walk_on(need), ["reviewed", "planned", "learned", "assessed", "checked"]
        )
        self.assertNotEqual(need.plan_id, first)
        self.end_well(operation, need)

    def test_the_exam_was_passed_and_the_practical_was_not(self):
        operation, need = self.failed_need()
        self.hold_responsible(need, "learning", self.plant.quality)
        self.assertEqual(
            self.walk_on(need), ["reviewed", "planned", "learned", "assessed", "checked"]
        )
        self.end_well(operation, need)

    def test_supervision_was_late(self):
        """Given late checks, then the same people are checked anew, and nobody is trained anew."""
        operation, need = self.failed_need()
        plans = need.plan_ids
        self.hold_responsible(need, "check", self.plant.hr)
        self.assertEqual(self.walk_on(need), ["assessed", "checked"])
        self.assertEqual(need.plan_ids, plans)
        self.assertEqual(len(need.check_ids.filtered(lambda check: check.round == 2)), 3)
        self.end_well(operation, need)

    def test_the_feedback_was_late(self):
        operation, need = self.failed_need()
        self.hold_responsible(need, "feedback", self.plant.quality)
        self.assertFalse(need.feedback)
        self.assertEqual(self.walk_on(need), ["checked"])
        self.assertEqual(need.feedback, "Every shift sets it by the meter")
        self.assertIn("card at the machine", need.round_ids.feedback)
        self.end_well(operation, need)

    def test_a_second_course_is_not_praised_or_blamed_for_the_first(self):
        """Given a course that did not help and another that did, then each has its own figures."""
        operation, need = self.failed_need()
        self.hold_responsible(need, "plan", self.plant.quality)
        self.walk_on(need)
        effect = self.end_well(operation, need)
        self.assertEqual(effect.course_ids, self.second_course)
        measured = self.env["hr.quality.course"]._measured_effects(None, operation)
        first, second = (
            measured[course.id, operation.id] for course in (self.course, self.second_course)
        )
        self.assertEqual((first[1], second[1]), (1, 1))
        self.assertAlmostEqual(first[0], 0)
        self.assertGreater(second[0], 0.5)
        choice = self.env["hr.quality.course"]._proposed(operation)[operation.id]
        self.assertEqual((choice.course_id, choice.here), (self.second_course.id, True))
