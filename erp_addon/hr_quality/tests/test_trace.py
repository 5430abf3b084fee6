"""Enter a lot, an order or a person: what happened, and what was amiss."""

import json

from freezegun import freeze_time
from odoo.addons.base_act.tests.people import FORGED_CONTEXT
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import delivered
from .test_inspection import InspectionCase, found, inspected
from .test_qualification_status import LedgerCase

QUERIES = 12


class TraceCase(InspectionCase, LedgerCase):
    def trace(self, value="L-1", kind="lot", role="quality", **period):
        service = self.env["hr.quality.trace"].with_user(self.users[role])
        trace = service.get_trace(kind, str(value), **period)
        json.dumps(trace)  # whoever calls by JSON-2 gets exactly this
        return trace

    def rules(self, trace, severity=None):
        return [
            finding["rule"]
            for finding in trace["findings"]
            if severity in (None, finding["severity"])
        ]

    def kinds(self, trace):
        return [event["kind"] for event in trace["events"]]

    def queries(self, value, kind="lot"):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.trace(value, kind)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestTrace(TraceCase):
    def test_a_lot_tells_what_happened_in_order(self):
        """Given a standard, a qualification, production, an inspection and what it found."""
        with freeze_time("2026-01-01 08:00"):
            self.standard.add_revision("A", "2026-01-01", 0.05)
        with freeze_time("2026-01-15 08:00"):
            self.qualify()
        self.record(delivered(), delivered("K2", lot="L-2", day="2026-02-01"))
        self.inspect(inspected())
        self.find(found())
        trace = self.trace()
        self.assertEqual(
            self.kinds(trace),
            ["standard", "qualification", "production", "inspection", "nonconformity"],
        )
        production, inspection, defect = trace["events"][2:]
        self.assertEqual((production["employee"], production["day"]), ("Welder", "2026-02-02"))
        self.assertEqual(production["title"], "Produced 100 pcs")
        self.assertIn("standard revision A", production["text"])
        self.assertEqual((inspection["who"], inspection["tone"]), ("Other", "bad"))
        self.assertIn("4 of 50", inspection["text"])
        self.assertEqual(defect["title"], "WELD / POROSITY")
        self.assertEqual(trace["subject"]["label"], "Lot L-1")
        self.assertEqual(trace["people"], [{"id": self.welder.id, "name": "Welder"}])

    def test_production_is_summed_by_day_shift_operation_and_person(self):
        self.record(
            delivered("1"),
            delivered("2", work_center="LINE-B"),
            delivered("3", shift="late"),
            delivered("4", employee="B002"),
        )
        events = self.trace()["events"]
        self.assertEqual(
            sorted((event["employee"], event["title"]) for event in events),
            [
                ("Other", "Produced 100 pcs"),
                ("Welder", "Produced 100 pcs"),
                ("Welder", "Produced 200 pcs"),
            ],
        )

    def test_a_serial_number_an_order_and_a_person(self):
        self.record(delivered("S", serial="S-9", lot=None), delivered("O", lot=None, order="O-5"))
        self.assertEqual(self.kinds(self.trace("S-9", "serial")), ["production"])
        self.assertEqual(self.kinds(self.trace("O-5", "order")), ["production"])
        period = {"since": "2026-01-01", "until": "2026-12-31"}
        for who in (self.welder.id, "B001", "welder"):
            with self.subTest(who):
                trace = self.trace(who, "employee", **period)
                self.assertEqual(self.kinds(trace), ["production"])
                self.assertEqual(trace["events"][0]["title"], "Produced 200 pcs")
                self.assertEqual(trace["subject"]["label"], "Welder")

    def test_a_person_is_traced_without_any_work(self):
        with freeze_time("2026-01-15 08:00"):
            self.qualify(employee=self.other)
        trace = self.trace(self.other.id, "employee", until="2026-06-30")
        self.assertEqual(self.kinds(trace), ["qualification"])
        self.assertEqual(trace["findings"], [])

    def test_an_order_finds_production_by_the_lots_of_its_inspections(self):
        self.record(delivered())
        self.inspect(inspected(order="O-1"))
        self.assertIn("production", self.kinds(self.trace("O-1", "order")))

    def test_what_nobody_knows_says_so(self):
        trace = self.trace("L-404")
        self.assertFalse(trace["known"])
        self.assertEqual((trace["events"], trace["findings"]), ([], []))

    def test_nonsense_is_refused_with_a_sentence(self):
        service = self.env["hr.quality.trace"].with_user(self.users["quality"])
        for kind, value in (
            ("colour", "red"),
            ("lot", " "),
            ("lot", None),
            ("lot", ["L-1"]),
            ("lot", {"a": 1}),
            ("employee", "Nobody"),
            ("lot", "x" * 300),
        ):
            with self.subTest(kind=kind, value=value), self.assertRaises(UserError):
                service.get_trace(kind, value)
        with self.assertRaises(UserError):
            service.get_trace("lot", "L-1", since="yesterday")

    def test_a_text_is_guessed(self):
        self.record(delivered(order="L-1"))
        service = self.env["hr.quality.trace"].with_user(self.users["quality"])
        self.assertEqual([guess["kind"] for guess in service.guess("L-1")], ["lot", "order"])
        self.assertEqual(service.guess("B001")[0]["value"], str(self.welder.id))
        self.assertEqual(service.guess("Weld")[0]["label"], "Welder")
        self.assertEqual(service.guess(""), [])
        self.assertEqual(service.guess(None), [])

    def test_it_opens_from_person_and_inspection(self):
        action = self.welder.action_open_quality_trace()
        self.assertEqual(action["params"], {"kind": "employee", "value": str(self.welder.id)})
        self.inspect(inspected())
        action = self.inspections().with_user(self.users["quality"]).action_open_trace()
        self.assertEqual(action["params"], {"kind": "lot", "value": "L-1"})
        self.assertEqual(action["tag"], "hr_quality.trace")

    def test_queries_grow_neither_with_rows_nor_with_people(self):
        self.standard.add_revision("A", "2026-01-01", 0.05)
        self.qualify(unused_months=6)
        people = [self._employee(f"Person {n}", f"P{n}") for n in range(15)]
        self.record(delivered("few", lot="FEW"), delivered("few2", lot="FEW", day="2026-02-03"))
        self.record(
            *[
                delivered(f"many {n}", lot="MANY", employee=people[n % 15].barcode, day=day)
                for n in range(300)
                for day in [f"2026-02-{n % 28 + 1:02d}"]
            ]
        )
        self.inspect(*[inspected(f"I{n}", lot="MANY", employee=f"P{n}") for n in range(10)])
        self.find(*[found(f"N{n}", found_in=f"I{n}") for n in range(10)])
        self.trace("FEW")  # fills the caches of models
        few, many = self.queries("FEW"), self.queries("MANY")
        self.assertLessEqual(many, QUERIES)
        self.assertEqual(few, many)


