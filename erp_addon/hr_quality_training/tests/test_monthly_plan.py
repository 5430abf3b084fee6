"""The monthly plan: what is proposed and why, what HR changes, what the others read."""

from datetime import timedelta

from odoo.addons.base_act.tests.common import ProtectedAttacks
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..planning.calendar import next_month
from .common import BAD
from .monthly import MonthlyCase


class PlanCase(MonthlyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = next_month(cls.today)
        cls.courses = cls.env["hr.quality.course"]
        cls.courses.search([]).active = False
        cls.course = cls.courses.create(
            {"name": "Welding parameters", "operation_ids": [Command.set(cls.operation.ids)]}
        )

    def begin(self, department=None):
        plans = self.env["hr.quality.monthly.plan"].with_user(self.plant.hr)
        return plans.browse(plans.begin(str(self.month), department and department.id))

    def line(self, plan, key=None):
        key = key or f"operation:{self.operation.id}"
        return plan.line_ids.filtered(lambda line: line.key == key)

    def qualify(self, employee, operation=None, **values):
        """An entry of the ledger, signed by quality and operations."""
        return self.env["hr.quality.qualification"]._qualify(
            employee,
            operation or self.operation,
            90,
            "Practical",
            self.plant.quality | self.plant.manager,
            **values,
        )

    def reviewed(self, operation=None):
        """A need that quality has reviewed, with three people as its evidence."""
        self.plant.produce(operation or self.operation, [BAD, BAD, BAD])
        need = self.env["hr.quality.need"].browse(self.evaluate()["raised"])
        self.set_protected(need, state="reviewed")
        return need

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestMonthlyPlan(PlanCase):
    # What is proposed

    def test_nothing_speaks_for_a_training(self):
        self.otto.department_id = False  # else he is a newcomer
        plan = self.begin()
        self.assertFalse(plan.line_ids)
        plan.act_publish()
        self.assertEqual(plan.state, "published")

    def test_expiring_qualifications_with_their_numbers(self):
        self.otto.department_id = False
        end = self.month + timedelta(days=10)
        self.qualify(self.people[0], valid_until=end)
        self.qualify(self.people[1], valid_until=end + timedelta(days=5))
        self.qualify(self.people[2])
        line = self.line(self.begin())
        self.assertEqual(line.employee_ids, self.people[:2])
        self.assertEqual(line.planned_on, end)
        self.assertEqual(line.course_id, self.course)
        self.assertIn("2 of 3 qualifications", line.reason_text)
        self.assertEqual(set(line.source_ids.mapped("res_model")), {"hr.quality.qualification"})

    def test_a_reviewed_need_comes_first_with_its_people(self):
        need = self.reviewed()
        self.submitted()
        plan = self.begin()
        self.assertEqual(plan.line_ids[0].key, f"need:{need.id}")
        first = plan.line_ids[0]
        self.assertEqual(first.need_ids, need)
        self.assertEqual(first.employee_ids, self.people)
        self.assertEqual(first.priority, "3")
        self.assertIn(need.name, first.reason_text)

    def test_difficulties_and_who_works_there(self):
        self.otto.department_id = False
        self.plant.produce(self.operation, [(600, 18)])
        self.env["hr.quality.measurement"].search([])
        self.report(frequency="shift")
        line = self.line(self.begin())
        self.assertIn("without an answer: 1", line.reason_text)
        self.assertIn("60 times", line.reason_text)

    def test_newcomers_of_the_department(self):
        line = self.line(self.begin())
        self.assertEqual(line.employee_ids, self.otto)
        self.assertIn("newcomers not qualified yet: 1", line.reason_text)
        self.qualify(self.otto)
        plan = line.plan_id
        plan.act_generate()
        self.assertFalse(plan.line_ids)

    def test_a_changed_standard(self):
        self.qualify(self.people[0])
        standard = self.operation.standard_ids
        standard.with_user(self.plant.quality).add_revision(
            number="2", date_from=str(self.month + timedelta(days=9)), limit=0.04
        )
        line = self.line(self.begin())
        self.assertIn("revision 2 of the standard holds from", line.reason_text)
        self.assertIn(self.people[0], line.employee_ids)

    def test_failed_checks_raise_weight_and_sessions(self):
        """The more checks fail, the more often the training is held (the hospital's clause)."""
        self.otto.department_id = False
        checks = self.env["hr.quality.check"]
        values = {
            "employee_id": self.people[0].id,
            "operation_id": self.operation.id,
            "origin": "sampling",
            "standing": "new",
            "made_on": self.today - timedelta(days=20),
            "due_on": self.today - timedelta(days=10),
        }
        checks._act_create([{**values, "state": state} for state in ("failed", "passed")])
        plan = self.begin()
        line = self.line(plan)
        self.assertEqual((line.session_count, line.employee_ids), (1, self.people[0]))
        self.assertIn("1 of 2 supervision checks", line.reason_text)
        weight = line.score
        checks._act_create([{**values, "state": "failed"}] * 3)
        plan.act_generate()
        line = self.line(plan)
        self.assertEqual(line.session_count, 3)
        self.assertGreater(line.score, weight)

    def test_no_course_is_said(self):
        self.course.active = False
        self.assertIn("No course fits", self.line(self.begin()).reason_text)

    def test_a_course_of_another_sector_is_not_proposed(self):
        self.course.sector = "hospital"
        self.assertFalse(self.line(self.begin()).course_id)
        self.env.company.quality_sector_id = self.env.ref(
            "hr_quality_training.hr_quality_sector_hospital"
        )
        plan = self.env["hr.quality.monthly.plan"].search([])
        plan.with_user(self.plant.hr).act_generate()
        self.assertEqual(self.line(plan).course_id, self.course)

    def test_a_departments_plan_is_about_its_operations(self):
        other = self.plant.operation("OP0900", department_id=self.plant.paint_shop.id)
        self.report()
        self.report(operation=other)
        plan = self.begin(self.plant.paint_shop)
        self.assertEqual(plan.line_ids.operation_id, other)
        self.assertEqual(self.begin().line_ids.operation_id, other | self.operation)

    # What HR changes

    def test_what_hr_changed_stays_and_what_is_new_is_said(self):
        self.report()
        plan = self.begin()
        self.assertFalse(plan.news_text)
        other = self.courses.create({"name": "Welding, second course"})
        line = self.line(plan)
        line.write({"course_id": other.id, "session_count": 3})
        line.employee_ids = [Command.set(self.people[0].ids)]
        self.report(problem="The torch is heavy")
        second = self.plant.operation("OP0120")
        self.report(operation=second)
        plan.act_generate()
        line = self.line(plan)
        self.assertEqual((line.course_id, line.session_count), (other, 3))
        self.assertEqual(line.employee_ids, self.people[0])
        self.assertIn("without an answer: 2", line.reason_text)
        self.assertTrue(line.is_new)
        self.assertEqual(len(line.source_ids.filtered("is_new")), 1)
        self.assertTrue(self.line(plan, f"operation:{second.id}").is_new)
        self.assertEqual(plan.news_text, "new lines: 1, lines with more reasons: 1")
        plan.act_generate()
        self.assertEqual(plan.news_text, "Nothing new since the last time.")

    def test_removed_with_a_reason_it_stays_removed(self):
        self.report()
        plan = self.begin()
        line = self.line(plan)
        for reason in ("", " ", None):
            with self.assertRaises(UserError):
                plan.act_remove_line(line_id=line.id, reason=reason)
        plan.act_remove_line(line_id=line.id, reason="The machine is replaced in December")
        self.report(problem="The torch is heavy")
        plan.act_generate()
        line = self.line(plan)
        self.assertTrue(line.removed)
        self.assertIn("replaced in December", line.reason_text)
        self.assertEqual(plan.line_count, 0)
        plan.act_restore_line(line_id=line.id)
        self.assertEqual(plan.line_count, 1)

    def test_settled_a_line_of_ones_own_stays_and_another_goes(self):
        difficulty = self.report()
        other = self.report(operation=self.plant.operation("OP0120"))
        self.otto.department_id = False
        plan = self.begin()
        self.line(plan).session_count = 2
        for reported in (difficulty, other):
            reported.with_user(self.plant.operator).act_withdraw(reason="Repaired")
        plan.act_generate()
        self.assertEqual(plan.line_ids.operation_id, self.operation)
        self.assertIn("settled", plan.line_ids.reason_text)
        self.assertEqual(plan.news_text, "no longer needed: 1, yours, kept though settled: 1")

    def test_lines_by_hand(self):
        plan = self.begin()
        lines = self.env["hr.quality.monthly.plan.line"].with_user(self.plant.hr)
        people = [Command.set(self.people.ids)]
        line = lines.create(
            {"plan_id": plan.id, "operation_id": self.operation.id, "employee_ids": people}
        )
        self.assertEqual((line.origin, line.people_count), ("manual", 3))
        plan.act_generate()
        self.assertTrue(line.exists())
        line.unlink()
        with self.assertRaises(UserError):
            self.line(plan).unlink()

    def test_published_it_stays(self):
        self.report()
        plan = self.begin()
        plan.act_publish()
        line = self.line(plan)
        lines = self.env["hr.quality.monthly.plan.line"].with_user(self.plant.hr)
        with self.assertRaises(AccessError):
            line.course_id = False
        with self.assertRaises(AccessError):
            lines.create({"plan_id": plan.id, "operation_id": self.operation.id})
        with self.assertRaises(AccessError):
            plan.weeks_ahead = 2
        with self.assertRaises(AccessError):
            plan.write({"line_ids": [Command.update(line.id, {"session_count": 9})]})
        for act in ("act_generate", "act_publish"):
            with self.assertRaises(UserError):
                getattr(plan, act)()

    # Who may

    def test_only_hr_plans(self):
        self.report()
        plan = self.begin()
        line = self.line(plan)
        month = str(next_month(self.month))
        for user in (self.plant.quality, self.plant.manager, self.plant.operator):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["hr.quality.monthly.plan"].with_user(user).begin(month)
                with self.assertRaises(AccessError):
                    line.with_user(user).write({"session_count": 4})
                with self.assertRaises(AccessError):
                    line.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    plan.with_user(user).act_publish()
                with self.assertRaises(AccessError):
                    plan.with_user(user).act_remove_line(line_id=line.id, reason="No time")

    def test_what_the_system_wrote_hr_does_not_write(self):
        plan = self.begin()
        line = self.line(plan)
        for values in (
            {"figures": {"findings": []}},
            {"removed": True},
            {"score": 999},
            {"edited": False},
            {"is_new": True},
            {"plan_id": plan.id},
        ):
            with self.assertRaises(AccessError):
                line.write(values)
        with self.assertRaises(AccessError):
            line.operation_id = self.plant.operation("OP0120")
        with self.assertRaises(AccessError):
            line.copy({"removed": True})

    def test_a_line_of_another_plan(self):
        self.report()
        plan, other = self.begin(), self.begin(self.plant.body_shop)
        with self.assertRaises(UserError):
            plan.act_remove_line(line_id=other.line_ids[0].id, reason="Not mine")

    def test_managers_read_what_is_published_about_their_departments(self):
        painting = self.plant.operation("OP0900", department_id=self.plant.paint_shop.id)
        self.report()
        self.report(operation=painting)
        plan = self.begin()
        plans = self.env["hr.quality.monthly.plan"].with_user(self.plant.manager)
        self.assertFalse(plans.search([]))
        plan.act_publish()
        self.assertEqual(plans.search([]), plan)
        lines = self.env["hr.quality.monthly.plan.line"]
        self.assertEqual(
            lines.with_user(self.plant.manager).search([]).operation_id, self.operation
        )
        self.assertEqual(
            lines.with_user(self.plant.director).search([]).operation_id, self.operation | painting
        )
        self.assertFalse(lines.with_user(self.plant.quality).search([]) - plan.line_ids)

    # Publishing

    def test_published_to_operations_and_quality(self):
        due = self.due("plan", period_start=self.month)
        self.report()
        self.begin().act_publish()
        told = self.env["mail.message"].search([("subject", "like", "Training in")]).partner_ids
        self.assertIn(self.plant.manager.partner_id, told)
        self.assertIn(self.plant.quality.partner_id, told)
        self.assertNotIn(self.plant.other_manager.partner_id, told)
        self.assertEqual((due.state, due.kept_by_id), ("kept", self.plant.hr))

    def test_one_click_makes_the_training_plans(self):
        need = self.reviewed()
        self.report()
        plan = self.begin()
        plan.act_publish()
        plan.act_make_plans()
        first = plan.line_ids[0]
        training = first.training_plan_ids
        self.assertEqual((training.need_id, training.state), (need, "draft"))
        self.assertEqual(training.course_id, self.course)
        self.assertEqual(training.due_on, first.planned_on)
        self.assertEqual(training.participant_ids.employee_id, self.people)
        self.assertTrue(all(line.training_plan_ids for line in plan.line_ids))
        with self.refused(UserError, "has its training plan already"):
            plan.act_make_plans()
        later = self.begin(self.plant.body_shop)
        self.assertNotIn(need, later.line_ids.need_ids)

    def test_one_plan_for_a_month(self):
        self.begin()
        with self.refused(UserError, "has begun already"):
            self.begin()
        with self.assertRaises(UserError):
            self.env["hr.quality.monthly.plan"].with_user(self.plant.hr).begin("soon")

    # Size

    def test_people_and_needs_cost_no_more_queries(self):
        plan = self.begin()
        operations = self.operation

        def grow(count, prefix):
            for number in range(count):
                person = self.plant.employee(f"{prefix}{number}")
                self.qualify(person, valid_until=self.month + timedelta(days=3))
                self.report(problem=f"Hard {prefix} {number}")

        grow(2, "few")
        plan.act_generate()
        few = self.queries(plan.act_generate)
        grow(15, "many")
        plan.act_generate()
        many = self.queries(plan.act_generate)
        self.assertEqual(len(self.line(plan).employee_ids), 18)  # and Otto, who is new
        self.assertEqual(many, few)
        self.assertTrue(operations)


@tagged("post_install", "-at_install")
class TestSourceAttacks(ProtectedAttacks, PlanCase):
    act_model = "hr.quality.monthly.plan.source"
    people_prefix = "source"

    def protected_record(self):
        self.report()
        return self.begin().line_ids.source_ids[0].sudo()
