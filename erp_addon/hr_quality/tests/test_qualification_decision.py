"""Who may qualify, revoke, suspend, reinstate and exempt, and what attackers read instead."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import Form, TransactionCase, tagged

from ..tools.qualification import Status
from .common import QualityCase
from .ledger_case import LedgerCase

DECISIONS = {
    "revoke": ("Ten bad doors",),
    "suspend": ("Skipped the check",),
    "reinstate": ("Talked it through",),
    "exempt": ("Line stands", fields.Date.to_string(fields.Date.today() + timedelta(days=3))),
}


@tagged("post_install", "-at_install")
class TestQualificationDecision(LedgerCase):
    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()

    # Who may

    def test_quality_alone_decides(self):
        others = ("operations", "hr", "analyst", "operator", "manager", "break_glass", "admin")
        for act, arguments in DECISIONS.items():
            for signer in (*others, "feeder"):
                with self.subTest(act, signer=signer), self.assertRaises(AccessError):
                    self.decide(act, *arguments, signer=signer)

    def test_the_system_itself_decides_nothing(self):
        for act, arguments in DECISIONS.items():
            with self.subTest(act), self.assertRaises(AccessError):
                ledger = self.env["hr.quality.qualification"].sudo()
                getattr(ledger, act)(self.welder.id, self.operation.id, *arguments)

    def test_nobody_decides_about_himself(self):
        engineer = self._employee("Engineer", "B500", user_id=self.users["quality"].id)
        for act, arguments in DECISIONS.items():
            with self.subTest(act), self.assertRaisesRegex(AccessError, "his own"):
                self.decide(act, *arguments, employee=engineer)

    def test_nobody_lifts_his_own_suspension(self):
        engineer = self._employee("Engineer", "B500")
        self.decide("suspend", "Skipped the check", employee=engineer)
        engineer.user_id = self.users["quality"]
        with self.assertRaisesRegex(AccessError, "his own"):
            self.decide("reinstate", "I am fine", employee=engineer)
        self.assertEqual(self.status(engineer).status, "suspended")

    def test_the_entry_carries_signer_reason_and_moment(self):
        entry = self.decide("suspend", "  Skipped the check ")
        self.assertEqual(
            (entry.kind, entry.signer_id, entry.reason, entry.date),
            ("suspended", self.users["quality"], "Skipped the check", self.today),
        )
        self.assertLess(abs(entry.created_at - entry.create_date), timedelta(minutes=10))

    def test_a_forged_signer_is_refused(self):
        forged = {"default_signer_id": self.users["hr"].id, "uid": self.users["hr"].id}
        ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])
        entry_id = ledger.with_context(**forged).suspend(self.welder.id, self.operation.id, "x")
        self.assertEqual(ledger.browse(entry_id).signer_id, self.users["quality"])
        for name in ("signer_id", "signers", "second_signer_id"):
            with self.subTest(name), self.assertRaises(TypeError):
                ledger.revoke(self.welder.id, self.operation.id, "x", **{name: 1})

    def test_the_doors_for_code_are_closed_to_remote_calls(self):
        ledger = self.env["hr.quality.qualification"]
        for name in ("_qualify", "_append", "_enter", "_decide", "init"):
            with self.subTest(name), self.assertRaises(AccessError):
                get_public_method(ledger, name)

    # What it takes

    def test_a_decision_needs_a_reason(self):
        self.qualify()
        for reason in ("", "  ", None, 7):
            with self.subTest(reason), self.assertRaises(ValidationError):
                self.decide("revoke", reason)

    def test_what_is_not_there_is_a_sentence(self):
        for pair in ((0, self.operation.id), (self.welder.id, 10**8), (True, "x"), (None, None)):
            with self.subTest(pair), self.assertRaises(UserError):
                self.ledger.suspend(*pair, "x")
        with self.assertRaisesRegex(UserError, "never qualified"):
            self.decide("revoke", "x")
        with self.assertRaisesRegex(UserError, "nothing to lift"):
            self.decide("reinstate", "x")
        with self.assertRaises(ValidationError):
            self.decide("suspend", "x", until="next week")
        with self.assertRaisesRegex(ValidationError, "over"):
            self.decide("suspend", "x", until=self.today - timedelta(days=1))

    def test_what_was_revoked_is_not_revoked_again(self):
        self.qualify()
        self.decide("revoke", "Ten bad doors")
        for act in ("revoke", "suspend"):
            with self.subTest(act), self.assertRaisesRegex(UserError, "Ten bad doors"):
                self.decide(act, "Again")

    def test_an_exemption_is_short(self):
        for days in (8, 400):
            with self.subTest(days), self.assertRaisesRegex(ValidationError, "7 days"):
                self.decide("exempt", "x", self.today + timedelta(days=days))
        with self.assertRaises(ValidationError):
            self.decide("exempt", "x", None)
        self.env.company.quality_exemption_days = 2
        with self.assertRaisesRegex(ValidationError, "2 days"):
            self.decide("exempt", "x", self.today + timedelta(days=3))
        self.decide("exempt", "x", self.today + timedelta(days=2))

    def test_an_exemption_does_not_go_past_a_revocation_or_suspension(self):
        self.qualify()
        self.decide("suspend", "Skipped the check")
        with self.assertRaisesRegex(UserError, "Skipped the check"):
            self.decide("exempt", "x", self.today)
        self.decide("reinstate", "x")
        with self.assertRaisesRegex(UserError, "needs no exemption"):
            self.decide("exempt", "x", self.today)

    def test_a_suspension_ends_an_exemption_for_good(self):
        self.decide("exempt", "Line stands", self.today + timedelta(days=3))
        self.decide("suspend", "Broke the fixture")
        self.decide("reinstate", "It was not him")
        self.assertEqual(self.status().status, "none")

    # Qualifying

    def test_two_people_of_two_parties_qualify(self):
        quality, operations = self.users["quality"], self.users["operations"]
        entry = self.qualify()
        self.assertEqual((entry.signer_id, entry.second_signer_id), (quality, operations))
        for signers in (
            quality + self.users["hr"],
            operations + quality,
            quality,
            [quality, quality],
            quality + self.users["admin"],
        ):
            with self.subTest(signers), self.assertRaises(AccessError):
                self.ledger._qualify(self.welder, self.operation, 90, "Passed", signers)

    def test_nobody_certifies_himself(self):
        for name in ("quality", "operations"):
            person = self._employee(name, f"S{name}", user_id=self.users[name].id)
            with self.subTest(name), self.assertRaisesRegex(AccessError, "own"):
                self.qualify(person)

    def test_the_same_person_does_not_sign_twice(self):
        both = self.users["quality"]
        both.group_ids += self.env.ref("base_act.base_act_group_operations")
        with self.assertRaisesRegex(ValidationError, "different"):
            self.ledger._qualify(self.welder, self.operation, 90, "Passed", [both, both])

    def test_it_says_which_revision_and_what_it_rests_on(self):
        revision = self.revision("1", "2020-01-01")
        entry = self.qualify(source=self.standard, skill=self.skill + self.second_skill)
        self.assertEqual(entry.revision_id, revision)
        self.assertEqual((entry.res_model, entry.res_id), (self.standard._name, self.standard.id))
        self.assertEqual(len(self.ledger._current_scores(self.welder)), 2)
        with self.assertRaises(ValidationError):
            self.qualify(evidence="  ")

    # The mirror

    def shown(self):
        lines = self.welder.current_employee_skill_ids
        return lines.filtered(lambda line: line.skill_id == self.skill).skill_level_id.name

    def test_the_mirror_follows_a_revocation(self):
        self.qualify(score=99, skill=self.skill)
        self.assertEqual(self.shown(), "Expert")
        self.decide("revoke", "Ten bad doors")
        self.assertFalse(self.shown())
        self.decide("reinstate", "The gauge was wrong")
        self.assertEqual(self.shown(), "Expert")

    def test_the_daily_run_shows_what_ran_out_and_undoes_what_people_wrote(self):
        self.sign(self.welder, 99, date=self.today - timedelta(days=9), valid_until=self.today)
        self.sign(self.other, 61)
        expert = self.skill_type.skill_level_ids.filtered(lambda level: level.name == "Expert")
        self.other.employee_skill_ids.skill_level_id = expert
        tomorrow = self.today + timedelta(days=1)
        with freeze_time(f"{tomorrow} 12:00"):
            self.ledger.sudo()._mirror_skills(self.welder + self.other, self.skill)
        self.assertFalse(self.shown())
        current = self.other.current_employee_skill_ids
        self.assertEqual(current.skill_level_id.name, "Trained")

    # The wizard

    def test_the_wizard_signs_as_its_user(self):
        self.qualify()
        wizard = self.env["hr.quality.decide"].with_user(self.users["quality"])
        with Form(wizard.with_context(default_decision="suspend")) as form:
            form.employee_id = self.welder
            form.operation_id = self.operation
            self.assertIn("is qualified", form.sentence)
            form.reason = "Skipped the check"
        form.record.action_decide()
        self.assertEqual(self.status().status, "suspended")

    # Answers

    def test_the_answer_says_why_and_whom_to_ask(self):
        self.operation.responsible_user_ids = self.users["quality"] + self.users["hr"]
        self.decide("suspend", "Skipped the check")
        for role in ("operator", "manager", "quality", "hr", "feeder"):
            ledger = self.env["hr.quality.qualification"].with_user(self.users[role])
            answer = ledger.get_qualification(self.welder.id, self.operation.id)
            self.assertEqual((answer["status"], answer["may_work"]), ("suspended", False))
            self.assertIn("Skipped the check", answer["sentence"])
            self.assertEqual(answer["ask"], [self.users["quality"].name])
            self.assertTrue(answer["entered_at"].endswith("+00:00"))
        for role in ("stranger", "operations", "analyst", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["hr.quality.qualification"].with_user(self.users[role]).get_qualification(
                    self.welder.id, self.operation.id
                )

    def test_every_status_has_its_sentence(self):
        for status in dict(self.env["hr.quality.permission"]._fields["status"].selection):
            sentence = self.ledger._status_sentence(self.welder, self.operation, Status(status))
            self.assertIn("Welder", sentence, status)


@tagged("post_install", "-at_install")
class TestLedgerAttacks(ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.qualification"

    def protected_record(self):
        operation = self.env["hr.quality.operation"].create({"code": "ATT", "name": "Attacked"})
        person = self.env["hr.employee"].create({"name": "Attacked"})
        return self.env["hr.quality.qualification"]._qualify(
            person,
            operation,
            90,
            "Passed",
            self.people["quality"] + self.people["operations"],
        )

    def test_attack_by_import(self):
        entry = self.protected_record()
        for who, attacked in self.as_attackers(entry):
            with self.subTest(who=who):
                answer = attacked.browse().load(
                    ["employee_id/.id", "operation_id/.id", "kind", "date", "evidence"],
                    [
                        [
                            str(entry.employee_id.id),
                            str(entry.operation_id.id),
                            "qualified",
                            "2026-01-01",
                            "x",
                        ]
                    ],
                )
                self.assertFalse(answer["ids"])

    def test_attack_with_a_permit_of_ones_own(self):
        """Even the code that may create entries neither changes nor deletes one."""
        entry = self.protected_record()
        with self.refused(AccessError):
            with_permit(entry).write({"score": 1})
        with self.refused(AccessError):
            with_permit(entry).unlink()


@tagged("post_install", "-at_install")
class TestExemptionAttacks(ActAttacks, TransactionCase):
    act_model = "hr.quality.exemption"
    act_arguments = {"act_decline": {"reason": "Take somebody else"}}

    def act_values(self):
        operations = self.env["hr.quality.operation"]
        operation = operations.search([("code", "=", "ATT")]) or operations.create(
            {"code": "ATT", "name": "Attacked"}
        )
        return {
            "employee_id": self.env["hr.employee"].create({"name": "Attacked"}).id,
            "operation_id": operation.id,
            "reason": "Line stands",
            "valid_until": fields.Date.today() + timedelta(days=2),
            "requester_id": self.people["operations"].id,
        }


@tagged("post_install", "-at_install")
class TestExemption(QualityCase):
    def setUp(self):
        super().setUp()
        self.until = fields.Date.today() + timedelta(days=2)

    def ask(self, role="manager", employee=None, until=None, reason="Line stands"):
        ledger = self.env["hr.quality.qualification"].with_user(self.users[role])
        request = ledger.ask_exemption(
            (employee or self.welder).id, self.operation.id, reason, until or self.until
        )
        return self.env["hr.quality.exemption"].browse(request)

    def test_the_manager_asks_and_quality_gives(self):
        request = self.ask()
        self.assertIn(self.users["quality"], request.activity_ids.user_id)
        self.assertFalse(self.may())
        request.with_user(self.users["quality"]).act_give()
        self.assertEqual(request.entry_id.signer_id, self.users["quality"])
        self.assertTrue(self.may())

    def may(self):
        ledger = self.env["hr.quality.qualification"]
        status = ledger._qualification_status(self.welder, self.operation)
        return status[self.welder.id, self.operation.id].may_work

    def test_operations_and_hr_give_none(self):
        request = self.ask()
        for role in ("manager", "operations", "hr", "operator", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                request.with_user(self.users[role]).act_give()
        self.assertFalse(self.may())

    def test_who_may_not_ask(self):
        for role in ("operator", "quality", "hr", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.ask(role)
        with self.assertRaises(AccessError):
            self.ask("manager", self.outsider)
        with self.assertRaises(ValidationError):
            self.ask(reason=" ")
        with self.assertRaises(ValidationError):
            self.ask(until=self.until + timedelta(days=30))

    def test_one_request_at_a_time(self):
        self.ask()
        with self.assertRaisesRegex(UserError, "already"):
            self.ask()

    def test_nobody_is_asked_for_who_needs_none_or_was_taken_off(self):
        for act, sentence in (
            ("suspend", "does not go past that"),
            ("qualify", "needs no exemption"),
        ):
            employee = self._employee(act, f"B6{act}", parent_id=self.manager.id)
            if act == "suspend":
                self.env["hr.quality.qualification"].with_user(self.users["quality"]).suspend(
                    employee.id, self.operation.id, "Skips the check"
                )
            else:
                self.env["hr.quality.qualification"]._qualify(
                    employee,
                    self.operation,
                    90,
                    "Test piece",
                    self.users["quality"] + self.users["operations"],
                )
            with self.subTest(act), self.assertRaisesRegex(UserError, sentence):
                self.ask(employee=employee)

    def wizard(self, role, **values):
        return (
            self.env["hr.quality.ask.exemption"]
            .with_user(self.users[role])
            .create(
                {
                    "employee_id": self.welder.id,
                    "operation_id": self.operation.id,
                    "reason": "Two are ill",
                    "valid_until": self.until,
                    **values,
                }
            )
        )

    def test_it_is_asked_for_on_a_screen(self):
        wizard = self.wizard("manager", about="Order 7")
        self.assertIn("no qualification", wizard.sentence)
        answer = wizard.action_ask()
        self.assertIn(self.users["quality"].name, answer["params"]["message"])
        request = self.env["hr.quality.exemption"].search([("employee_id", "=", self.welder.id)])
        self.assertEqual(
            (request.reason, request.requester_id, request.state),
            ("Order 7: Two are ill", self.users["manager"], "asked"),
        )

    def test_the_screen_is_no_door(self):
        for role in ("operator", "quality", "hr", "admin", "stranger"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.wizard(role)
        with self.assertRaises(AccessError):
            self.wizard("manager", employee_id=self.outsider.id).action_ask()
        wizard = self.wizard("manager")
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["stranger"]).sudo().action_ask()

    def test_quality_does_not_exempt_itself_by_request(self):
        engineer = self._employee(
            "Engineer", "B500", user_id=self.users["quality"].id, parent_id=self.manager.id
        )
        request = self.ask(employee=engineer)
        with self.assertRaises(AccessError):
            request.with_user(self.users["quality"]).act_give()
