"""An act on many documents costs hardly more queries than on one."""

from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestQueries(DocumentCase):
    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_an_act_costs_no_query_per_document(self):
        few, many = self.documents(2), self.documents(42)
        self.by("quality", self.document()).act_reject(reason="Warm the caches")
        first = self.queries(lambda: self.by("quality", few).act_reject(reason="Double"))
        second = self.queries(lambda: self.by("quality", many).act_reject(reason="Double"))
        self.assertEqual(second, first)
        self.assertLessEqual(first, 40)

    def test_reading_what_one_may_do_costs_no_query_per_document(self):
        few, many = self.documents(2), self.documents(42)
        self.by("operations", self.document()).get_available_acts()
        first = self.queries(lambda: self.by("operations", few).get_available_acts())
        second = self.queries(lambda: self.by("operations", many).get_available_acts())
        self.assertEqual(second, first)
