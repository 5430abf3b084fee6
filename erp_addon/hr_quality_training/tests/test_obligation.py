"""Obligations: kept by the deed, at the time of the deed, and by nothing else."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .monthly import MonthlyCase


@tagged("post_install", "-at_install")
class TestObligation(MonthlyCase):
    def dues(self):
        return self.env["hr.quality.obligation.due"]

    def run_daily(self):
        self.env["hr.quality.obligation"]._cron_obligations()

    def revise(self, user):
        revision = self.env["hr.quality.standard.revision"].with_user(user)
        standard = self.operation.standard_ids
        standard.revision_ids.sudo().date_to = self.today + timedelta(days=29)
        return revision.create(
            {
                "standard_id": standard.id,
                "number": "2",
                "date_from": self.today + timedelta(days=30),
                "limit": 0.04,
            }
        )

    # Falling due

    def test_occurrences_of_every_department_with_operations(self):
        self.plant.operation("OP0900", department_id=self.plant.paint_shop.id)
        obligation = self.obligation("difficulties", since=self.today.replace(day=1))
        self.run_daily()
        self.run_daily()
        self.assertEqual(
            obligation.due_ids.department_id, self.plant.body_shop | self.plant.paint_shop
        )
        self.assertEqual(len(obligation.due_ids), 2)

    def test_nothing_is_owed_for_a_period_that_had_begun_before(self):
        obligation = self.obligation(
            "plan", since=self.today.replace(day=1) + timedelta(days=1), due_day=31
        )
        self.run_daily()
        self.assertFalse(obligation.due_ids)

    def test_the_due_day_of_a_short_month_is_its_last(self):
        obligation = self.obligation("plan", due_day=31)
        start = self.today.replace(month=2, day=1)
        due = obligation._occurrence(start, self.env["hr.department"])["due_on"]
        self.assertEqual((due + timedelta(days=1)).day, 1)

    # Kept by the deed

    def test_a_submitted_list_keeps_operations_obligation(self):
        due = self.due("difficulties")
        self.submitted()
        self.assertEqual((due.state, due.kept_by_id), ("kept", self.plant.manager))
        self.assertEqual(due.kept_on, self.today)
        self.assertEqual(due.evidence, self.env["hr.quality.difficulty.list"].search([]))

    def test_nothing_this_month_keeps_it_as_well(self):
        due = self.due("difficulties")
        empty = self.env["hr.quality.difficulty.list"]._list_of(self.plant.body_shop, self.today)
        empty.with_user(self.plant.manager).act_submit_nothing()
        self.assertEqual(due.state, "kept")

    def test_another_departments_list_keeps_nothing(self):
        due = self.due("difficulties")
        painting = self.plant.operation("OP0900", department_id=self.plant.paint_shop.id)
        difficulty = self.report(operation=painting)
        difficulty.list_id.with_user(self.plant.other_manager).act_submit()
        self.assertEqual(due.state, "due")

    def test_a_revision_entered_keeps_qualitys_obligation(self):
        due = self.due("library")
        revision = self.revise(self.plant.quality)
        self.assertEqual((due.state, due.kept_by_id), ("kept", self.plant.quality))
        self.assertEqual(due.evidence, revision)

    def test_late_when_the_grace_is_over(self):
        due = self.due(
            "library",
            period_start=self.today - timedelta(days=10),
            due_on=self.today - timedelta(days=3),
            last_day=self.today - timedelta(days=2),
        )
        self.revise(self.plant.quality)
        self.assertEqual((due.state, due.late_days), ("late", 2))

    def test_looked_through_nothing_to_change(self):
        due = self.due("library")
        for user in (self.plant.manager, self.plant.hr):
            with self.assertRaises(AccessError):
                due.with_user(user).act_look_through(reason="All 12 standards hold")
        due.with_user(self.plant.quality).act_look_through(reason="All 12 standards hold")
        self.assertEqual((due.state, due.note), ("kept", "All 12 standards hold"))
        other = self.due("difficulties")
        with self.assertRaises(UserError):
            other.with_user(self.plant.quality).act_look_through(reason="Fine")

    # Not by saying so

    def test_nobody_marks_it_as_kept_without_the_deed(self):
        due = self.due("difficulties")
        for user in (self.plant.hr, self.plant.manager, self.plant.quality):
            with self.refused(UserError, "not been done yet"):
                due.with_user(user).act_keep()
            with self.assertRaises(AccessError):
                due.with_user(user).write({"state": "kept"})
            with self.assertRaises(AccessError):
                due.with_user(user).sudo().write({"kept_on": self.today})
        self.assertEqual(due.state, "due")

    def test_the_callers_zone_does_not_date_the_deed(self):
        """A manager in Samoa does not gain a day."""
        due = self.due("difficulties")
        difficulty = self.report()
        manager = difficulty.list_id.with_user(self.plant.manager)
        manager.with_context(tz="Pacific/Pago_Pago").act_submit()
        self.assertEqual(due.kept_on, self.today)

    def test_a_late_keep_cannot_be_backdated_by_a_second_one(self):
        due = self.due("library", last_day=self.today - timedelta(days=1))
        due.with_user(self.plant.quality).act_look_through(reason="All hold")
        self.assertEqual(due.state, "late")
        with self.assertRaises(UserError):
            due.with_user(self.plant.quality).act_look_through(reason="All hold")

    def test_the_definition_is_for_administrators(self):
        obligation = self.obligation("plan")
        for user in (self.plant.hr, self.plant.quality, self.plant.manager):
            with self.assertRaises(AccessError):
                obligation.with_user(user).write({"due_day": 31})
            with self.assertRaises(AccessError):
                obligation.with_user(user).write({"active": False})
        obligation.with_user(self.plant.system).write({"due_day": 7})

    # Every day

    def test_the_daily_run_sees_what_was_done(self):
        self.submitted()
        due = self.due("difficulties")
        self.run_daily()
        self.assertEqual((due.state, due.kept_by_id), ("kept", self.plant.manager))

    def test_missed_when_the_next_one_has_fallen_due(self):
        week = timedelta(weeks=1)
        monday = self.today - timedelta(days=self.today.weekday())
        due = self.due(
            "library",
            period_start=monday - 3 * week,
            due_on=monday - 3 * week,
            last_day=monday - 3 * week,
        )
        self.dues()._daily(self.today)
        self.assertEqual(due.state, "missed")
        with self.assertRaises(UserError):
            due.with_user(self.plant.quality).act_look_through(reason="Now I have")

    def test_announced_reminded_escalated(self):
        due = self.due(
            "difficulties",
            due_on=self.today + timedelta(days=2),
            last_day=self.today + timedelta(days=2),
        )
        due.obligation_id.write({"remind_days": 2, "escalate_days": 2, "due_day": 31})
        activities = self.env["mail.activity"]

        def waiting():
            return activities.search([("res_model", "=", due._name), ("res_id", "=", due.id)])

        due.with_user(self.env.ref("base.user_root"))._remind(self.today)
        self.assertEqual(waiting().user_id, self.plant.manager)
        self.assertEqual(waiting().date_deadline, due.due_on)
        self.assertEqual(waiting().summary, due.obligation_id.name)
        # The same day brings no second mail.
        sent = len(due.message_ids)
        due.with_user(self.env.ref("base.user_root"))._remind(self.today)
        self.assertEqual(len(due.message_ids), sent)
        # Two days over: the director hears of it.
        due.with_user(self.env.ref("base.user_root"))._remind(due.last_day + timedelta(days=2))
        self.assertEqual(due.escalation, 1)
        self.assertIn(self.plant.director, waiting().user_id)
        # Done at last: nobody waits any longer.
        self.submitted()
        self.assertFalse(waiting())

    # Shown

    def test_the_share_kept_is_of_what_is_settled(self):
        for number, state in enumerate(("kept", "kept", "kept", "late", "missed", "due")):
            due = self.due("library")
            self.set_protected(
                due, state=state, period_start=self.today - timedelta(weeks=number + 1)
            )
        self.env.flush_all()
        report = self.env["hr.quality.obligation.report"].with_user(self.plant.analyst)
        ((party, rate, missed),) = report._read_group(
            [], ["party"], ["kept_rate:avg", "missed:sum"]
        )
        self.assertEqual((party, missed), ("quality", 1))
        self.assertAlmostEqual(rate, 0.6)
