"""The sampling plan: who is checked how often; escalation; coverage."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .path import PathCase

TODAY = "2026-08-24"


@tagged("post_install", "-at_install")
class TestSampling(PathCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.quality.sampling.plan"].search([]).active = False
        cls.sampling = cls.env["hr.quality.sampling.plan"].create(
            {"name": "Welding", "inspector_id": cls.inspector.id}
        )
        cls.operation = cls.plant.operation("OP0200")
        cls.checks = cls.env["hr.quality.check"]

    def work(self, badges=("b1", "b2", "b3"), weeks=1):
        self.plant.produce(self.operation, [(600, 12)] * weeks, badges)

    def qualify(self, person, day):
        with freeze_time(f"{day} 08:00:00"):
            return self.env["hr.quality.qualification"]._qualify(
                person, self.operation, 90, "Practical", self.plant.quality | self.plant.manager
            )

    def sample(self, day=TODAY):
        with freeze_time(f"{day} 04:00:00"):
            self.checks._cron_sample()
        return self.checks.search([("operation_id", "=", self.operation.id)], order="id")

    def check_of(self, person):
        return self.checks.search(
            [("employee_id", "=", person.id), ("operation_id", "=", self.operation.id)],
            order="id desc",
            limit=1,
        )

    def test_who_has_no_qualification_is_checked_first_and_most_often(self):
        skilled, new, unqualified = self.people
        self.qualify(skilled, "2025-01-15")
        self.qualify(new, "2026-08-10")
        self.work()
        self.sample()
        standings = [self.check_of(person).standing for person in self.people]
        self.assertEqual(standings, ["qualified", "new", "unqualified"])
        self.assertEqual(str(self.check_of(unqualified).due_on), TODAY)
        self.assertLess(self.check_of(new).due_on, date(2026, 8, 24) + timedelta(days=30))
        self.assertLess(self.check_of(skilled).due_on, date(2026, 8, 24) + timedelta(days=90))
        self.assertEqual(self.check_of(new).inspector_id, self.inspector)

    def test_an_exempt_person_counts_as_without(self):
        person = self.people[0]
        with freeze_time("2026-08-20 08:00:00"):
            self.env["hr.quality.qualification"].with_user(self.plant.quality).exempt(
                person.id, self.operation.id, "Flu in the crew", "2026-08-26"
            )
        self.work(("b1",))
        self.sample()
        self.assertEqual(self.check_of(person).standing, "unqualified")

    def test_who_does_not_work_there_is_not_checked(self):
        self.work(("b1",))
        self.assertEqual(self.sample().employee_id, self.people[0])
        later = self.sample("2026-12-01")
        self.assertEqual(len(later), 1)

    def test_twice_makes_none_twice(self):
        self.work()
        self.assertEqual(len(self.sample()), 3)
        self.assertEqual(len(self.sample()), 3)

    def test_the_next_one_is_due_an_interval_after_the_last(self):
        self.work(("b1",))
        check = self.sample()
        self.record(check, day="2026-08-25")
        self.work(("b1",))
        checks = self.sample("2026-08-26")
        self.assertEqual(len(checks), 2)
        self.assertEqual(str(checks[1].due_on), "2026-09-01")

    def test_a_waived_check_is_not_asked_for_again_the_day_after(self):
        self.work(("b1",))
        with freeze_time(f"{TODAY} 09:00:00"):
            self.sample().with_user(self.inspector).act_waive(reason="Machine is down")
        checks = self.sample("2026-08-25")
        self.assertEqual(str(checks[1].due_on), "2026-08-31")

    def test_a_revoked_qualification_brings_the_check_forward(self):
        person = self.people[1]
        self.qualify(person, "2025-01-15")
        self.work(("b2",))
        self.sampling.interval_qualified = 3650
        check = self.sample()
        self.assertGreater(str(check.due_on), TODAY)
        with freeze_time("2026-08-25 08:00:00"):
            self.env["hr.quality.qualification"].with_user(self.plant.quality).revoke(
                person.id, self.operation.id, "Welds without the guard"
            )
        self.sample("2026-08-26")
        self.assertEqual((str(check.due_on), check.standing), ("2026-08-26", "unqualified"))
        self.assertEqual(check.act_log_ids[0].act, "act_advance")

    def test_a_plan_for_the_operation_goes_before_the_general_one(self):
        self.sampling.copy(
            {
                "name": "Doors",
                "scope": "chosen",
                "operation_ids": [(6, 0, self.operation.ids)],
                "sample_size": 5,
            }
        )
        self.work(("b1",))
        self.assertEqual(self.sample().sample_size, 5)

    def test_nobody_is_made_to_check_himself(self):
        self.people[0].user_id = self.inspector
        self.work(("b1",))
        check = self.sample()
        self.assertFalse(check.inspector_id)
        with self.assertRaises(AccessError):
            self.record(check)

    def test_a_failed_one_raises_a_need(self):
        self.work()
        self.env["hr.quality.key.point"].create(
            {
                "revision_id": self.operation.standard_ids.revision_ids.id,
                "parameter": "Current",
                "kind": "maximum",
                "unit": "A",
                "upper": 190,
                "method": "Clamp meter",
            }
        )
        first, second, _third = self.sample()
        self.record(first, measured="195.5", nonconforming=3, findings="Spatter all over")
        need = first.raised_need_id
        self.assertEqual((need.kind, need.state), ("check", "raised"))
        self.assertEqual(need.problem, "Spatter all over")
        self.assertIn("3 of 20 pcs", need.evidence_text)
        self.assertIn("Current 195.5 A, allowed at most 190 A", need.evidence_text)
        self.assertNotIn(first.employee_id.name, need.evidence_text)
        self.record(second, measured="200", findings="The same")
        self.assertEqual(second.raised_need_id, need, "The open need hears of it instead")
        self.assertIn("200 A", "".join(need.message_ids.mapped("body")))

    # The number of queries

    def test_a_quiet_day_costs_the_same_for_ten_times_the_people(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.sample()
            return self.env.cr.sql_log_count - before

        self.work()
        self.sample()
        few = queries()
        for number in range(30):
            self.plant.employee(f"n{number}")
        self.work([f"n{number}" for number in range(30)])
        self.sample()
        self.assertEqual(queries(), few)

    # Escalation

    def escalate(self, day):
        with freeze_time(f"{day} 04:00:00"):
            self.checks._cron_escalate()

    def told(self, check):
        return check.message_ids.sudo().notified_partner_ids

    def test_it_goes_up_one_level_after_the_other(self):
        chief = self.env["hr.employee"].create(
            {"name": "Chief of quality", "user_id": self.plant.quality.id}
        )
        self.env["hr.employee"].create(
            {"name": "Iris", "user_id": self.inspector.id, "parent_id": chief.id}
        )
        self.sampling.escalation_user_id = self.plant.director
        self.work(("b1",))
        check = self.sample()
        levels = []
        for day in ("24", "25", "26", "27", "29", "30", "31"):
            self.escalate(f"2026-08-{day}")
            levels.append(check.escalation_level)
        self.assertEqual(levels, [0, 1, 1, 2, 2, 3, 3])
        notified = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", check._name),
                    ("mail_message_id.res_id", "=", check.id),
                ]
            )
        )
        for user in (self.inspector, self.plant.quality, self.plant.director):
            self.assertIn(user.partner_id, notified.res_partner_id)
        self.assertEqual(
            check.activity_ids.user_id, self.inspector | self.plant.quality | self.plant.director
        )

    def test_one_that_nobody_took_is_told_at_last(self):
        self.sampling.write({"inspector_id": False, "escalation_user_id": self.plant.director.id})
        self.work(("b1",))
        check = self.sample()
        self.escalate("2026-08-25")
        self.assertEqual(check.escalation_level, 1)
        self.assertEqual(check._act_told(), self.plant.director)

    def test_who_has_done_his_is_left_alone(self):
        self.work(("b1",))
        check = self.record(self.sample(), day=TODAY)
        self.escalate("2026-12-01")
        self.assertEqual(check.escalation_level, 0)

    # Coverage

    def coverage(self, user=None, **values):
        given = {"date_from": "2026-08-01", "date_to": "2026-08-31", **values}
        with freeze_time("2026-11-30 10:00:00"):
            return self.checks.with_user(user or self.plant.quality).get_coverage(**given)

    def test_coverage_is_done_of_due(self):
        self.work()
        first, second, _third = self.sample()
        self.record(first, day=TODAY)
        with freeze_time(f"{TODAY} 10:00:00"):
            second.with_user(self.inspector).act_waive(reason="Machine is down")
        answer = self.coverage()
        self.assertEqual((answer["due"], answer["done"]), (3, 1))
        self.assertEqual((answer["in_time"], answer["waived"], answer["overdue"]), (1, 1, 1))
        self.assertAlmostEqual(answer["coverage"], 1 / 3)
        self.assertEqual(
            [(row["operation"], row["month"], row["due"]) for row in answer["operations"]],
            [("OP0200", "2026-08-01", 3)],
        )
        self.assertIsNone(self.coverage(date_from="2025-01-01", date_to="2025-01-31")["coverage"])

    def test_late_is_done_but_not_in_time(self):
        self.work(("b1",))
        self.record(self.sample(), day="2026-08-28")
        answer = self.coverage()
        self.assertEqual((answer["done"], answer["in_time"], answer["coverage"]), (1, 0, 1))

    def test_a_manager_asks_about_his_own_departments(self):
        self.work()
        self.sample()
        self.assertEqual(self.coverage(self.plant.manager)["due"], 3)
        self.assertEqual(self.coverage(self.plant.director)["due"], 3)
        self.assertEqual(self.coverage(self.plant.other_manager)["due"], 0)
        department = self.plant.paint_shop.id
        self.assertEqual(self.coverage(department_id=department)["due"], 0)
        with self.assertRaises(AccessError):
            self.coverage(self.plant.operator)
        with self.assertRaises(UserError):
            self.coverage(date_from="August")

    def test_the_report_weighs_every_check_alike(self):
        self.work()
        first, *_others = self.sample()
        self.record(first, day=TODAY)
        self.env.flush_all()
        rows = (
            self.env["hr.quality.check.coverage"]
            .with_user(self.plant.quality)
            ._read_group(
                [("operation_id", "=", self.operation.id)],
                ["department_id"],
                ["due:sum", "coverage:avg"],
            )
        )
        self.assertEqual(rows[0][1], 3)
        self.assertAlmostEqual(rows[0][2], 1 / 3)

    def test_a_day_ends_in_the_plant(self):
        """Given a plant in Shanghai, then one hour after its midnight is a day too late."""
        self.work(("b1",))
        check = self.sample()
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time(f"{check.due_on} 17:00:00"):
            points = [{"key": point["key"], "ok": True} for point in check.get_points()]
            check.with_user(self.inspector).act_record(inspected="20", points=points)
        answer = self.coverage()
        self.assertEqual((answer["done"], answer["in_time"]), (1, 0))

    def test_the_screen_does_not_count_what_may_still_be_done_today(self):
        """Given checks due today, then screen and programs say alike that none is missing yet."""
        self.work()
        check = self.sample()[:1]
        report = self.env["hr.quality.check.coverage"].with_user(self.plant.quality)
        mine = [("operation_id", "=", self.operation.id)]
        for day, counted in ((check.due_on, 0), (check.due_on + timedelta(days=1), 3)):
            with freeze_time(f"{day} 10:00:00"):
                self.env.flush_all()
                self.assertEqual(report.search_count(mine), counted)
