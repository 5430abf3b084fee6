from odoo.tests import tagged

from .common import QualityCase, delivered


@tagged("post_install", "-at_install")
class TestReport(QualityCase):
    def test_the_rate_of_a_group_is_that_of_all_its_pieces(self):
        """8 of 100 and 1 of 900 are 9 of 1000, and not the mean of 8 % and 0.11 %."""
        self.record(
            delivered("A"),
            delivered("B", produced="900", good="899", scrapped="1", reworked="0"),
            delivered("C", produced="0", good="0", scrapped="0", reworked="0"),
        )
        rows = self.env["hr.quality.measurement.report"].formatted_read_group(
            [], ["operation_id"], ["defect_rate:avg", "produced:sum", "defective:sum"]
        )
        self.assertEqual(len(rows), 1)
        self.assertAlmostEqual(rows[0]["defect_rate:avg"], 0.009, 12)
        self.assertEqual((rows[0]["produced:sum"], rows[0]["defective:sum"]), (1000, 9))

    def test_nothing_produced_has_no_rate(self):
        self.record(delivered("C", produced="0", good="0", scrapped="0", reworked="0"))
        rows = self.env["hr.quality.measurement.report"].formatted_read_group(
            [], [], ["defect_rate:avg"]
        )
        self.assertFalse(rows[0]["defect_rate:avg"])

    def test_what_waits_or_was_replaced_counts_nowhere(self):
        self.record(delivered("A"), delivered("B", operation="UNKNOWN"))
        self.record(delivered("A", 2, good="90", scrapped="7"))
        counted = self.env["hr.quality.measurement.report"].search([])
        self.assertEqual(counted.mapped("scrapped"), [7])

    def test_the_rate_can_be_ordered_by(self):
        self.record(delivered("A"), delivered("B", shift="late", scrapped="0", good="97"))
        rows = self.env["hr.quality.measurement.report"].formatted_read_group(
            [], ["shift"], ["defect_rate:avg"], order="defect_rate:avg desc"
        )
        self.assertEqual([row["shift"] for row in rows], ["early", "late"])
