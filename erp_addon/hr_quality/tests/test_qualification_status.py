"""Whether somebody may do an operation, day by day, as the ledger's entries say together."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged

from .common import delivered
from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestQualificationStatus(LedgerCase):
    def test_without_an_entry_there_is_none(self):
        self.assertEqual((self.status().status, self.status().may_work), ("none", False))

    def test_a_score_alone_qualifies_nobody(self):
        self.sign(self.welder, 99, operation_id=self.operation.id)
        self.assertEqual(self.status().status, "none")

    def test_a_qualification_holds_through_its_last_day(self):
        with freeze_time("2026-03-02 09:00"):
            entry = self.qualify(valid_until="2026-05-31")
        held = self.status(day="2026-05-31")
        self.assertEqual(
            (held.status, held.may_work, held.entry_id, str(held.valid_until), str(held.since)),
            ("qualified", True, entry.id, "2026-05-31", "2026-03-02"),
        )
        over = self.status(day="2026-06-01")
        self.assertEqual((over.status, over.may_work), ("expired", False))
        self.assertEqual(str(over.since), "2026-06-01")
        self.assertEqual(self.status(day="2026-03-01").status, "none")

    def produce(self, *days):
        self.record(*[delivered(f"use {day}", day=day) for day in days])

    def test_it_lapses_when_the_operation_is_not_done(self):
        with freeze_time("2026-03-02 09:00"):
            self.qualify(unused_months=3)
        self.assertEqual(self.status(day="2026-06-02").status, "qualified")
        self.assertEqual(self.status(day="2026-06-03").status, "expired")
        self.produce("2026-04-10", "2026-05-20")
        self.assertEqual(str(self.status(day="2026-06-03").valid_until), "2026-08-20")
        self.assertEqual(self.status(day="2026-08-20").status, "qualified")
        self.assertEqual(self.status(day="2026-08-21").status, "expired")

    def test_work_after_it_lapsed_does_not_bring_it_back(self):
        with freeze_time("2026-03-02 09:00"):
            self.qualify(unused_months=3)
        self.produce("2026-04-10", "2026-09-01")
        over = self.status(day="2026-09-02")
        self.assertEqual((over.status, str(over.valid_until)), ("expired", "2026-07-10"))

    def test_what_was_known_at_a_moment_is_not_rewritten(self):
        with freeze_time("2026-03-02 09:00"):
            self.qualify()
        with freeze_time("2026-03-10 14:00"):
            self.decide("suspend", "Skipped the check")

        def at(moment):
            found = self.ledger._status_at(
                self.welder, self.operation, datetime.fromisoformat(moment)
            )
            return found[self.welder.id, self.operation.id].status

        self.assertEqual(at("2026-03-02T08:59:00"), "none")
        self.assertEqual(at("2026-03-10T13:59:00"), "qualified")
        self.assertEqual(at("2026-03-10T14:00:00"), "suspended")
        self.assertEqual(at("2026-03-10T21:59:00+08:00"), "qualified")
        self.assertEqual(self.status(day="2026-03-10").status, "suspended")

    # Suspending, revoking, reinstating, exempting

    def test_a_suspension_with_an_end_gives_back_what_was_before(self):
        with freeze_time("2026-03-02 09:00"):
            self.qualify()
            self.decide("suspend", "Injury", until="2026-03-15")
        self.assertEqual(self.status(day="2026-03-15").status, "suspended")
        self.assertEqual(self.status(day="2026-03-16").status, "qualified")

    def test_a_suspension_is_lifted(self):
        self.qualify()
        self.decide("suspend", "Skipped the check")
        self.assertFalse(self.status().may_work)
        self.decide("reinstate", "Talked it through")
        self.assertEqual(self.status().status, "qualified")

    def test_a_new_qualification_ends_a_revocation_and_no_suspension(self):
        self.qualify()
        self.decide("revoke", "Ten bad doors")
        self.qualify()
        self.assertEqual(self.status().status, "qualified")
        self.decide("suspend", "Skipped the check")
        self.qualify()
        self.assertEqual(self.status().status, "suspended")

    def test_a_revocation_takes_the_score_and_reinstatement_gives_it_back(self):
        self.qualify(score=91, skill=self.skill)
        self.assertEqual(self.score(), 91)
        self.decide("revoke", "Ten bad doors")
        self.assertIsNone(self.score())
        self.decide("reinstate", "The gauge was wrong")
        self.assertEqual((self.score(), self.status().status), (91, "qualified"))

    def score(self):
        scores = self.ledger._current_scores(self.welder, self.skill)
        held = scores.get((self.welder.id, self.skill.id))
        return held and held[0]

    def test_when_an_exemption_ends_what_was_before_holds(self):
        with freeze_time("2026-03-02 09:00"):
            self.decide("exempt", "Line stands", "2026-03-05")
        self.assertEqual(self.status(day="2026-03-05").status, "exempt")
        self.assertEqual(self.status(day="2026-03-06").status, "none")

    def test_sixty_people_and_forty_operations_are_one_query(self):
        people = self.env["hr.employee"].create([{"name": f"P{n}"} for n in range(60)])
        operations = self.env["hr.quality.operation"].create(
            [{"code": f"OP{n}", "name": f"OP{n}"} for n in range(40)]
        )
        for person, operation in zip(people, operations, strict=False):
            self.qualify(person, operation=operation, unused_months=6)
        self.env.flush_all()
        today = fields.Date.today()
        with self.assertQueryCount(1):
            found = self.ledger._qualification_status(people, operations, today)
        self.assertEqual(len(found), 2400)
        self.assertEqual(sum(status.may_work for status in found.values()), 40)
        with self.assertQueryCount(1):
            self.ledger._qualification_status(people, operations, today - timedelta(days=1))
