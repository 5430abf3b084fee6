"""What the training loop adds to a trace: needs, trainings, assessments, checks, effects."""

from odoo.addons.hr_quality.tests.common import delivered
from odoo.addons.hr_quality.tests.test_trace import TraceCase
from odoo.tests import tagged

from .test_plan_attacks import PlanCase


@tagged("post_install", "-at_install")
class TestTrainingTrace(PlanCase, TraceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._employee("Worker", "T001", parent_id=cls.manager.id)
        cls.env["hr.quality.sampling.plan"].search([]).active = False

    def produce(self, day, lot="T-1", **values):
        self.record(
            delivered(lot, operation="P1", employee="T001", lot=lot, day=day, unit="pcs", **values)
        )

    def teach(self, state="published", learned_on=None, **values):
        participant = {
            "employee_id": self.worker.id,
            "state": "learned" if learned_on else "learning",
            "learned_on": learned_on,
        }
        return self.plan(
            state=state,
            published_on="2026-02-01",
            session_ids=[],
            participant_ids=[(0, 0, participant)],
            **values,
        )

    def check(self, **values):
        return self.env["hr.quality.check"]._act_create(
            [
                {
                    "employee_id": self.worker.id,
                    "operation_id": self.operation.id,
                    "origin": "sampling",
                    "standing": "unqualified",
                    "made_on": "2026-02-20",
                    "due_on": "2026-03-01",
                    **values,
                }
            ]
        )

    def finding(self, rule, lot="T-1"):
        found = [one for one in self.trace(lot)["findings"] if one["rule"] == rule]
        return found[0] if found else None

    def test_the_capsules_with_the_record_of_hr(self):
        """Seed 002: HR's record says that the training was not completed."""
        plan = self.teach()
        self.produce("2026-03-10")
        trace = self.trace("T-1")
        self.assertEqual(
            {finding["rule"]: finding["duty"] for finding in trace["findings"]},
            {"not_trained": "hr", "unqualified": "operations", "not_checked": "quality"},
        )
        self.assertIn(plan.name, self.finding("not_trained")["evidence"])
        self.assertIn("training", self.kinds(trace))

    def test_who_has_learned_is_trained_from_that_day_on(self):
        self.teach(learned_on="2026-03-05 10:00:00")
        self.produce("2026-03-04", "BEFORE")
        self.produce("2026-03-05", "AFTER")
        self.assertTrue(self.finding("not_trained", "BEFORE"))
        self.assertFalse(self.finding("not_trained", "AFTER"))

    def test_a_check_that_was_overdue_is_a_finding_and_one_made_is_none(self):
        self.produce("2026-03-10")
        self.check()
        finding = self.finding("not_checked")
        self.assertIn("overdue", finding["text"])
        self.check(
            state="passed",
            due_on="2026-03-11",
            done_on="2026-03-09 10:00:00",
            operation_id=self.operation.id,
        )
        self.produce("2026-02-25", "EARLY")
        self.assertFalse(self.finding("not_checked", "EARLY"))

    def test_a_waived_check_was_not_made(self):
        self.produce("2026-03-10")
        self.check(state="waived", done_on="2026-03-02 10:00:00", reason="No time")
        self.assertTrue(self.finding("not_checked"))

    def test_the_sampling_plan_says_within_how_many_days(self):
        self.env["hr.quality.sampling.plan"].create(
            {"name": "All", "interval_unqualified": 7, "interval_new": 30}
        )
        self.env["hr.quality.sampling.plan"].create(
            {
                "name": "These",
                "scope": "chosen",
                "operation_ids": self.operation.ids,
                "interval_unqualified": 3,
                "interval_new": 30,
            }
        )
        self.produce("2026-03-10")
        self.assertIn("3 days", self.finding("not_checked")["evidence"])

    def test_an_open_assessment_keeps_its_scores(self):
        plan = self.teach()
        self.env["hr.quality.assessment"]._act_create(
            [
                {
                    "participant_id": plan.participant_ids.id,
                    "employee_id": self.worker.id,
                    "plan_id": plan.id,
                    "operation_id": self.operation.id,
                    "course_id": self.course.id,
                    "attempt": 1,
                    "opened_on": "2026-03-01",
                    "score": 41.5,
                }
            ]
        )
        self.produce("2026-03-10")
        events = [one for one in self.trace("T-1")["events"] if one["kind"] == "assessment"]
        self.assertEqual(len(events), 1)
        self.assertNotIn("41.5", str(events))

    def test_needs_of_the_operation_are_told_without_their_words_to_who_may_not_read_them(self):
        self.env["hr.quality.need"]._act_create(
            [
                {
                    "operation_id": self.operation.id,
                    "kind": "person",
                    "raised_on": "2026-03-01",
                    "problem": "Worker's hands shake",
                }
            ]
        )
        self.produce("2026-03-10")
        self.assertIn("need", self.kinds(self.trace("T-1")))
        self.assertIn("hands shake", str(self.trace("T-1")))
        self.assertNotIn("hands shake", str(self.trace("T-1", role="manager")))
        self.assertNotIn("need", self.kinds(self.trace("T-1", role="operator")))

    def test_queries_do_not_grow(self):
        self.produce("2026-03-10", "FEW")
        for number in range(4):
            self.produce(f"2026-03-1{number}", f"M{number}")
        self.record(
            *[
                delivered(f"many {n}", operation="P1", employee="T001", lot="MANY", day=day)
                for n in range(60)
                for day in [f"2026-03-{n % 28 + 1:02d}"]
            ]
        )
        self.teach()
        self.check()
        counts = []
        for lot in ("FEW", "FEW", "MANY"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.trace(lot)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 12)