@tagged("post_install", "-at_install")
class TestTraceFindings(TraceCase):
    def test_the_capsules(self):
        """Seed 002: the person had not finished the training for the new filling, production kept
        him on the post all the same, and quality had not looked at his work.
        """
        filling = self.env["hr.quality.operation"].create({"code": "FILL", "name": "Filling"})
        standard = self.env["hr.quality.standard"].create(
            {"name": "Capsule filling", "operation_id": filling.id}
        )
        with freeze_time("2026-03-01 08:00"):
            standard.add_revision("1", "2026-03-01", 0.01)
        self.record(delivered(operation="FILL", lot="CAP-77", day="2026-03-10"))
        self.inspect(inspected(operation="FILL", lot="CAP-77", decided="2026-03-12T09:00:00+00:00"))
        trace = self.trace("CAP-77")
        self.assertEqual(
            {finding["rule"]: finding["duty"] for finding in trace["findings"]},
            {"not_trained": "hr", "unqualified": "operations", "not_checked": "quality"},
        )
        for finding in trace["findings"]:
            with self.subTest(finding["rule"]):
                self.assertEqual(finding["employee"], "Welder")
                self.assertEqual(
                    (finding["operation_id"], finding["at"]), (filling.id, "2026-03-10")
                )
                self.assertEqual(finding["severity"], "high")
                self.assertTrue(finding["text"] and finding["evidence"] and finding["duty_label"])

    def test_a_clean_lot_has_none(self):
        with freeze_time("2026-01-01 08:00"):
            self.standard.add_revision("A", "2026-01-01", 0.05)
        with freeze_time("2026-01-15 08:00"):
            self.qualify()
        self.record(delivered())
        trace = self.trace()
        self.assertTrue(trace["known"])
        self.assertEqual(trace["findings"], [])

    def test_trained_on_an_old_revision_that_was_not_passed_on(self):
        with freeze_time("2026-01-01 08:00"):
            self.standard.add_revision("A", "2026-01-01", 0.05)
        with freeze_time("2026-01-15 08:00"):
            self.qualify()
        with freeze_time("2026-02-10 08:00"):
            self.standard.add_revision("B", "2026-02-20", 0.05)
        self.record(delivered("early", day="2026-02-25", lot="GRACE"))
        self.record(delivered("late", day="2026-06-01", lot="LATE"))
        self.assertNotIn("unqualified", self.rules(self.trace("GRACE")))
        self.assertIn("old_revision", self.rules(self.trace("GRACE"), "note"))
        late = self.trace("LATE")
        self.assertIn("old_revision", self.rules(late, "high"))
        self.assertIn("not_passed_on", self.rules(late, "high"))
        text = next(one["text"] for one in late["findings"] if one["rule"] == "old_revision")
        self.assertIn("revision A", text)
        self.assertIn("revision B", text)

    def test_who_took_note_of_the_revision_was_told(self):
        with freeze_time("2026-01-01 08:00"):
            self.standard.add_revision("A", "2026-01-01", 0.05)
        with freeze_time("2026-01-15 08:00"):
            self.qualify()
        with freeze_time("2026-02-10 08:00"):
            self.standard.add_revision("B", "2026-02-20", 0.05)
        asked = self.env["hr.quality.acknowledgement"].search(
            [("employee_id", "=", self.welder.id), ("revision_id.number", "=", "B")]
        )
        self.record(delivered("before", day="2026-02-25", lot="BEFORE"))
        self.record(delivered("after", day="2026-03-02", lot="AFTER"))
        self.assertIn("not_passed_on", self.rules(self.trace("BEFORE"), "high"))
        with freeze_time("2026-02-28 08:00"):
            asked.with_user(self.users["operator"]).act_acknowledge()
        self.assertIn("not_passed_on", self.rules(self.trace("BEFORE"), "high"))
        after = self.trace("AFTER")
        self.assertNotIn("not_passed_on", self.rules(after))
        self.assertIn("acknowledgement", self.kinds(after))

    def test_the_status_of_that_day_counts_not_that_of_today(self):
        with freeze_time("2026-01-15 08:00"):
            self.qualify()
        with freeze_time("2026-02-05 08:00"):
            self.decide("suspend", "Skipped the check", until="2026-02-10")
        for day, expected in (
            ("2026-01-14", "high"),
            ("2026-01-15", None),
            ("2026-02-04", None),
            ("2026-02-05", "high"),
            ("2026-02-11", None),
        ):
            with self.subTest(day):
                self.record(delivered(day, day=day, lot=day))
                trace = self.trace(day)
                found = [one for one in trace["findings"] if one["rule"] == "unqualified"]
                self.assertEqual([one["severity"] for one in found], [expected] if expected else [])
        suspended = self.trace("2026-02-05")["findings"]
        finding = next(one for one in suspended if one["rule"] == "unqualified")
        self.assertIn("suspended", finding["text"])
        self.assertEqual(finding["res_model"], "hr.quality.qualification")

    def test_what_was_signed_afterwards_does_not_clean_the_lot(self):
        self.record(delivered())
        self.sign(self.welder, 90, date="2026-01-15", operation_id=self.operation.id)
        self.assertIn("unqualified", self.rules(self.trace(), "high"))

    def test_a_supervision_inspection_is_a_check(self):
        self.record(delivered())
        self.assertIn("not_checked", self.rules(self.trace()))
        self.inspect(
            inspected(
                "C", kind="supervision", lot=None, order=None, result="accepted", decided=None
            )
        )
        trace = self.trace()
        self.assertNotIn("not_checked", self.rules(trace))
        self.assertIn("check", self.kinds(trace))

    def test_a_rule_broken_on_many_days_is_one_finding(self):
        self.record(*[delivered(f"{n}", day=f"2026-02-{n:02d}") for n in range(2, 12)])
        trace = self.trace()
        self.assertEqual(len(trace["findings"]), 3)
        self.assertEqual({finding["days"] for finding in trace["findings"]}, {10})
        self.assertEqual({finding["at"] for finding in trace["findings"]}, {"2026-02-02"})

    def test_work_of_an_unknown_badge_is_held_against_nobody(self):
        self.record(delivered(employee="NOBODY"))
        trace = self.trace()
        self.assertEqual((trace["people"], trace["findings"]), ([], []))
        self.assertIn("NOBODY", trace["events"][0]["detail"])


