"""What a new revision does to those who are qualified on an earlier one."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestRetraining(LedgerCase):
    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()
        self.first = self.revision("1", "2020-01-01")
        self.qualify()
        self.day = self.today + timedelta(days=10)

    def renew(self, **values):
        standard = self.standard.with_user(self.users["quality"])
        revision_id = standard.add_revision("2", self.day, 0.04, **values)
        return self.env["hr.quality.standard.revision"].browse(revision_id)

    def after(self, days):
        return self.status(day=self.day + timedelta(days=days))

    def test_it_is_due_from_the_first_day_with_a_grace(self):
        second = self.renew(grace_days=20)
        self.assertEqual(self.after(-1).status, "qualified")
        due = self.after(0)
        self.assertEqual((due.status, due.may_work), ("retraining_due", True))
        self.assertEqual(due.valid_until, self.day + timedelta(days=20))
        self.assertEqual(due.revision_id, self.first.id)
        entry = self.ledger.browse(due.entry_id)
        self.assertEqual((entry.kind, entry.revision_id), ("retraining_due", second))
        self.assertEqual(self.after(20).status, "retraining_due")
        over = self.after(21)
        self.assertEqual((over.status, over.may_work), ("outdated", False))

    def test_who_is_retrained_before_or_after_is_qualified(self):
        second = self.renew()
        self.qualify(revision=second)
        self.assertEqual(self.after(0).status, "qualified")
        self.assertEqual(self.after(400).status, "qualified")

    def test_a_revision_that_asks_for_none_marks_nobody(self):
        self.renew(requires_retraining=False)
        self.assertEqual(self.after(400).status, "qualified")

    def test_the_mark_follows_a_correction_of_the_dates(self):
        second = self.renew()
        second.date_from = self.day + timedelta(days=5)
        self.assertEqual(self.after(4).status, "qualified")
        self.assertEqual(self.after(5).status, "retraining_due")
        second.requires_retraining = False
        self.assertEqual(self.after(5).status, "qualified")

    def test_of_two_revisions_missed_the_first_grace_counts(self):
        self.renew(grace_days=10)
        self.standard.add_revision("3", self.day + timedelta(days=5), 0.03, grace_days=100)
        self.assertEqual(self.after(10).status, "retraining_due")
        self.assertEqual(self.after(11).status, "outdated")

    def test_other_modules_are_told_once_and_of_newcomers_later(self):
        told = []
        revisions = type(self.env["hr.quality.standard.revision"])

        def hook(_revision, entries):
            told.append(entries.employee_id)

        with patch.object(revisions, "_raise_retraining", hook):
            second = self.renew()
            self.assertEqual(told, [self.welder])
            second.grace_days = 40
            self.qualify(self.other)
            second._mark_retraining()
            second._mark_retraining()
        self.assertEqual(told, [self.welder, self.other])

    def test_who_has_lost_the_qualification_is_not_marked(self):
        self.decide("revoke", "Ten bad doors")
        self.renew()
        marks = self.ledger.search([("kind", "=", "retraining_due")])
        self.assertFalse(marks.filtered(lambda mark: mark.employee_id == self.welder))

    def test_a_revision_that_the_ledger_names_is_kept(self):
        second = self.renew()
        with self.assertRaisesRegex(UserError, "ledger"):
            second.with_user(self.users["quality"]).unlink()

    def test_the_number_of_queries_does_not_grow_with_people(self):
        def queries(number, people):
            for person in people:
                self.qualify(person)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            day = self.day + timedelta(days=number)
            self.revision(f"Q{number}", day, date_to=day)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.first.date_to = self.day
        people = self.env["hr.employee"].create([{"name": f"P{n}"} for n in range(40)])
        few = queries(1, people[:2])
        self.assertLessEqual(queries(2, people[2:]), few + 8)
