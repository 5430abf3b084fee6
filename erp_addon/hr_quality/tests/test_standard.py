from datetime import date, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestStandard(QualityCase):
    def revision(self, number, date_from, date_to=False, limit=0.05):
        return self.env["hr.quality.standard.revision"].create(
            {
                "standard_id": self.standard.id,
                "number": number,
                "date_from": date_from,
                "date_to": date_to,
                "limit": limit,
            }
        )

    def test_revisions_of_a_standard_never_overlap(self):
        self.revision("1", "2026-01-01", "2026-03-31")
        for date_from, date_to in (
            ("2026-03-31", False),
            ("2025-12-01", "2026-01-01"),
            ("2025-12-01", False),
            ("2026-02-01", "2026-02-10"),
            ("2025-01-01", "2027-01-01"),
        ):
            with (
                self.subTest(date_from),
                self.assertRaisesRegex(ValidationError, "revision 1"),
                self.env.cr.savepoint(),
            ):
                self.revision("2", date_from, date_to)
        self.revision("2", "2026-04-01")
        self.revision("0", "2025-01-01", "2025-12-31")

    def test_the_database_refuses_what_goes_round_the_check(self):
        self.revision("1", "2026-01-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                'INSERT INTO hr_quality_standard_revision (standard_id, number, date_from, "limit")'
                " VALUES (%s, '2', '2026-05-01', 0.1)",
                [self.standard.id],
            )

    def test_other_standards_have_their_own_days(self):
        self.revision("1", "2026-01-01")
        operation = self.env["hr.quality.operation"].create({"code": "X", "name": "X"})
        other = self.env["hr.quality.standard"].create({"name": "X", "operation_id": operation.id})
        other.add_revision("1", "2026-01-01", 0.1)

    def test_a_limit_is_a_fraction(self):
        for limit in (-0.01, 1.01, 5):
            with (
                self.subTest(limit),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.revision("1", "2026-01-01", limit=limit)

    def test_the_limit_in_force_is_that_of_the_day(self):
        today = fields.Date.today()
        self.revision("1", today - timedelta(days=60), today - timedelta(days=1), 0.08)
        current = self.revision("2", today, False, 0.05)
        self.assertEqual(self.operation.current_limit, 0.05)
        self.assertEqual(self.operation.current_revision_id, current)
        self.assertEqual(self.standard.current_revision_id, current)
        earlier = self.env["hr.quality.standard.revision"]._in_force(
            self.operation, today - timedelta(days=1)
        )
        self.assertEqual(earlier[self.operation.id].limit, 0.08)

    def test_a_new_revision_ends_the_open_one_the_day_before(self):
        first = self.revision("1", "2026-01-01")
        self.standard.with_user(self.users["quality"]).add_revision("2", "2030-01-01", 0.04, "Care")
        self.assertEqual(first.date_to, date(2029, 12, 31))
        self.assertEqual(set(self.standard.revision_ids.mapped("number")), {"1", "2"})

    def test_what_weeks_were_judged_by_stays(self):
        with freeze_time("2026-02-01"):
            revision = self.revision("1", "2026-01-01")
            revision.limit = 0.06  # a slip, put right on the same day
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE hr_quality_standard_revision SET create_date = '2026-02-01' WHERE id = %s",
                [revision.id],
            )
            self.env.invalidate_all()
        with freeze_time("2026-03-01"):
            for change in (
                {"limit": 0.5},
                {"date_from": "2026-02-15"},
                {"number": "9"},
                {"note": "x"},
                {"date_to": "2026-01-31"},
            ):
                with self.subTest(change), self.assertRaises(UserError):
                    revision.write(change)
            with self.assertRaises(UserError):
                revision.unlink()
            revision.date_to = "2026-03-31"
        with freeze_time("2026-05-01"), self.assertRaises(UserError):
            revision.date_to = False

    def test_a_coming_revision_may_still_change(self):
        revision = self.revision("1", fields.Date.today() + timedelta(days=10))
        revision.limit = 0.5
        revision.unlink()

    def test_only_quality_writes_standards(self):
        revision = self.revision("1", "2026-01-01")
        for name in ("operations", "hr", "analyst", "operator", "manager", "break_glass", "admin"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    revision.with_user(self.users[name]).write({"date_to": "2030-01-01"})
                with self.assertRaises(AccessError):
                    self.standard.with_user(self.users[name]).add_revision("2", "2031-01-01", 0.1)

    def test_an_operation_has_one_standard(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["hr.quality.standard"].create(
                {"name": "Second", "operation_id": self.operation.id}
            )

    def test_the_wizard_adds_a_revision(self):
        wizard = (
            self.env["hr.quality.add.revision"]
            .with_user(self.users["quality"])
            .create({"standard_id": self.standard.id, "number": "1", "limit": 0.05})
        )
        wizard.action_add()
        self.assertEqual(
            self.standard.revision_ids.date_from, fields.Date.today() + timedelta(days=1)
        )
