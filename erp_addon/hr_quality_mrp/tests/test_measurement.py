"""What Odoo's own work orders produce is measured like a MES's counts."""

from odoo.tests import tagged

from .common import WorkOrderCase


@tagged("post_install", "-at_install")
class TestMeasurement(WorkOrderCase):
    def finished(self, operator=None, **values):
        order = self.work_order(operator or self.welder)
        order.button_start()
        order.write(values)
        order.button_finish()
        return order

    def measurement(self, order):
        return self.env["hr.quality.measurement"].search(
            [("source_key", "=", f"workorder/{order.id}"), ("current", "=", True)]
        )

    def scrap(self, order, quantity):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": quantity,
                "workorder_id": order.id,
                "production_id": order.production_id.id,
            }
        )
        scrap.do_scrap()

    def test_done_order_is_measured(self):
        measured = self.measurement(self.finished(reworked_qty=2))
        self.assertEqual(
            (measured.produced, measured.good, measured.scrapped, measured.reworked), (10, 8, 0, 2)
        )
        self.assertEqual(measured.operation_id, self.operation)
        self.assertEqual(measured.employee_id, self.welder)
        self.assertEqual(measured.unit, self.operation.unit)

    def test_scrap_corrects_the_measurement(self):
        order = self.finished()
        self.scrap(order, 3)
        measured = self.measurement(order)
        self.assertEqual((measured.produced, measured.good, measured.scrapped), (13, 10, 3))
        self.assertEqual(measured.revision, 2)

    def test_operator_without_a_badge(self):
        self.welder.barcode = False
        measured = self.measurement(self.finished())
        self.assertEqual(measured.employee_id, self.welder)

    def test_two_operators_count_for_the_operation(self):
        self.qualify(self.other)
        order = self.work_order(self.welder)
        order.button_start()
        order.operator_id = self.other
        order.button_finish()
        measured = self.measurement(order)
        self.assertFalse(measured.employee_id)
        self.assertEqual(measured.produced, 10)

    def test_untied_order_is_not_measured(self):
        production = self.order()
        order = self.env["mrp.workorder"].create(
            {
                "name": "Pack",
                "production_id": production.id,
                "workcenter_id": self.free_center.id,
            }
        )
        order.button_start()
        order.button_finish()
        self.assertFalse(self.measurement(order))

    def test_lot_of_the_order(self):
        self.product.tracking = "lot"
        order = self.work_order(self.welder)
        lot = self.env["stock.lot"].create({"name": "L-77", "product_id": self.product.id})
        order.production_id.lot_producing_ids = lot
        order.button_start()
        order.button_finish()
        self.assertEqual(self.measurement(order).lot, "L-77")
