from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QualityCase, delivered

NOTHING = {
    "created": 0,
    "replaced": 0,
    "unchanged": 0,
    "superseded": 0,
    "waiting": 0,
    "rejected": [],
}


@tagged("post_install", "-at_install")
class TestRecordBatch(QualityCase):
    def test_a_measurement_finds_its_operation_place_and_person(self):
        self.assertEqual(self.record(delivered()), {**NOTHING, "created": 1})
        measurement = self.measurements(("source_key", "=", "K1"))
        self.assertEqual(measurement.operation_id, self.operation)
        self.assertEqual(measurement.employee_id, self.welder)
        self.assertEqual(measurement.work_center_id, self.operation.work_center_id)
        self.assertEqual(measurement.state, "taken")
        self.assertTrue(measurement.current)
        self.assertEqual(measurement.week_label, "2026-W06")
        self.assertEqual(measurement.produced, 100)

    def test_the_same_batch_again_changes_nothing(self):
        batch = [delivered(f"K{number}") for number in range(20)]
        self.record(*batch)
        before = self.measurements().ids
        self.assertEqual(self.record(*batch), {**NOTHING, "unchanged": 20})
        self.assertEqual(self.measurements().ids, before)

    def test_a_later_revision_replaces_and_history_is_kept(self):
        self.record(delivered())
        answer = self.record(delivered(revision=2, good="90", scrapped="7"))
        self.assertEqual(answer, {**NOTHING, "replaced": 1})
        first, second = self.measurements(order="revision")
        self.assertEqual((first.current, second.current), (False, True))
        self.assertEqual((first.scrapped, second.scrapped), (5, 7))

    def test_an_earlier_revision_is_history_and_never_replaces(self):
        self.record(delivered(revision=5))
        answer = self.record(delivered(revision=3, good="90", scrapped="7"))
        self.assertEqual(answer, {**NOTHING, "superseded": 1})
        self.assertEqual(self.measurements(("current", "=", True)).revision, 5)
        self.assertEqual(len(self.measurements()), 2)

    def test_revisions_of_one_key_in_one_batch_in_any_order(self):
        answer = self.record(
            delivered(revision=2, good="91", scrapped="6"),
            delivered(revision=1),
            delivered(revision=3, good="90", scrapped="7"),
            delivered(revision=3, good="90", scrapped="7"),
        )
        self.assertEqual(
            answer, {**NOTHING, "created": 1, "superseded": 1, "replaced": 1, "unchanged": 1}
        )
        self.assertEqual(self.measurements(("current", "=", True)).revision, 3)

    def test_a_revision_does_not_change_its_content(self):
        self.record(delivered())
        answer = self.record(delivered(good="90", scrapped="7"))
        self.assertEqual(len(answer["rejected"]), 1)
        self.assertIn("higher revision", answer["rejected"][0]["reason"])
        self.assertEqual(self.measurements().scrapped, 5)

    def test_revisions_may_be_times_in_microseconds(self):
        self.record(delivered(revision=1_770_000_000_000_000))
        self.assertEqual(self.measurements().revision, 1_770_000_000_000_000)

    def test_quantities_are_exact(self):
        self.record(delivered(produced="0.3", good="0.1", scrapped="0.2", reworked="0"))
        self.env.cr.execute("SELECT (good + scrapped)::text FROM hr_quality_measurement")
        self.assertEqual(Decimal(self.env.cr.fetchone()[0]), Decimal("0.3"))

    def test_bad_records_do_not_hold_back_the_good_ones(self):
        answer = self.record(
            delivered("A"),
            delivered("B", produced="NaN"),
            delivered("C", day="2026-02-30"),
            delivered("D", unit="kg"),
            delivered("E", produced="99"),
            delivered(None),
            "nonsense",
        )
        self.assertEqual(answer["created"], 1)
        self.assertEqual(self.measurements().source_key, "A")
        self.assertEqual({entry["key"] for entry in answer["rejected"]}, {"B", "C", "D", "E", None})
        self.assertEqual(len(answer["rejected"]), 6)
        unit = next(entry for entry in answer["rejected"] if entry["key"] == "D")
        self.assertEqual(unit["revision"], 1)
        self.assertIn("kg", unit["reason"])
        self.assertIn("pcs", unit["reason"])

    def test_reasons_speak_the_callers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.users["feeder"].lang = "zh_CN"
        feeder = self.env["hr.quality.measurement"].with_user(self.users["feeder"])
        answer = feeder.with_context(lang="zh_CN").record_batch("mes", [delivered(unit=None)])
        self.assertIn("缺少", answer["rejected"][0]["reason"])

    def test_one_key_in_two_sources_is_two_measurements(self):
        self.record(delivered())
        self.assertEqual(self.record(delivered(), source="sap")["created"], 1)

    def test_an_unknown_source_introduces_itself(self):
        self.record(delivered(), source="line7")
        source = self.env["hr.quality.source"].search([("code", "=", "line7")])
        self.assertEqual(source.name, "line7")
        self.assertTrue(source.last_batch_at)

    def test_a_batch_that_is_too_large_is_refused_whole(self):
        with self.assertRaisesRegex(UserError, "20000"):
            self.record(*[delivered()] * 20_001)

    def test_a_batch_without_a_source_or_list_is_refused(self):
        feeder = self.env["hr.quality.measurement"].with_user(self.users["feeder"])
        for source, records in (("", []), (None, []), ("mes", None), ("mes", {"a": 1})):
            with self.subTest(source=source, records=records), self.assertRaises(UserError):
                feeder.record_batch(source, records)

    def test_an_empty_batch_does_nothing(self):
        self.assertEqual(self.record(), NOTHING)

    def test_only_the_feeder_records(self):
        for name, user in self.users.items():
            if name == "feeder":
                continue
            with self.subTest(name), self.assertRaises(AccessError):
                self.env["hr.quality.measurement"].with_user(user).record_batch("mes", [])

    def test_sudo_does_not_make_a_feeder(self):
        as_operator = self.env["hr.quality.measurement"].with_user(self.users["operator"]).sudo()
        with self.assertRaises(AccessError):
            as_operator.record_batch("mes", [delivered()])

    def test_queries_do_not_grow_with_the_batch(self):
        def queries(batch):
            self.record()  # who the feeder is, is read with his request
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.record(*batch)
            return self.env.cr.sql_log_count - before

        few = queries([delivered(f"F{n}") for n in range(3)])
        many = queries([delivered(f"M{n}", employee=f"X{n}") for n in range(2000)])
        corrected = queries(
            [delivered(f"M{n}", 2, employee=f"X{n}", good="93", scrapped="4") for n in range(2000)]
        )
        self.assertLessEqual(few, 10)
        self.assertLessEqual(many, 10)
        self.assertLessEqual(corrected, 10)
