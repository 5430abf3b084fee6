"""Nothing waits unseen: whom a need waits for, until when, and who comes next."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RuleCase
from .test_need_review import ReviewCase


@tagged("post_install", "-at_install")
class TestClock(ReviewCase):
    def today(self):
        return self.env["hr.quality.need"]._today()

    def step(self, state):
        return self.env["hr.quality.step"].search([("state", "=", state)])

    def days(self, count):
        """So many days later."""
        return freeze_time(fields.Datetime.now() + timedelta(days=count))

    def setUp(self):
        super().setUp()
        # What the cron commits, the test could not take back.
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_words: 0)

    def run_cron(self):
        self.env["hr.quality.need"]._cron_steps()

    def test_each_state_waits_for_its_party(self):
        """Whatever changes the state: an act, another document, a broken glass."""
        self.assertEqual(self.need.waiting_party, "quality")
        self.assertIn(self.plant.quality, self.need.waiting_for_ids)
        self.assertEqual(self.need.due_on, self.today() + timedelta(days=5))
        self.need._act_move("reviewed")
        self.assertEqual(self.need.waiting_party, "hr")
        self.assertIn(self.plant.hr, self.need.activity_ids.user_id)
        self.assertNotIn(self.plant.quality, self.need.activity_ids.user_id)
        breaker = self.plant._user("glass", "base_act.base_act_group_break_glass")
        breaker.group_ids += self.env.ref("base.group_system")
        self.need.with_user(breaker).act_break_glass({"state": "checked"}, "Done on paper")
        self.assertEqual(self.need.waiting_for_ids, self.plant.manager)
        self.assertEqual(self.need.activity_ids.user_id, self.plant.manager)
        self.need._act_move("closed")
        self.assertFalse(self.need.waiting_party or self.need.waiting_for_ids or self.need.due_on)
        self.assertFalse(self.need.activity_ids)

    def test_an_activity_says_what_is_to_be_done_in_the_words_of_the_path(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        step = self.step("reviewed").with_context(lang="zh_CN")
        step.task = "安排培训"
        self.plant.hr.lang = "zh_CN"
        self.need._act_move("reviewed")
        activity = self.need.activity_ids.filtered(lambda one: one.user_id == self.plant.hr)
        self.assertEqual(activity.summary, "安排培训")

    def test_every_open_state_has_a_step(self):
        states = dict(self.need._fields["state"].selection)
        for state in states:
            with self.subTest(state):
                self.need._act_move(state)
                settled = state in self.need._settled_states
                self.assertEqual(bool(self.need.waiting_party), not settled)

    def test_a_coordinator_is_asked_first(self):
        self.step("reviewed").coordinator_id = self.plant.hr
        self.plant.user("hanna", "hr")
        self.need._act_move("reviewed")
        self.assertEqual(self.need.waiting_for_ids, self.plant.hr)
        self.assertEqual(self.need.activity_ids.user_id, self.plant.hr)

    def test_reminded_once_when_due(self):
        with self.days(4):
            self.run_cron()
            self.assertFalse(self.need.reminded_on)
        with self.days(5):
            self.run_cron()
            mails = self.mails(self.plant.quality)
            self.run_cron()
            self.assertEqual(self.need.reminded_on, self.need.due_on)
            self.assertEqual(self.mails(self.plant.quality), mails)
        self.assertEqual(len(mails), 1)
        self.assertIn(self.need.display_name, mails.body)

    def mails(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
                ("model", "=", False),
            ]
        )

    def test_overdue_is_found(self):
        needs = self.env["hr.quality.need"]
        mine = [("id", "=", self.need.id)]
        self.assertFalse(needs.search([*mine, ("is_overdue", "=", True)]))
        with self.days(6):
            self.env.invalidate_all()
            self.assertTrue(self.need.is_overdue)
            self.assertEqual(needs.search([*mine, ("is_overdue", "=", True)]), self.need)
            self.assertIn("text-danger", self.need.path_html)
        waiting = [*mine, ("waits_for_me", "=", True)]
        self.assertEqual(needs.with_user(self.plant.quality).search(waiting), self.need)
        self.assertFalse(needs.with_user(self.plant.hr).search(waiting))

    def test_operations_escalates_up_the_managers(self):
        """The manager, then the one above; once per level; it stays with both."""
        _operation, need = self.raise_need("OP0120")
        self.assertEqual(need.waiting_for_ids, self.plant.manager)
        with self.days(4):
            self.run_cron()
            self.assertEqual(need.escalation_level, 0)
        with self.days(5):
            for _time in range(2):
                self.run_cron()
            self.assertEqual(need.escalation_level, 1)
            self.assertEqual(need.waiting_for_ids, self.plant.manager | self.plant.director)
            self.assertIn(self.plant.director, need.activity_ids.user_id)
            self.assertEqual(len(self.mails(self.plant.director)), 1)
            notes = "".join(need.message_ids.mapped(lambda note: note.body or ""))
            self.assertIn("Escalated to level 1: Dora", notes)
        with self.days(30):
            self.run_cron()
            self.assertEqual((need.escalation_level, need.escalate_on), (1, False))

    def test_quality_escalates_from_the_coordinator_to_the_party(self):
        self.step("confirmed").coordinator_id = self.plant.quality
        colleague = self.plant.user("quentin", "quality")
        _operation, need = self.raise_need("OP0120")
        need.with_user(self.plant.manager).act_confirm()
        self.assertEqual(need.waiting_for_ids, self.plant.quality)
        with self.days(8):
            self.run_cron()
            self.assertIn(colleague, need.waiting_for_ids)

    def test_a_manager_without_a_party_reads_what_he_is_asked_about(self):
        """The coordinator's manager has no group of ours; he is asked, so he may read it."""
        boss, coordinator = self.plant._user("boss", "base.group_user"), self.plant.quality
        employees = self.env["hr.employee"]
        above = employees.create({"name": "Boss", "user_id": boss.id})
        employees.create({"name": "Quinn", "user_id": coordinator.id, "parent_id": above.id})
        self.step("confirmed").coordinator_id = coordinator
        self.need._act_move("raised")
        self.need._act_move("confirmed")
        self.assertFalse(self.need.with_user(boss).has_access("read"))
        for days in (8, 11):
            with self.days(days):
                self.run_cron()
        self.assertIn(boss, self.need.waiting_for_ids)
        self.env.invalidate_all()
        self.assertTrue(self.need.with_user(boss).read(["path_html", "problem"]))

    def test_who_left_is_replaced(self):
        _operation, need = self.raise_need("OP0120")
        self.plant.manager.active = False
        self.run_cron()
        self.assertEqual(need.waiting_for_ids, self.plant.director)
        self.assertEqual(need.activity_ids.user_id, self.plant.director)

    def test_a_new_manager_is_asked_at_once(self):
        _operation, need = self.raise_need("OP0120")
        newcomer = self.plant.user("nora", "operations")
        employee = self.env["hr.employee"].create({"name": "Nora", "user_id": newcomer.id})
        self.plant.body_shop.manager_id = employee
        self.assertEqual(need.waiting_for_ids, newcomer)
        self.assertEqual(need.activity_ids.user_id, newcomer)

    def test_while_people_learn_the_plans_date_holds(self):
        course = self.env["hr.quality.course"].create({"name": "Welding"})
        due_on = self.today() + timedelta(days=40)
        self.env["hr.quality.plan"]._act_create(
            [
                {
                    "need_id": self.need.id,
                    "operation_id": self.operation.id,
                    "course_id": course.id,
                    "due_on": due_on,
                    "state": "published",
                }
            ]
        )
        self.need._act_move("planned")
        self.assertEqual(self.need.due_on, due_on)

    def test_a_step_that_is_not_active_is_never_due(self):
        self.step("reviewed").active = False
        self.need._act_move("reviewed")
        self.assertEqual((self.need.waiting_party, self.need.due_on), ("hr", False))

    def test_without_anybody_the_coordinator_confirms(self):
        self.step("raised").coordinator_id = self.plant.other_manager
        operation = self.plant.operation("OP0130", department_id=False)
        need = self.env["hr.quality.need"]._raise_need("person", operation, "Pores")
        self.assertEqual(need.waiting_for_ids, self.plant.other_manager)
        need.with_user(self.plant.other_manager).act_confirm()
        self.assertEqual(need.state, "confirmed")


@tagged("post_install", "-at_install")
class TestSteps(RuleCase):
    def test_nobody_sets_his_own_partys_time(self):
        steps = self.env["hr.quality.step"].search([])
        for party, user in (("quality", self.plant.quality), ("hr", self.plant.hr)):
            for step in steps:
                with self.subTest(step.state, user=user.login):
                    allowed = step.party != party
                    if allowed:
                        step.with_user(user).days_due = 9
                    else:
                        for door in (step.with_user(user), step.with_user(user).sudo()):
                            with self.assertRaises(AccessError):
                                door.days_due = 700
        for user in (self.plant.manager, self.plant.analyst, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                steps[0].with_user(user).days_due = 700

    def test_whose_step_it_is_stays(self):
        step = self.env["hr.quality.step"].search([("state", "=", "confirmed")])
        for values in ({"party": "hr"}, {"state": "reviewed"}):
            with self.subTest(values), self.assertRaises(AccessError):
                step.write(values)

    def test_the_words_of_the_parties(self):
        labels = dict(
            self.env["hr.quality.need"].fields_get(["waiting_party"])["waiting_party"]["selection"]
        )
        self.assertEqual(set(labels), {"operations", "quality", "hr"})
