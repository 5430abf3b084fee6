"""Whoever stands before the closed gate is helped through the ledger's own request."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import WorkOrderCase


@tagged("post_install", "-at_install")
class TestExemption(WorkOrderCase):
    def setUp(self):
        super().setUp()
        self.operation.responsible_user_ids = self.users["quality"]
        self.users["manager"].group_ids += self.env.ref("mrp.group_mrp_user")
        self.blocked = self.work_order(self.other)

    def ask(self, role="manager", **values):
        """Fill in the form to which the work order leads."""
        action = self.blocked.with_user(self.users[role]).action_ask_exemption()
        asking = self.env[action["res_model"]].with_user(self.users[role])
        with Form(asking.with_context(**action["context"])) as form:
            form.reason = "Two are ill"
            for name, value in values.items():
                form[name] = value
        return form.record.action_ask()

    def request(self):
        return self.env["hr.quality.exemption"].search([("employee_id", "=", self.other.id)])

    def test_the_manager_asks_quality_gives_and_the_gate_opens(self):
        self.assertTrue(self.blocked.needs_exemption)
        self.assertFalse(self.blocked.exemption_asked)
        self.ask()
        request = self.request()
        self.assertEqual(
            (request.requester_id, request.operation_id, request.state),
            (self.users["manager"], self.operation, "asked"),
        )
        self.assertEqual(request.reason, f"{self.blocked.display_name}: Two are ill")
        self.assertEqual(request.activity_ids.user_id, self.users["quality"])
        self.env.invalidate_all()
        self.assertTrue(self.blocked.exemption_asked)
        with self.refused("no valid qualification"):
            self.blocked.button_start()
        answer = self.blocked.with_user(self.users["quality"]).action_exempt()
        self.assertEqual((answer["res_model"], answer["res_id"]), (request._name, request.id))
        request.with_user(self.users["quality"]).act_give()
        self.env.invalidate_all()
        self.assertFalse(self.blocked.needs_exemption)
        self.blocked.button_start()
        self.assertEqual(self.blocked.permit_ids.qualification_id, request.entry_id)

    def test_there_is_one_request(self):
        self.ask()
        with self.refused("asked for already"):
            self.ask()
        self.assertEqual(len(self.request()), 1)
        self.assertFalse(self.blocked.production_id.activity_ids)

    def test_who_may_not_ask_is_told_so(self):
        for role in ("planner", "operator"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.ask(role)
        self.assertFalse(self.request())

    def test_quality_exempts_unasked_through_the_ledger(self):
        action = self.blocked.with_user(self.users["quality"]).action_exempt()
        deciding = self.env[action["res_model"]].with_user(self.users["quality"])
        with Form(deciding.with_context(**action["context"])) as form:
            form.reason = "Two are ill"
            form.until = fields.Date.today()
        form.record.action_decide()
        self.blocked.button_start()
        self.assertEqual(self.blocked.permit_ids.status, "exempt")

    def test_no_exemption_where_none_helps(self):
        for order in (self.work_order(self.welder), self.work_order()):
            with self.refused("needs no exemption"):
                order.action_ask_exemption()
        self.env["hr.quality.qualification"].with_user(self.users["quality"]).suspend(
            self.other.id, self.operation.id, "Skips the parameter check"
        )
        self.env.invalidate_all()
        self.assertFalse(self.blocked.needs_exemption)
        with self.refused("taken off"):
            self.blocked.action_ask_exemption()
