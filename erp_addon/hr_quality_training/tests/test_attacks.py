"""base_act's attacks on needs, their lines and the outcomes."""

from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.tests import TransactionCase, tagged

from .common import BAD, RuleCase
from .plant import MONDAY


@tagged("post_install", "-at_install")
class TestNeedAttacks(ActAttacks, TransactionCase):
    act_model = "hr.quality.need"
    act_arguments = {
        "act_reject": {"reason": "Bad sheet metal"},
        "act_unplan": {"reason": "The course does not fit"},
        "act_send_back": {"reason": "Which fixture?"},
        "act_answer": {"feedback": "The fixture is new"},
    }
    act_performers = {"act_confirm_own": "operations_2"}
    public_methods = frozenset(
        {
            "action_draft_plan",
            "submit",
            "action_open_origin",
            "action_copy_key_points",
            "action_case_study",  # the library's, where it is installed
        }
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.env["hr.quality.course"].create({"name": "Welding"})
        manager = cls.env["hr.employee"].create(
            {"name": "Manager", "user_id": cls.people["operations_2"].id}
        )
        department = cls.env["hr.department"].create({"name": "Attacked", "manager_id": manager.id})
        cls.operation = cls.env["hr.quality.operation"].create(
            {"code": "A1", "name": "Weld", "department_id": department.id}
        )

    def act_values(self):
        # No rule: as many open needs of one operation as the attacks ask for.
        return {
            "operation_id": self.operation.id,
            "responsible_id": self.people["operations"].id,
            "plan_ids": [(0, 0, self.published_plan())],
            "author_id": self.people["operations_2"].id,
            "problem": "The seam has pores",
            "key_point_ids": [
                (0, 0, {"parameter": "Current", "unit": "A", "method": "Clamp meter"})
            ],
            "week_ids": [
                (
                    0,
                    0,
                    {
                        "week": MONDAY,
                        "produced": 100,
                        "scrapped": 8,
                        "reworked": 0,
                        "defect_rate": 0.08,
                        "limit": 0.05,
                    },
                )
            ],
        }

    def published_plan(self):
        return {
            "operation_id": self.operation.id,
            "course_id": self.course.id,
            "due_on": MONDAY,
            "state": "published",
        }


class LineAttacks(ProtectedAttacks, RuleCase):
    """An evaluated operation with a need."""

    people_prefix = "line"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employees = cls.env["hr.employee"].search([("barcode", "in", ("b1", "b2", "b3"))])

    def need(self):
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.rule.with_user(self.plant.quality).evaluate(MONDAY)
        return self.needs(operation)


@tagged("post_install", "-at_install")
class TestRoundAttacks(LineAttacks):
    act_model = "hr.quality.need.round"

    def protected_record(self):
        need = self.need()
        need.with_user(self.plant.manager).act_confirm()
        need._reopen("raised", "Nobody has said what goes wrong")
        return need.round_ids


@tagged("post_install", "-at_install")
class TestWeekAttacks(LineAttacks):
    act_model = "hr.quality.need.week"

    def protected_record(self):
        return self.need().week_ids[0]


@tagged("post_install", "-at_install")
class TestPersonAttacks(LineAttacks):
    act_model = "hr.quality.need.person"

    def protected_record(self):
        return self.need().person_ids[0]


@tagged("post_install", "-at_install")
class TestOutcomeAttacks(LineAttacks):
    act_model = "hr.quality.rule.outcome"

    def protected_record(self):
        return self.kept(self.need().operation_id)
