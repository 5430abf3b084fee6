"""base_act's attacks on checks, effects, responsibility and their lines."""

from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.tests import TransactionCase, tagged

REASON = {"reason": "Long story"}


class OperationCase:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.env["hr.quality.operation"].create({"code": "A7", "name": "Weld"})

    def need(self, state="measured"):
        return self.env["hr.quality.need"]._act_create(
            [{"operation_id": self.operation.id, "state": state, "problem": "Spatter"}]
        )

    def check_values(self):
        person = self.env["hr.employee"].create({"name": "Person"})
        return {
            "employee_id": person.id,
            "operation_id": self.operation.id,
            "origin": "sampling",
            "standing": "new",
            "due_on": "2026-01-05",
        }

    def effect_values(self):
        return {
            "need_id": self.need().id,
            "operation_id": self.operation.id,
            "weeks": 3,
            "trained_from": "2026-02-02",
            "trained_until": "2026-02-06",
            "before_from": "2026-01-12",
            "before_to": "2026-02-01",
            "after_from": "2026-02-09",
            "after_to": "2026-03-01",
            "due_on": "2026-03-04",
            "target": 0.3,
            "confidence": 0.95,
            "min_volume": 150,
            "why": "volume_before",
        }


@tagged("post_install", "-at_install")
class TestCheckAttacks(OperationCase, ActAttacks, TransactionCase):
    act_model = "hr.quality.check"
    act_arguments = {
        "act_record": {"inspected": "20"},
        "act_waive": REASON,
        "act_advance": {"due_on": "2026-01-04", "standing": "unqualified"},
        "act_escalate": {"level": 1, "today": "2026-01-07"},
    }
    public_methods = frozenset({"get_points", "get_coverage"})

    def act_values(self):
        return self.check_values()


@tagged("post_install", "-at_install")
class TestEffectAttacks(OperationCase, ActAttacks, TransactionCase):
    act_model = "hr.quality.effect"
    act_arguments = {
        "act_extend": {"weeks": 1, **REASON},
        "act_accept": REASON,
        "act_hold_responsible": {"step": "review", **REASON},
    }

    def act_values(self):
        return self.effect_values()


@tagged("post_install", "-at_install")
class TestResponsibilityAttacks(OperationCase, ActAttacks, TransactionCase):
    act_model = "hr.quality.responsibility"
    act_arguments = {"act_confirm": REASON, "act_dismiss": REASON}

    def act_values(self):
        return {
            "need_id": self.need().id,
            "step": "review",
            "party": "quality",
            "rule": "points_left_out",
            "facts": {"points": ["Current"], "failures": 1, "reviewed": []},
        }


@tagged("post_install", "-at_install")
class TestCheckLineAttacks(OperationCase, ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.check.line"

    def protected_record(self):
        check = self.env["hr.quality.check"]._act_create([self.check_values()])
        return self.env["hr.quality.check.line"]._act_create(
            [
                {
                    "check_id": check.id,
                    "origin": "standard",
                    "source_key": "standard,1",
                    "is_ok": True,
                    "parameter": "Seam",
                    "kind": "attribute",
                    "method": "Look",
                }
            ]
        )


@tagged("post_install", "-at_install")
class TestEffectLineAttacks(OperationCase, ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.effect.line"

    def protected_record(self):
        effect = self.env["hr.quality.effect"]._act_create([self.effect_values()])
        return self.env["hr.quality.effect.line"]._act_create(
            [
                {
                    "effect_id": effect.id,
                    "window": "before",
                    "week": "2026-01-12",
                    "produced": 100,
                    "defective": 8,
                }
            ]
        )
