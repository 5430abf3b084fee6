"""base_act's attacks on difficulty lists, difficulties and occurrences of obligations."""

from datetime import date, timedelta
from itertools import count

from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.common import ActAttacks
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

STATE_FOR = {"act_submit_nothing": "withdrawn", "act_review": "answered"}


class MonthlyAttacks(ActAttacks):
    """A department that ``operations`` manages, with an operation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = count(1)
        manager = cls.env["hr.employee"].create(
            {"name": "Manager", "user_id": cls.people["operations"].id}
        )
        cls.department = cls.env["hr.department"].create(
            {"name": "Body shop", "manager_id": manager.id}
        )
        cls.operation = cls.env["hr.quality.operation"].create(
            {"code": "A1", "name": "Weld", "department_id": cls.department.id}
        )

    def list_values(self):
        number = next(self.numbers)
        return {
            "department_id": self.department.id,
            "month": date(1990 + number // 12, number % 12 + 1, 1),
        }

    def difficulty_values(self, difficulties):
        return {
            "list_id": difficulties.id,
            "operation_id": self.operation.id,
            "problem": "The clamp slips",
            "author_id": self.people["operations_2"].id,
        }


@tagged("post_install", "-at_install")
class TestDifficultyListAttacks(MonthlyAttacks, TransactionCase):
    act_model = "hr.quality.difficulty.list"
    public_methods = frozenset({"action_open_current"})

    def act_values(self):
        difficulty = self.difficulty_values(self.env[self.act_model])
        del difficulty["list_id"]
        return {**self.list_values(), "difficulty_ids": [Command.create(difficulty)]}

    def call(self, declared, document, user):
        """Each act wants its difficulties otherwise: open, none left, or all answered."""
        with_permit(document.difficulty_ids).state = STATE_FOR.get(declared.name, "reported")
        return super().call(declared, document, user)


@tagged("post_install", "-at_install")
class TestDifficultyAttacks(MonthlyAttacks, TransactionCase):
    act_model = "hr.quality.difficulty"
    act_arguments = {
        "act_answer": {"reason": "New clamps are ordered"},
        "act_withdraw": {"reason": "Repaired"},
    }
    act_performers = {"act_withdraw": "operations"}
    public_methods = frozenset({"report"})

    def act_values(self):
        handed_in = {**self.list_values(), "state": "submitted"}
        made = self.env["hr.quality.difficulty.list"]._act_create([handed_in])
        return self.difficulty_values(made)

    def call(self, declared, document, user):
        if declared.name == "act_withdraw":
            with_permit(document.list_id).state = "draft"
        return super().call(declared, document, user)


@tagged("post_install", "-at_install")
class TestObligationDueAttacks(MonthlyAttacks, TransactionCase):
    act_model = "hr.quality.obligation.due"
    act_arguments = {"act_look_through": {"reason": "All standards hold"}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = plant_day(cls.env)
        cls.obligation = cls.env["hr.quality.obligation"].create(
            {"name": "Library", "kind": "library", "period": "week"}
        )
        standard = cls.env["hr.quality.standard"].create(
            {"name": "Weld", "operation_id": cls.operation.id}
        )
        cls.env["hr.quality.standard.revision"].with_user(cls.people["quality"]).create(
            {
                "standard_id": standard.id,
                "number": "1",
                "date_from": cls.today,
                "limit": 0.05,
            }
        )

    def act_values(self):
        return {
            "obligation_id": self.obligation.id,
            "kind": "library",
            "party": "quality",
            "period": "week",
            "period_start": self.today - timedelta(weeks=next(self.numbers)),
            "due_on": self.today,
            "last_day": self.today,
        }


@tagged("post_install", "-at_install")
class TestMonthlyPlanAttacks(MonthlyAttacks, TransactionCase):
    act_model = "hr.quality.monthly.plan"
    act_arguments = {
        "act_remove_line": {"line_id": 1, "reason": "The machine is replaced"},
        "act_restore_line": {"line_id": 1},
    }
    public_methods = frozenset({"begin"})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        person = cls.env["hr.employee"].create({"name": "Otto"})
        course = cls.env["hr.quality.course"].create({"name": "Welding"})
        cls.line_values = {
            "operation_id": cls.operation.id,
            "course_id": course.id,
            "employee_ids": [Command.link(person.id)],
            "planned_on": "2099-01-01",
        }

    def act_values(self):
        number = next(self.numbers)
        return {
            "month": date(1990 + number // 12, number % 12 + 1, 1),
            "generated_at": "2026-01-01 08:00:00",
            "line_ids": [Command.create(self.line_values)],
        }

    def call(self, declared, document, user):
        arguments = dict(self.act_arguments.get(declared.name, {}))
        if "line_id" in arguments:
            arguments["line_id"] = document.line_ids[:1].id
        return getattr(document.with_user(user), declared.name)(**arguments)
