"""Only quality says which operation a step of manufacturing belongs to."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import WorkOrderCase


@tagged("post_install", "-at_install")
class TestOperationTie(WorkOrderCase):
    def setUp(self):
        super().setUp()
        self.planner = self.users["planner"]
        self.planner.group_ids += self.env.ref("mrp.group_mrp_manager")

    def test_planner_cannot_untie_or_tie(self):
        step = self.bom.operation_ids
        for record in (self.center, step):
            for attacked in (record.with_user(self.planner), record.with_user(self.planner).sudo()):
                with self.subTest(record), self.assertRaises(AccessError):
                    attacked.quality_operation_id = False
        with self.assertRaises(AccessError):
            step.with_user(self.planner).quality_operation_id = self.operation
        with self.assertRaises(AccessError):
            self.env["mrp.workcenter"].with_user(self.planner).create(
                {"name": "Forged", "quality_operation_id": self.operation.id}
            )

    def test_copy_of_a_bill_keeps_the_tie(self):
        self.bom.operation_ids.quality_operation_id = self.operation
        copied = self.bom.with_user(self.planner).copy()
        self.assertEqual(copied.operation_ids.quality_operation_id, self.operation)

    def test_step_goes_before_work_center(self):
        other = self.env["hr.quality.operation"].create({"code": "POLISH", "name": "Polishing"})
        self.bom.operation_ids.quality_operation_id = other
        self.assertEqual(self.order().workorder_ids.quality_operation_id, other)
