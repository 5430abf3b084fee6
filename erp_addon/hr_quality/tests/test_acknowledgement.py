"""Everybody whom a revision concerns reads it, and says so himself."""

from datetime import timedelta

from odoo import fields
from odoo.addons.base_act.tests.common import ActAttacks
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import delivered
from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestAcknowledgement(LedgerCase):
    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()
        self.day = self.today + timedelta(days=10)

    def asked(self, revision):
        return revision.acknowledgement_ids.employee_id

    def test_those_concerned_are_asked_a_few_days_before(self):
        self.qualify()
        self.record(delivered(day=str(self.today - timedelta(days=7)), employee="B002"))
        self.record(delivered("old", day=str(self.today - timedelta(weeks=9)), employee="B003"))
        department = self.env["hr.department"].create(
            {"name": "Body shop", "manager_id": self._employee("Head", "B800").id}
        )
        self.operation.department_id = department
        revision = self.revision("1", self.day)
        self.assertEqual(
            self.asked(revision), self.welder + self.other + self.manager + department.manager_id
        )
        self.assertEqual(
            set(revision.acknowledgement_ids.mapped("due_on")), {self.day - timedelta(days=3)}
        )
        self.assertEqual(revision.acknowledgement_text, "0 of 4")

    def mine(self, revision, employee=None):
        return revision.acknowledgement_ids.filtered(
            lambda asked: asked.employee_id == (employee or self.welder)
        )

    def test_who_has_a_login_gets_an_activity_and_acknowledges(self):
        self.qualify()
        mine = self.mine(self.revision("1", self.day))
        self.assertEqual(mine.activity_ids.user_id, self.users["operator"])
        self.assertEqual(mine.activity_ids.date_deadline, self.day - timedelta(days=3))
        mine.with_user(self.users["operator"]).act_acknowledge()
        self.assertEqual((mine.state, mine.acknowledged_by), ("acknowledged", "login"))
        self.assertFalse(mine.activity_ids)
        self.assertEqual(mine.revision_id.acknowledgement_text, "1 of 2")

    def test_nobody_acknowledges_for_another(self):
        self.qualify()
        mine = self.mine(self.revision("1", self.day))
        for role in ("manager", "quality", "hr", "stranger", "admin"):
            for asked in (
                mine.with_user(self.users[role]),
                mine.with_user(self.users[role]).sudo(),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    asked.act_acknowledge()
        with self.assertRaises(AccessError):
            mine.sudo()._acknowledge_at_kiosk(self.other)
        self.assertEqual(mine.state, "due")

    def test_at_the_kiosk_without_a_login(self):
        self.qualify(self.other)
        mine = self.mine(self.revision("1", self.day), self.other)
        mine._acknowledge_at_kiosk(self.other)
        self.assertEqual((mine.state, mine.acknowledged_by), ("acknowledged", "kiosk"))
        self.assertIn("Other", mine.act_log_ids[0].reason)
        with self.assertRaises(UserError):
            mine._acknowledge_at_kiosk(self.other)

    def test_newcomers_are_asked_later_and_nobody_twice(self):
        self.qualify()
        revision = self.revision("1", self.day)
        self.qualify(self.other)
        revision._ask_to_acknowledge()
        revision._ask_to_acknowledge()
        self.assertEqual(self.asked(revision), self.welder + self.manager + self.other)

    def test_the_daily_run_leaves_what_was_known_before_it(self):
        """On the first day nobody is asked about standards that are much older than the run."""
        revisions = self.env["hr.quality.standard.revision"]
        known, begun, recent = (
            revisions + self.revision(number, self.today + timedelta(days=days), **until)
            for number, days, until in (
                ("1", 10, {"date_to": self.today + timedelta(days=19)}),
                ("2", 20, {"date_to": self.today + timedelta(days=29)}),
                ("3", 30, {}),
            )
        )
        self.age(known, begun)
        self.qualify()
        begun._ask_to_acknowledge()
        self.qualify(self.other)
        due = (known + begun + recent)._entered_lately()
        self.assertEqual(due, begun + recent)
        with self.enter_registry_test_mode():
            self.env.ref("hr_quality.ir_cron_standards").method_direct_trigger()
        self.assertFalse(known.acknowledgement_ids)
        for revision in begun + recent:
            self.assertEqual(self.asked(revision), self.welder + self.manager + self.other)

    def test_what_was_read_and_then_changed_is_read_again(self):
        self.qualify()
        revision = self.revision("1", self.day, key_point_ids=[self.current()])
        mine = self.mine(revision)
        changes = (
            lambda: revision.write({"note": "Watch the electrodes"}),
            lambda: revision.key_point_ids.write({"upper": 9.6}),
            lambda: revision.write({"key_point_ids": [self.current("Force")]}),
        )
        for change in changes:
            mine.with_user(self.users["operator"]).act_acknowledge()
            change()
            self.assertEqual(mine.state, "due")
        self.assertTrue(mine.activity_ids)

    def test_a_revision_nobody_has_read_yet_may_go(self):
        self.record(delivered(day=str(self.today - timedelta(days=7))))
        revision = self.revision("1", self.day)
        self.assertTrue(revision.acknowledgement_ids)
        revision.with_user(self.users["quality"]).unlink()
        self.assertFalse(revision.exists())

    def test_what_was_acknowledged_is_kept(self):
        self.record(delivered(day=str(self.today - timedelta(days=7))))
        revision = self.revision("1", self.day)
        self.mine(revision).with_user(self.users["operator"]).act_acknowledge()
        with self.assertRaisesRegex(UserError, "kept"):
            revision.with_user(self.users["quality"]).unlink()

    def test_overdue_ones_show(self):
        self.qualify()
        mine = self.mine(self.revision("1", self.day))
        self.assertFalse(mine.is_overdue)
        overdue = [("state", "=", "due"), ("due_on", "<", self.day)]
        self.assertIn(mine, mine.search(overdue))

    def test_everybody_sees_his_own_and_those_below(self):
        self.qualify()
        self.qualify(self.other)
        revision = self.revision("1", self.day)
        everybody = self.welder + self.other + self.manager
        for role, people in (
            ("operator", self.welder),
            ("manager", everybody),
            ("quality", everybody),
            ("hr", everybody),
            ("analyst", self.env["hr.employee"]),
            ("stranger", self.env["hr.employee"]),
        ):
            with self.subTest(role):
                found = self.env["hr.quality.acknowledgement"].with_user(self.users[role])
                found = found.search([("revision_id", "=", revision.id)])
                self.assertEqual(found.sudo().employee_id, people)


@tagged("post_install", "-at_install")
class TestAcknowledgementAttacks(ActAttacks, TransactionCase):
    act_model = "hr.quality.acknowledgement"
    act_performers = {"act_acknowledge": "operations"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        operation = cls.env["hr.quality.operation"].create({"code": "ACK", "name": "Attacked"})
        cls.standard = cls.env["hr.quality.standard"].create(
            {"name": "Attacked", "operation_id": operation.id}
        )
        cls.person = cls.env["hr.employee"].create(
            {"name": "Attacked", "user_id": cls.people["operations"].id}
        )

    def act_values(self):
        number = len(self.standard.revision_ids)
        day = fields.Date.to_date("2090-01-01") + timedelta(days=number)
        revision = self.env["hr.quality.standard.revision"].create(
            {
                "standard_id": self.standard.id,
                "number": str(number),
                "date_from": day,
                "date_to": day,
                "limit": 0.1,
            }
        )
        return {"revision_id": revision.id, "employee_id": self.person.id, "due_on": day}
