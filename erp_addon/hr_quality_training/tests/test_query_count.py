"""The number of queries does not grow with rows, operations or needs."""

from datetime import timedelta

from odoo.tests import tagged

from .common import BAD, GOOD, RuleCase
from .plant import MONDAY


@tagged("post_install", "-at_install")
class TestQueryCount(RuleCase):
    def queries(self, work):
        """How many queries ``work`` takes, once everything is flushed and nothing is cached."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def operations(self, first, count, weeks):
        for number in range(first, first + count):
            operation = self.plant.operation(f"OP{number:04}")
            self.plant.produce(operation, weeks)

    def test_evaluating_ten_times_the_operations_and_rows(self):
        """Each time after a first evaluation, which fills Odoo's own caches of rights."""
        self.operations(100, 2, [BAD, BAD, GOOD])
        self.evaluate()
        few = self.queries(self.evaluate)
        self.operations(200, 20, [BAD, BAD, GOOD] * 4)
        self.evaluate()
        many = self.queries(self.evaluate)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 12)

    def test_raising_ten_times_the_needs(self):
        """All of ours is written in batches; what is left is a number and the manager's mail."""
        self.operations(100, 1, [BAD, BAD, BAD])
        self.evaluate()
        self.operations(200, 2, [BAD, BAD, BAD])
        few = self.queries(self.evaluate)
        self.operations(300, 20, [BAD, BAD, BAD])
        many = self.queries(self.evaluate)
        per_need = (many - few) / 18
        self.assertLessEqual(per_need, 14)

    def test_reading_the_list_and_the_kanban(self):
        """As the web client reads them, for the manager."""
        fields = {
            name: {}
            for name in (
                "name",
                "weeks",
                "defect_rate",
                "limit",
                "mean_score",
                "mean_score_hidden",
                "reason_text",
                "state",
                "activity_state",
                "act_available",
            )
        }
        fields |= {
            "operation_id": {"fields": {"display_name": {}}},
            "responsible_id": {"fields": {"display_name": {}}},
        }
        needs = self.env["hr.quality.need"].with_user(self.plant.manager)

        def read():
            return needs.web_search_read([], fields)

        self.operations(100, 2, [BAD, BAD, BAD])
        self.evaluate()
        read()
        few = self.queries(read)
        self.operations(200, 20, [BAD, BAD, BAD])
        self.evaluate()
        many = self.queries(read)
        self.assertEqual(len(read()["records"]), 22)
        self.assertEqual(many, few)

    def test_reading_the_outcomes(self):
        outcomes = self.env["hr.quality.rule.outcome"].with_user(self.plant.quality)

        def read():
            return outcomes.web_search_read(
                [], {"operation_id": {"fields": {"display_name": {}}}, "explanation": {}}
            )

        self.operations(100, 2, [BAD, BAD, BAD])
        self.evaluate()
        read()
        few = self.queries(read)
        self.operations(200, 20, [BAD, BAD, BAD])
        self.evaluate()
        self.assertEqual(self.queries(read), few)

    def test_the_latest_measurement_day_is_irrelevant(self):
        """Weeks far back are summed in the same statement."""
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [BAD])
        self.evaluate()
        few = self.queries(self.evaluate)
        for back in range(30, 60):
            day = MONDAY - timedelta(weeks=back)
            self.plant.feed(self.plant.records(operation, day, GOOD, ("b1",)))
        self.assertEqual(self.queries(self.evaluate), few)
