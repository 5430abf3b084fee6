"""Ways round the gate: copies, imports, quantities, planning, steps that are taken out."""

from odoo import Command, fields
from odoo.tests import Form, tagged

from .common import WorkOrderCase


class BypassCase(WorkOrderCase):
    def named(self, record):
        """The record's external id, for a file that is imported."""
        name = f"{record._table}_{record.id}"
        self.env["ir.model.data"].create(
            {"module": "__test__", "name": name, "model": record._name, "res_id": record.id}
        )
        return f"__test__.{name}"

    def load(self, model, columns, *rows):
        """Import a file as the planner; the ids, or False where it was refused."""
        importing = self.env[model].with_user(self.users["planner"])
        return importing.load(columns, [list(row) for row in rows])["ids"]

    def measurement(self, orders):
        return self.env["hr.quality.measurement"].search(
            [
                ("source_key", "in", [f"workorder/{order.id}" for order in orders]),
                ("current", "=", 1),
            ]
        )


@tagged("post_install", "-at_install")
class TestGateBypass(BypassCase):
    def test_copies_have_not_been_begun(self):
        order = self.work_order(self.welder)
        order.button_start()
        whole = order.production_id.with_user(self.users["planner"]).copy()
        step = order.with_user(self.users["planner"]).copy()
        for copied in (step, whole.workorder_ids):
            self.assertIn(copied.state, ("ready", "blocked"))
            self.assertFalse(copied.operator_id or copied.permit_ids)
            self.assertEqual(copied.sudo().quality_operation_id, self.operation)

    def test_a_copy_that_claims_to_be_begun(self):
        order = self.work_order(self.other)
        for state in ("progress", "done"):
            with self.subTest(state), self.refused("Other has no valid qualification"):
                order.with_user(self.users["planner"]).copy(
                    {"state": state, "operator_id": self.other.id}
                )

    def test_an_imported_state_operator_or_working_time(self):
        order = self.work_order(self.other)
        columns = ["id", "state"]
        for state in ("progress", "done"):
            self.assertFalse(self.load("mrp.workorder", columns, (self.named(order), state)))
            self.env["ir.model.data"].search([("module", "=", "__test__")]).unlink()
        self.assertNotIn(order.state, ("progress", "done"))
        self.assertFalse(
            self.load(
                "mrp.workcenter.productivity",
                ["workorder_id/.id", "workcenter_id/.id", "loss_id/id"],
                (str(order.id), str(self.center.id), "mrp.block_reason7"),
            )
        )
        running = self.work_order(self.welder)
        running.button_start()
        columns = ["id", "operator_id/.id"]
        self.assertFalse(
            self.load("mrp.workorder", columns, (self.named(running), str(self.other.id)))
        )
        self.assertEqual(running.operator_id, self.welder)

    def test_planning_is_no_work(self):
        order = self.work_order(self.other)
        planner = order.with_user(self.users["planner"])
        now = fields.Datetime.now()
        planner.write({"date_start": now, "date_finished": fields.Datetime.add(now, hours=1)})
        order.production_id.with_user(self.users["planner"]).button_plan()
        self.assertIn(order.state, ("ready", "blocked"))
        self.assertFalse(order.permit_ids)

    def test_an_end_that_is_written_ends_nothing(self):
        order = self.work_order(self.welder)
        order.button_start()
        end = fields.Datetime.add(order.date_start, hours=1)
        order.with_user(self.users["planner"]).date_finished = end
        self.assertEqual(order.state, "progress")
        self.assertFalse(self.measurement(order))

    def test_a_quantity_reported_of_work_that_nobody_began(self):
        order = self.work_order().with_user(self.users["planner"])
        with self.refused("say who does the work"):
            order.qty_produced = 5
        with self.refused("Other has no valid"):
            order.write({"qty_produced": 5, "operator_id": self.other.id})
        order.write({"qty_produced": 5, "operator_id": self.welder.id})
        self.assertFalse(order.permit_ids, "reporting is no start")

    def test_a_smaller_order_finishes_its_steps(self):
        order = self.work_order(self.welder)
        order.button_start()
        order.qty_produced = 4
        self.env["hr.quality.qualification"].with_user(self.users["quality"]).revoke(
            self.welder.id, self.operation.id, "Skips the parameter check"
        )
        with self.refused("Welder has no valid"):
            self.produce(order, 4)
        self.assertEqual(order.state, "progress")

    def test_a_larger_order_begins_its_steps_anew(self):
        order = self.work_order(self.welder)
        order.button_start()
        order.button_finish()
        self.env["hr.quality.qualification"].with_user(self.users["quality"]).revoke(
            self.welder.id, self.operation.id, "Skips the parameter check"
        )
        with self.refused("Welder has no valid"):
            self.produce(order, 15)
        self.assertEqual(order.state, "done")

    def produce(self, order, quantity):
        """Change the quantity of the manufacturing order, as its form does."""
        self.env["change.production.qty"].with_user(self.users["planner"]).create(
            {"mo_id": order.production_id.id, "product_qty": quantity}
        ).change_prod_qty()