@tagged("post_install", "-at_install")
class TestTraceAttacks(TraceCase):
    """Nobody learns about people whom he may not see."""

    def setUp(self):
        super().setUp()
        self.record(
            delivered("welder"),
            delivered("other", employee="B002"),
            delivered("outsider", employee="B003"),
            delivered("nobody", employee=None),
            delivered("secret", employee="B003", lot="SECRET"),
        )
        self.inspect(
            inspected("I1", employee="B003", inspector="B001"),
            inspected("I2", employee="B001", inspector="B900"),
        )
        self.find(found("N1", found_in="I1", text="Outsider was careless"))
        with freeze_time("2026-01-15 08:00"):
            self.qualify(employee=self.outsider, evidence="Outsider's own evidence")

    def test_each_reads_about_his_own_people_only(self):
        everybody = {"Welder", "Other", "Outsider"}
        visible = {
            "quality": everybody,
            "hr": everybody,
            "manager": {"Welder", "Other"},
            "operator": {"Welder"},
            "stranger": {"Outsider"},
            "operations": set(),
            "analyst": set(),
            "break_glass": set(),
            "admin": set(),
        }
        for role, names in visible.items():
            with self.subTest(role):
                trace = self.trace(role=role)
                self.assertEqual({person["name"] for person in trace["people"]}, names)
                found = {finding["employee"] for finding in trace["findings"]}
                self.assertLessEqual(found, names)
                shown = {event["employee"] for event in trace["events"]} - {"", "another person"}
                self.assertLessEqual(shown, names)

    def test_a_manager_reads_another_person_and_no_more(self):
        trace = self.trace(role="manager")
        told = json.dumps(trace)
        for secret in ("Outsider", "careless", "own evidence", "B003"):
            self.assertNotIn(secret, told)
        masked = [event for event in trace["events"] if event["employee"] == "another person"]
        self.assertTrue(masked)
        for event in masked:
            self.assertFalse(event["employee_id"] or event["res_id"] or event["who"])
        self.assertTrue(trace["others"])
        self.assertNotIn(self.outsider.id, [event["employee_id"] for event in trace["events"]])

    def test_an_operator_reads_his_own_only(self):
        told = json.dumps(self.trace(role="operator"))
        for secret in ("Outsider", "Other", "another person", "careless"):
            self.assertNotIn(secret, told)

    def test_who_had_no_part_learns_not_even_that_it_exists(self):
        unknown = self.trace("L-404", role="manager")
        secret = self.trace("SECRET", role="manager")
        for trace in (unknown, secret):
            trace["subject"].update(value="", label="")
        self.assertEqual(secret, unknown)
        for role in ("manager", "operator", "operations", "analyst", "admin"):
            service = self.env["hr.quality.trace"].with_user(self.users[role])
            self.assertEqual(service.guess("SECRET"), [], role)

    def test_people_whom_one_may_not_see_do_not_exist(self):
        sentences = set()
        for value in (str(self.outsider.id), "B003", "Outsider", "99999999"):
            with self.assertRaises(UserError) as refused:
                self.trace(value, "employee", role="manager")
            sentences.add(str(refused.exception).replace(value, "…"))
        self.assertEqual(len(sentences), 1)
        service = self.env["hr.quality.trace"].with_user(self.users["manager"])
        self.assertEqual(service.guess("B003") + service.guess("Outsider"), [])

    def test_neither_context_nor_sudo_widens_it(self):
        honest = self.trace(role="manager")
        for service in (
            self.env["hr.quality.trace"].with_user(self.users["manager"]).sudo(),
            self.env["hr.quality.trace"]
            .with_user(self.users["manager"])
            .with_context(**FORGED_CONTEXT, active_test=False),
        ):
            self.assertEqual(service.get_trace("lot", "L-1"), honest)

    def test_an_answer_is_not_a_door_to_sql(self):
        for value in ("L-1' OR '1'='1", "%", "L-_", 'L-1"; --'):
            with self.subTest(value):
                self.assertFalse(self.trace(value)["known"])
