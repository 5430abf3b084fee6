"""Inspections entered by hand: under one's own name, never about one's own work."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.misc import file_open

from .test_inspection import InspectionCase, inspected


@tagged("post_install", "-at_install")
class TestInspectionEnter(InspectionCase):
    def wizard(self, role="quality", **values):
        return (
            self.env["hr.quality.enter.inspection"]
            .with_user(self.users[role])
            .create(
                {
                    "result": "rejected",
                    "operation_id": self.operation.id,
                    "employee_id": self.welder.id,
                    "lot": "L-7",
                    "inspected": 20,
                    "nonconforming": 2,
                    "decided_at": "2026-02-03 09:00:00",
                    "line_ids": [Command.create({"code": "POROSITY", "quantity": 2})],
                    **values,
                }
            )
        )

    def enter(self, **values):
        action = self.wizard(**values).action_enter()
        return self.env["hr.quality.inspection"].browse(action["res_id"])

    def test_it_is_recorded_under_ones_own_name(self):
        self.standard.add_revision("A", "2026-01-01", 0.05)
        with file_open("base/static/img/avatar.png", "rb") as picture:
            image = base64.b64encode(picture.read())
        row = self.enter(
            line_ids=[Command.create({"code": "POROSITY", "quantity": 2, "picture": image})]
        )
        self.assertEqual(row.recorded_by_id, self.users["quality"])
        self.assertEqual((row.source_id.code, row.current, row.state), ("hand", True, "taken"))
        self.assertEqual((row.operation_id, row.employee_id), (self.operation, self.welder))
        self.assertEqual(row.standard_revision_id.number, "A")
        defect = row.nonconformity_ids
        self.assertEqual(
            (defect.code, defect.lot, defect.employee_id), ("POROSITY", "L-7", self.welder)
        )
        self.assertTrue(defect.picture)

    def test_a_correction_needs_a_reason_and_keeps_what_was_wrong(self):
        row = self.enter()
        with self.assertRaises(UserError):
            self.enter(corrected_id=row.id)
        again = self.enter(
            corrected_id=row.id, result="accepted", nonconforming=0, line_ids=[], reason="Wrong lot"
        )
        self.assertEqual((row.current, again.current), (False, True))
        self.assertEqual((again.source_key, again.revision), (row.source_key, 2))
        self.assertEqual(again.reason, "Wrong lot")
        self.assertFalse(again.nonconformity_ids)
        with self.assertRaises(UserError):
            self.enter(corrected_id=row.id, reason="Once more")

    def test_a_correction_begins_from_what_was_entered(self):
        row = self.enter()
        action = row.with_user(self.users["quality"]).action_correct()
        wizards = self.env["hr.quality.enter.inspection"].with_user(self.users["quality"])
        wizard = wizards.with_context(**action["context"]).create({"reason": "Counted anew"})
        self.assertEqual((wizard.lot, wizard.line_ids.code), ("L-7", "POROSITY"))

    def test_attack_only_quality_enters_and_not_about_himself(self):
        for role in ("operator", "manager", "operations", "hr", "analyst", "admin", "break_glass"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.wizard(role)
        wizard = self.wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["hr"]).sudo().action_enter()
        own = self._employee("Inspector", "B950", user_id=self.users["quality"].id)
        with self.assertRaises(AccessError):
            self.enter(employee_id=own.id)

    def test_attack_what_a_system_recorded_is_not_corrected_by_hand(self):
        self.inspect(inspected())
        with self.assertRaises(UserError):
            self.enter(corrected_id=self.inspections().id, reason="I know better")
        self.assertTrue(self.inspections().current)

    def test_attack_the_feeder_does_not_speak_for_people(self):
        """What was entered by hand, or as a file, is replaced by nobody from outside."""
        row = self.enter()
        feeder = self.users["feeder"]
        for model in ("inspection", "measurement", "nonconformity"):
            records = self.env[f"hr.quality.{model}"].with_user(feeder)
            for source in ("hand", " hand ", "file"):
                with self.subTest(model=model, source=source), self.assertRaises(AccessError):
                    records.record_batch(source, [inspected(row.source_key, 2)])
        self.assertTrue(row.current)