@tagged("post_install", "-at_install")
class TestStepTakenOut(BypassCase):
    def finish(self, order, role="planner"):
        production = order.production_id.with_user(self.users[role])
        production.qty_producing = 10
        production.button_mark_done()
        return production

    def test_nothing_is_produced_past_a_cancelled_step(self):
        for gate in ("block", "supervise"):
            self.operation.gate = gate
            order = self.work_order(self.other)
            order.with_user(self.users["planner"]).set_state("cancel")
            self.assertTrue(order.is_skipped)
            with self.subTest(gate), self.refused("was cancelled"):
                self.finish(order)
            self.assertNotEqual(order.production_id.state, "done")

    def test_nor_past_one_that_claims_to_have_been_done_before(self):
        order = self.work_order(self.other)
        order.with_user(self.users["planner"]).action_cancel()
        order.with_user(self.users["planner"]).qty_reported_from_previous_wo = 10
        with self.refused("was cancelled"):
            self.finish(order)

    def test_quality_may_leave_it_out(self):
        order = self.work_order(self.other)
        order.action_cancel()
        self.assertEqual(self.finish(order, "quality").state, "done")

    def test_where_the_gate_warns_quality_is_told(self):
        self.operation.gate = "warn"
        order = self.work_order(self.other)
        order.with_user(self.users["planner"]).action_cancel()
        production = self.finish(order)
        self.assertEqual(production.state, "done")
        self.assertIn("was cancelled", str(production.message_ids.mapped("body")))
        self.assertIn(self.users["quality"], production.activity_ids.user_id)

    def test_nobody_but_quality_deletes_it(self):
        order = self.work_order(self.other)
        for attacked in (
            order.with_user(self.users["planner"]),
            order.with_user(self.users["planner"]).sudo(),
            order.with_user(self.users["planner"]).with_context(_force_unlink=True),
        ):
            with self.refused("Ask quality to delete it"):
                attacked.unlink()
        with self.refused("Ask quality to delete it"):
            order.production_id.with_user(self.users["planner"]).write(
                {"workorder_ids": [Command.delete(order.id)]}
            )
        self.assertTrue(order.exists())
        order.with_user(self.users["quality"]).unlink()

    def test_orders_are_cancelled_and_deleted_as_before(self):
        order = self.work_order()
        production = order.production_id.with_user(self.users["planner"])
        production.action_cancel()
        production.unlink()
        self.assertFalse(order.exists())

    def test_a_backorder_does_not_repeat_what_was_done(self):
        """Ten were welded, six are taken in, four follow: the step was done for all ten."""
        order = self.work_order(self.welder)
        order.button_start()
        order.button_finish()
        production = order.production_id
        production.qty_producing = 6
        action = production.button_mark_done()
        with Form.from_action(self.env, action) as form:
            wizard = form.save()
        wizard.action_backorder()
        backorder = production.production_group_id.production_ids - production
        step = backorder.workorder_ids
        self.assertEqual((step.state, step.is_skipped), ("cancel", False))
        backorder.qty_producing = 4
        backorder.with_user(self.users["planner"]).button_mark_done()
        self.assertEqual(backorder.state, "done")
        measured = self.measurement(order + step)
        self.assertEqual(measured.mapped("produced"), [10])
        self.assertEqual(measured.order_code, production.name)
        self.assertTrue(production.name.endswith("-001"), "the order was renamed, and followed")


@tagged("post_install", "-at_install")
class TestWarning(BypassCase):
    def test_quality_is_told_of_an_order_that_is_finished_without_a_start(self):
        self.operation.gate = "warn"
        order = self.work_order(self.other)
        order.with_user(self.users["planner"]).button_finish()
        self.assertIn(self.users["quality"], order.production_id.activity_ids.user_id)

    def test_quality_is_told_once(self):
        self.operation.gate = "warn"
        order = self.work_order(self.other)
        order.button_start()
        order.button_finish()
        told = order.production_id.activity_ids.filtered(
            lambda activity: activity.user_id == self.users["quality"]
        )
        self.assertEqual(len(told), 1)

    def test_nobody_finishes_by_refusing_the_context(self):
        """A caller's context decides nothing."""
        order = self.work_order(self.other).with_context(
            skip_gate=True, from_workorder=True, skip_confirm=True, base_act_permit=True
        )
        with self.refused("Other has no valid"):
            order.with_user(self.users["planner"]).button_finish()
