"""What Odoo's own work orders produce is measured like a MES's counts."""

from odoo.addons.hr_quality.tests.common import delivered
from odoo.exceptions import AccessError
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
        measured, lot = self.tracked("lot", "L-77")
        self.assertEqual((measured.lot, measured.serial), ("L-77", False))
        self.assertEqual(self.asked_for(lot), {"kind": "lot", "value": "L-77"})

    def test_lot_named_after_the_work(self):
        """Odoo asks for the lot when the goods are made, which is after the work was finished."""
        self.product.tracking = "lot"
        order = self.finished()
        self.assertFalse(self.measurement(order).lot)
        order.production_id.action_generate_serial()
        lot = order.production_id.lot_producing_ids
        measured = self.measurement(order)
        self.assertEqual((measured.lot, measured.produced), (lot.name, 10))
        order.production_id.lot_producing_ids = lot  # says nothing new
        self.assertEqual(self.measurement(order).revision, 2)

    def test_finished_twice_counts_once(self):
        order = self.finished(reworked_qty=2)
        self.env["change.production.qty"].create(
            {"mo_id": order.production_id.id, "product_qty": 15}
        ).change_prod_qty()
        self.assertEqual(order.state, "progress")
        order.qty_produced = 15
        order.button_finish()
        measured = self.measurement(order)
        self.assertEqual(
            (measured.produced, measured.good, measured.reworked, measured.revision), (15, 13, 2, 2)
        )
        counted = self.env["hr.quality.measurement.report"].search(
            [("operation_id", "=", self.operation.id)]
        )
        self.assertEqual(sum(counted.mapped("produced")), 15)

    def test_finishing_what_is_finished_changes_nothing(self):
        order = self.finished()
        order.button_finish()
        order.action_mark_as_done()
        order.write({"state": "done"})
        self.assertEqual(self.measurement(order).revision, 1)

    def test_scrap_rework_and_a_second_scrap(self):
        order = self.finished(reworked_qty=4)
        self.scrap(order, 3)
        self.scrap(order, 1)
        measured = self.measurement(order)
        self.assertEqual(
            (measured.produced, measured.good, measured.scrapped, measured.reworked), (14, 6, 4, 4)
        )

    def test_more_reworked_than_made_is_not_more_than_all(self):
        measured = self.measurement(self.finished(reworked_qty=40))
        self.assertEqual((measured.good, measured.reworked), (0, 10))

    def test_serial_and_order(self):
        """One piece has a serial number of its own; it is traced by that."""
        measured, lot = self.tracked("serial", "SN-1", quantity=1)
        self.assertEqual((measured.lot, measured.serial), (False, "SN-1"))
        self.assertEqual(self.asked_for(lot), {"kind": "serial", "value": "SN-1"})

    def tracked(self, tracking, name, quantity=10):
        """The measurement of a finished order whose product is tracked, and the lot or serial."""
        self.product.tracking = tracking
        order = self.work_order(self.welder, quantity=quantity)
        lot = self.env["stock.lot"].create({"name": name, "product_id": self.product.id})
        order.production_id.lot_producing_ids = lot
        order.button_start()
        order.button_finish()
        measured = self.measurement(order)
        self.assertEqual(measured.order_code, order.production_id.name)
        return measured, lot

    def asked_for(self, lot):
        return lot.action_quality_trace()["params"]

    def test_attack_the_feeder_does_not_speak_for_work_orders(self):
        order = self.finished()
        measured = self.measurement(order)
        feeder = self.env["hr.quality.measurement"].with_user(self.users["feeder"])
        with self.assertRaises(AccessError):
            feeder.record_batch("odoo_mrp", [delivered(f"workorder/{order.id}", 99)])
        self.assertTrue(measured.current)
