"""base_act's attacks on plans, sessions, participants and attendance."""

from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.tests import TransactionCase, tagged

REASON = {"reason": "Long illness"}


class PlanCase:
    """A plan for one operation, with one participant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.env["hr.quality.operation"].create({"code": "P1", "name": "Weld"})
        cls.course = cls.env["hr.quality.course"].create(
            {
                "name": "Welding",
                "exam_weight": 0,
                "item_ids": [(0, 0, {"name": "Seam without pores"})],
            }
        )
        cls.employee = cls.env["hr.employee"].create({"name": "Person"})
        cls.trainer = cls.env["hr.employee"].create({"name": "Trainer"})

    def plan_values(self, **values):
        return {
            "operation_id": self.operation.id,
            "course_id": self.course.id,
            "trainer_id": self.trainer.id,
            "due_on": "2030-02-01",
            "session_ids": [(0, 0, self.session_values())],
            "participant_ids": [(0, 0, {"employee_id": self.employee.id})],
            **values,
        }

    def session_values(self):
        return {"starts": "2030-01-07 08:00:00", "ends": "2030-01-07 10:00:00", "place": "Hall 3"}

    def plan(self, **values):
        return self.env["hr.quality.plan"]._act_create([self.plan_values(**values)])


@tagged("post_install", "-at_install")
class TestPlanAttacks(PlanCase, ActAttacks, TransactionCase):
    act_model = "hr.quality.plan"
    act_arguments = {
        "act_cancel": REASON,
        "act_give_up": REASON,
        "act_learn_again": REASON,
        "act_assess_again": REASON,
        "act_change_due": {"due_on": "2031-01-07", **REASON},
    }
    public_methods = frozenset({"action_open_need", "action_open_participants"})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        added = cls.env["hr.employee"].create({"name": "Added"})
        cls.act_arguments = {
            **cls.act_arguments,
            "act_add": {"employee_ids": added.ids, **REASON},
            "act_change_trainer": {"trainer_id": added.id, **REASON},
        }

    def act_values(self):
        return self.plan_values()


@tagged("post_install", "-at_install")
class TestParticipantAttacks(PlanCase, ActAttacks, TransactionCase):
    act_model = "hr.quality.participant"
    act_arguments = {
        "act_excuse": REASON,
        "act_readmit": REASON,
        "act_learn_again": REASON,
        "act_assess_again": REASON,
    }
    public_methods = frozenset({"action_open_course", "action_open_plan"})

    def act_values(self):
        others = self.env["hr.employee"].create([{"name": "Other"}, {"name": "New"}])
        plan = self.plan(participant_ids=[(0, 0, {"employee_id": others[0].id})])
        return {"plan_id": plan.id, "employee_id": others[1].id}


@tagged("post_install", "-at_install")
class TestSessionAttacks(PlanCase, ActAttacks, TransactionCase):
    act_model = "hr.quality.session"
    act_performers = {"act_mark": "hr"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act_arguments = {
            "act_cancel": REASON,
            "act_move": {"starts": "2030-01-08 08:00:00", "ends": "2030-01-08 09:00:00", **REASON},
            "act_mark": {"attended": cls.employee.ids},
        }

    def act_values(self):
        plan = self.plan()
        expected = {"participant_id": plan.participant_ids.id}
        return {
            **self.session_values(),
            "plan_id": plan.id,
            "attendance_ids": [(0, 0, expected)],
        }


@tagged("post_install", "-at_install")
class TestAttendanceAttacks(PlanCase, ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.attendance"

    def protected_record(self):
        plan = self.plan()
        return self.env["hr.quality.attendance"]._act_create(
            [{"session_id": plan.session_ids.id, "participant_id": plan.participant_ids.id}]
        )
