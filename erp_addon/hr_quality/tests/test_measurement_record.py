from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.iso_week import monday_of, week_label
from ..tools.measurement_record import read_record
from ..tools.record_reading import RecordRejected
from .common import delivered


class English:
    """Says the sentences as they are written."""

    def _(self, text, **values):
        return text % values


plain = English()


def reason_of(raw):
    try:
        read_record(raw, plain)
    except RecordRejected as reason:
        return str(reason)
    return None


@tagged("post_install", "-at_install")
class TestMeasurementRecord(BaseCase):
    def test_a_good_record_is_exact(self):
        record = read_record(
            delivered(produced="0.3", good="0.1", scrapped="0.2", reworked="0.000000"), plain
        )
        self.assertEqual(record.produced, Decimal("0.3"))
        self.assertEqual((record.day, record.week), (date(2026, 2, 2), date(2026, 2, 2)))
        self.assertEqual(record.week_label, "2026-W06")

    def test_codes_keep_their_zeros(self):
        self.assertEqual(read_record(delivered(employee="000123"), plain).employee, "000123")

    def test_zero_quantities_are_a_correction(self):
        nothing = delivered(produced="0", good="0", scrapped="0", reworked="0")
        self.assertEqual(read_record(nothing, plain).produced, 0)

    def test_the_same_quantities_written_otherwise_are_the_same(self):
        one = read_record(delivered(produced="100", good="92"), plain)
        other = read_record(delivered(produced="100.000", good="92.0"), plain)
        self.assertEqual(one.digest, other.digest)

    def test_every_field_tells_records_apart(self):
        base = read_record(delivered(), plain).digest
        changes = {
            "day": "2026-02-03",
            "shift": "late",
            "operation": "X",
            "work_center": "X",
            "employee": None,
            "material": "X",
            "lot": "X",
            "unit": "kg",
        }
        for name, value in changes.items():
            with self.subTest(name):
                self.assertNotEqual(read_record(delivered(**{name: value}), plain).digest, base)
        moved = read_record(delivered(scrapped="3", reworked="5"), plain)
        self.assertNotEqual(moved.digest, base)

    def test_what_breaks_a_rule_is_rejected_with_a_sentence(self):
        cases = {
            "no object": ("x", "object"),
            "unknown field": (delivered(colour="red"), "colour"),
            "no key": (delivered(key=None), "“key” is missing"),
            "blank key": (delivered(key="  "), "“key” is missing"),
            "number as key": (delivered(key=17), "keep their zeros"),
            "no operation": (delivered(operation=""), "“operation” is missing"),
            "no unit": (delivered(unit=None), "“unit” is missing"),
            "number as badge": (delivered(employee=123), "“employee” must be text"),
            "null byte": (delivered(lot="a\x00b"), "readable"),
            "endless text": (delivered(lot="x" * 300), "256"),
            "no revision": (delivered(revision=None), "“revision”"),
            "text as revision": (delivered(revision="1"), "“revision”"),
            "true as revision": (delivered(revision=True), "“revision”"),
            "negative revision": (delivered(revision=-1), "“revision”"),
            "huge revision": (delivered(revision=2**63), "“revision”"),
            "no day": (delivered(day=None), "“day”"),
            "30 February": (delivered(day="2026-02-30"), "2026-02-30"),
            "American day": (delivered(day="02/03/2026"), "YYYY-MM-DD"),
            "short day": (delivered(day="20260203"), "YYYY-MM-DD"),
            "year 1900": (delivered(day="1900-01-01"), "2000"),
            "no quantity": (delivered(good=None), "“good” is missing"),
            "number as quantity": (delivered(good=92), "decimal number as text"),
            "NaN": (delivered(produced="NaN"), "NaN"),
            "Infinity": (delivered(produced="Infinity"), "Infinity"),
            "exponent": (delivered(produced="1e9"), "1e9"),
            "comma": (delivered(produced="100,0"), "100,0"),
            "other digits": (delivered(produced="١٠٠"), "decimal"),
            "too fine": (delivered(produced="0.0000001"), "6"),
            "too large": (delivered(produced="1234567890123"), "12"),
            "negative": (delivered(scrapped="-5", produced="90"), "negative"),
            "does not add up": (delivered(produced="99"), "99"),
        }
        for name, (raw, expected) in cases.items():
            with self.subTest(name):
                reason = reason_of(raw)
                self.assertIsNotNone(reason, "was not rejected")
                self.assertIn(expected, reason)

    def test_iso_weeks_at_the_turn_of_the_year(self):
        self.assertEqual(week_label(date(2027, 1, 3)), "2026-W53")
        self.assertEqual(monday_of(date(2027, 1, 3)), date(2026, 12, 28))
        self.assertEqual(week_label(date(2024, 12, 30)), "2025-W01")
