"""Two operators report at once, when the month's list does not exist yet."""

from odoo import SUPERUSER_ID
from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.at_once import AtOnceCase, run_at_once
from odoo.addons.base_act.tests.common import forget_acts
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestTwoReportsAtOnce(AtOnceCase):
    @classmethod
    def _build(cls, env):
        department = env["hr.department"].create({"name": "Two reports at once"})
        operation = env["hr.quality.operation"].create(
            {"code": "TWO-REPORTS", "name": "Two reports", "department_id": department.id}
        )
        cls.department_id, cls.operation_id = department.id, operation.id

    @classmethod
    def _remove(cls, env):
        lists = env["hr.quality.difficulty.list"].search(
            [("department_id", "=", cls.department_id)]
        )
        for documents in (lists.difficulty_ids, lists):
            if documents:
                forget_acts(documents)
        with_permit(env["hr.quality.operation"].browse(cls.operation_id)).unlink()
        env["hr.department"].browse(cls.department_id).unlink()

    def test_both_are_on_the_same_list(self):
        def report(problem):
            def call(env):
                return env["hr.quality.difficulty"].report(self.operation_id, problem)

            return SUPERUSER_ID, call

        first, second = run_at_once(self.registry, report("The clamp slips"), report("Too dark"))
        self.assertNotEqual(first, second)

        def lists(env):
            return env["hr.quality.difficulty"].browse([first, second]).list_id.ids

        self.assertEqual(len(self._in_transaction(lists)), 1)
