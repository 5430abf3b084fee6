"""What people bring along is proposed by quality, signed by operations, and then in the ledger."""

from datetime import timedelta

from odoo import fields
from odoo.addons.base_act.tests.common import ActAttacks
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestRecognition(LedgerCase):
    def propose(self, people=None, role="quality", evidence="Eight years at this post", **values):
        ledger = self.env["hr.quality.qualification"].with_user(self.users[role])
        ids = (people or self.welder).ids
        return self.env["hr.quality.recognition"].browse(
            ledger.recognise(ids, self.operation.id, evidence, **values)
        )

    def test_two_sign_and_then_it_stands_in_the_ledger(self):
        until = fields.Date.today() + timedelta(days=90)
        proposals = self.propose(self.welder + self.other, valid_until=until, unused_months=6)
        self.assertEqual(set(proposals.mapped("state")), {"proposed"})
        self.assertEqual(self.status().status, "none")
        self.assertEqual(proposals.activity_ids.user_id, self.users["manager"])
        proposals.with_user(self.users["manager"]).act_sign()
        entry = proposals[0].entry_id
        self.assertEqual(
            (entry.signer_id, entry.second_signer_id, entry.valid_until, entry.unused_months),
            (self.users["quality"], self.users["manager"], until, 6),
        )
        self.assertEqual((entry.res_model, entry.res_id), (proposals._name, proposals[0].id))
        self.assertTrue(self.status().may_work)
        self.assertFalse(entry.scored)

    def test_who_may_not_propose(self):
        for role in ("operations", "hr", "manager", "operator", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.propose(role=role)
        engineer = self._employee("Engineer", "B500", user_id=self.users["quality"].id)
        with self.assertRaises(AccessError):
            self.propose(engineer)
        with self.assertRaises(ValidationError):
            self.propose(evidence=" ")
        with self.assertRaises(UserError):
            self.env["hr.quality.qualification"].with_user(self.users["quality"]).recognise(
                [], self.operation.id, "x"
            )

    def test_one_party_alone_enters_nothing(self):
        proposal = self.propose()
        for role in ("quality", "operations", "hr", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                proposal.with_user(self.users[role]).act_sign()
        own = self.propose(self.manager)
        with self.assertRaises(AccessError):
            own.with_user(self.users["manager"]).act_sign()
        self.assertFalse((proposal + own).entry_id)

    def test_the_wizard_proposes(self):
        with Form(self.env["hr.quality.recognise"].with_user(self.users["quality"])) as form:
            form.employee_ids.add(self.env["hr.employee.public"].browse(self.welder.id))
            form.operation_id = self.operation
            form.evidence = "Welder's certificate of 2024"
        form.record.action_recognise()
        found = self.env["hr.quality.recognition"].search([("employee_id", "=", self.welder.id)])
        self.assertEqual(found.state, "proposed")


@tagged("post_install", "-at_install")
class TestRecognitionAttacks(ActAttacks, TransactionCase):
    act_model = "hr.quality.recognition"
    act_arguments = {"act_decline": {"reason": "The certificate has run out"}}

    def act_values(self):
        operations = self.env["hr.quality.operation"]
        operation = operations.search([("code", "=", "ATT")]) or operations.create(
            {"code": "ATT", "name": "Attacked"}
        )
        return {
            "employee_id": self.env["hr.employee"].create({"name": "Attacked"}).id,
            "operation_id": operation.id,
            "evidence": "Eight years at this post",
        }
