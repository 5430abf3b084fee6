"""From invited to assessed: online course, sessions, kiosk, excuses, reminders."""

from datetime import timedelta

from odoo import fields
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_world import REASON, PlanWorld


@tagged("post_install", "-at_install")
class TestPlanLearning(PlanWorld):
    def test_from_the_course_to_the_assessed_need(self):
        """Given a published plan, when all have learned and are assessed, the need goes on."""
        plan = self.publish()
        otto, olga, lars = (self.person(plan, who) for who in (self.otto, self.olga, self.lars))
        self.finish(self.short, self.plant.operator)
        self.assertEqual((otto.state, otto.completion), ("learned", 100))
        self.assertFalse(otto.activity_ids)
        self.assertIn("What changed", otto.act_log_ids[0].reason)
        lars._learn_at_kiosk("Kiosk of the body shop")
        self.assertEqual((lars.state, plan.state), ("learned", "published"))
        olga.with_user(self.hr).act_excuse(reason=REASON)
        self.assertEqual((plan.state, self.need.state), ("learned", "learned"))
        otto._passed(self.assessment())
        lars._failed(self.assessment())
        self.assertEqual((lars.state, plan.state), ("learned", "learned"))
        lars._failed(self.assessment(), final=True)
        self.assertEqual((lars.state, plan.state), ("failed", "assessed"))
        self.assertEqual(self.need.state, "assessed")

    def test_the_first_lesson_begins_it(self):
        plan = self.draft()
        person = self.person(plan, self.otto)
        person.with_user(self.hr).variant = "onboarding"
        plan.with_user(self.hr).act_publish()
        slides = self.channel.with_user(self.plant.operator).slide_content_ids
        slides[0].action_mark_completed()
        self.assertEqual((person.state, person.completion), ("learning", 50))
        self.assertTrue(person.activity_ids)
        slides[1].action_mark_completed()
        self.assertEqual(person.state, "learned")

    def test_who_took_the_course_long_ago_takes_it_again(self):
        partner = self.plant.operator.partner_id
        place = self.short._action_add_members(partner)
        self.finish(self.short, self.plant.operator)
        self.assertEqual(place.member_status, "completed")
        plan = self.publish()
        self.assertEqual((place.member_status, place.completion), ("joined", 0))
        self.assertEqual(self.person(plan, self.otto).state, "invited")
        self.finish(self.short, self.plant.operator)
        self.assertEqual(self.person(plan, self.otto).state, "learned")

    def test_a_running_plan_loses_nothing_to_another_one(self):
        """Two plans by one course: who has finished it for the first has for the second."""
        first = self.publish()
        self.finish(self.short, self.plant.operator)
        second = self.publish(self.new_need())
        self.assertEqual(self.person(first, self.otto).state, "learned")
        self.assertEqual(self.person(second, self.otto).state, "learned")

    def test_a_course_nobody_plans_moves_nobody(self):
        plan = self.publish()
        self.channel._action_add_members(self.plant.operator.partner_id)
        self.finish(self.channel, self.plant.operator)
        self.assertEqual(self.person(plan, self.otto).state, "invited")

    # Sessions

    def test_course_and_sessions(self):
        """By default both, with a login or without."""
        plan = self.publish(session_ids=[self.session(), self.session(days=4)])
        first, second = plan.session_ids.with_user(self.trainer_user)
        everybody = plan.participant_ids.employee_id.ids
        first.act_mark(attended=everybody)
        self.assertEqual(first.state, "held")
        self.assertEqual(set(plan.participant_ids.mapped("state")), {"learning"})
        second.act_mark(attended=everybody)
        self.assertEqual(set(plan.participant_ids.mapped("state")), {"learning"})
        self.finish(self.short, self.plant.operator)
        self.assertEqual(self.person(plan, self.otto).state, "learned")
        self.person(plan, self.lars)._learn_at_kiosk("Kiosk of the body shop")
        self.assertEqual(self.person(plan, self.lars).state, "learned")

    def test_without_a_login_the_sessions_do_not_stand_for_the_pages(self):
        """In either order, and page by page: the last of both makes him learned."""
        kiosk = self.env["hr.quality.kiosk"].create({"name": "Hall 1"})
        readings = self.env["hr.quality.kiosk.reading"]
        for first in ("session", "page"):
            plan = self.publish(self.new_need(), session_ids=[self.session()])
            lars = self.person(plan, self.lars)
            steps = {
                "session": lambda plan=plan: plan.session_ids.with_user(self.trainer_user).act_mark(
                    attended=self.lars.ids
                ),
                "page": lambda lars=lars: readings._read(lars, readings._pages(lars), kiosk),
            }
            with self.subTest(first=first):
                steps.pop(first)()
                self.assertEqual(lars.state, "learning")
                *_none, last = steps.values()
                last()
                self.assertEqual(lars.state, "learned")

    def test_sessions_alone_where_there_is_nothing_to_read(self):
        """By the plan's word, or because the course has no pages."""
        spoken = self.publish(session_ids=[self.session()], learned_by="any")
        empty = self.draft(self.new_need(), session_ids=[self.session()])
        empty.with_user(self.hr).course_id = self.course.copy(
            {"channel_id": False, "retraining_channel_id": False}
        )
        empty.with_user(self.hr).act_publish()
        for plan in (spoken, empty):
            plan.session_ids.with_user(self.trainer_user).act_mark(attended=self.lars.ids)
            with self.subTest(plan.name):
                self.assertEqual(self.person(plan, self.lars).state, "learned")

    def test_the_plan_says_who_cannot_read(self):
        """Without a login one needs an open kiosk, a badge and a PIN."""
        plan = self.draft()
        self.lars.pin = False
        self.assertIn("no open kiosk", plan.with_user(self.hr).kiosk_note)
        self.assertIn("no badge and PIN for the kiosk: Lars.", plan.kiosk_note)
        self.env["hr.quality.kiosk"].create({"name": "Hall 1"})
        self.lars.pin = "4711"
        plan.invalidate_recordset()
        self.assertFalse(plan.with_user(self.hr).kiosk_note)
        self.lars.pin = False
        plan.with_user(self.hr).write({"learned_by": "any", "session_ids": [self.session()]})
        plan.invalidate_recordset()
        self.assertFalse(plan.with_user(self.hr).kiosk_note)

    def test_course_or_sessions(self):
        plan = self.publish(session_ids=[self.session()], learned_by="any")
        self.finish(self.short, self.plant.operator)
        self.assertEqual(self.person(plan, self.otto).state, "learned")
        session = plan.session_ids.with_user(self.trainer_user)
        session.act_mark(attended=(self.olga | self.lars).ids)
        self.assertEqual(self.need.state, "learned")

    def test_a_cancelled_session_counts_no_more(self):
        plan = self.publish(session_ids=[self.session(), self.session(days=4)])
        first, second = plan.session_ids.with_user(self.hr)
        self.person(plan, self.lars)._learn_at_kiosk("Kiosk of the body shop")
        first.act_mark(attended=self.lars.ids)
        self.assertEqual(self.person(plan, self.lars).state, "learning")
        second.act_cancel(reason="Trainer ill")
        self.assertEqual(self.person(plan, self.lars).state, "learned")

    def test_nobody_marks_himself(self):
        """Not even as a trainer, and not as HR."""
        own = self.env["hr.employee"].create({"name": "Harper", "user_id": self.hr.id})
        plan = self.draft(session_ids=[self.session()]).with_user(self.hr)
        plan.participant_ids = [(0, 0, {"employee_id": own.id, "reason": "Wants to know"})]
        plan.act_publish()
        session = plan.session_ids
        with self.assertRaises(AccessError):
            session.act_mark(attended=own.ids)
        with self.assertRaises(AccessError):
            plan.session_ids.attendance_ids.with_user(self.hr).action_attended()
        with self.assertRaises(AccessError):
            self.person(plan, own).act_excuse(reason="I know it already")
        for user in (self.quality, self.manager, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                session.with_user(user).act_mark(attended=self.otto.ids)

    def test_marks_of_strangers_and_nonsense(self):
        plan = self.publish(session_ids=[self.session()])
        session = plan.session_ids.with_user(self.trainer_user)
        for wrong in (None, [], self.trainer.ids, ["x"], [0], "12", [*self.otto.ids, 999999]):
            with self.subTest(wrong), self.assertRaises(UserError):
                session.act_mark(attended=wrong)

    def test_attendance_stays_once_it_has_counted(self):
        plan = self.publish(session_ids=[self.session()], learned_by="any")
        session = plan.session_ids.with_user(self.trainer_user)
        session.act_mark(attended=self.otto.ids, absent=self.olga.ids)
        session.act_mark(attended=self.olga.ids)
        with self.refused("having learned"):
            session.act_mark(absent=self.otto.ids)
        changes = session.sudo().act_log_ids[0].changes["attendance_ids"]
        self.assertEqual(changes[1], {str(self.olga.id): "attended"})

    # Excuses

    def test_the_last_one_is_not_excused(self):
        plan = self.publish(self.new_need(people=self.otto))
        with self.refused("Cancel the plan"):
            plan.participant_ids.with_user(self.hr).act_excuse(reason=REASON)
        self.assertEqual(plan.state, "published")

    def test_somebody_comes_back(self):
        plan = self.publish()
        otto = self.person(plan, self.otto).with_user(self.hr)
        otto.act_excuse(reason=REASON)
        self.assertFalse(otto.activity_ids)
        otto.act_readmit(reason="Well again")
        self.assertEqual((otto.state, otto.excuse), ("invited", False))
        self.assertTrue(otto.sudo().activity_ids)

    # Sent back

    def test_a_need_sent_back_to_learning(self):
        plan = self.publish()
        for person in plan.participant_ids:
            person._learned("Course")
            person._passed(self.assessment())
        self.assertEqual(self.need.state, "assessed")
        self.need.with_user(self.quality)._reopen("planned", "Only the exam was passed")
        self.assertEqual((self.need.state, plan.state), ("planned", "published"))
        self.assertEqual(set(plan.participant_ids.mapped("state")), {"invited"})
        for person in plan.participant_ids:
            person._learned("Course")
        self.assertEqual(self.need.state, "learned")
        for person in plan.participant_ids:
            person._passed(self.assessment())
        self.need.with_user(self.quality)._reopen("learned", "The practical was too easy")
        self.assertEqual((self.need.state, plan.state), ("learned", "learned"))
        for person in plan.participant_ids:
            open_ones = person.assessment_ids.filtered(lambda one: one.state == "open")
            self.assertEqual((len(open_ones), open_ones.round), (1, 3))

    def test_a_need_sent_back_to_the_review_gives_its_plan_up(self):
        plan = self.publish()
        self.need.with_user(self.quality)._reopen("confirmed", "A key point was missing")
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self.need.state, "confirmed")

    # Reminders

    def remind(self):
        """What the cron does, without its commits."""
        people = self.env["hr.quality.participant"]
        people._remind_now(people._to_remind())
        people._escalate_now(people._to_escalate())

    def test_late_learners_are_reminded_then_their_manager(self):
        today = fields.Date.context_today(self.need)
        plan = self.publish(due_on=today + timedelta(days=10))
        self.remind()
        self.assertEqual(len(self.mails(self.otto)), 1)
        with_permit(plan).due_on = today + timedelta(days=2)
        self.remind()
        self.remind()
        self.assertEqual(len(self.mails(self.otto)), 2)
        self.assertIn("not finished", self.mails(self.otto)[-1].body_html)
        with_permit(plan).due_on = today - timedelta(days=4)
        before = plan.activity_ids
        self.finish(self.short, self.plant.operator)
        self.remind()
        report = plan.activity_ids - before
        self.assertEqual(report.user_id, self.manager)
        self.assertIn("Olga", report.note)
        self.assertNotIn("Otto", report.note)
        self.remind()
        self.assertEqual(plan.activity_ids - before, report)
