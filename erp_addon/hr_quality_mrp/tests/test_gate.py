"""Nobody starts or finishes a work order without a valid qualification, whichever way he takes."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import WorkOrderCase

FORGED = {"skip_gate": True, "hr_quality_mrp_split": True, "base_act_permit": True}


@tagged("post_install", "-at_install")
class TestGate(WorkOrderCase):
    def starts(self):
        """Every way to start a work order that somebody else could take."""
        return {
            "button": lambda order: order.button_start(),
            "set_state": lambda order: order.set_state("progress"),
            "written state": lambda order: order.write({"state": "progress"}),
            "duration": lambda order: order.write({"duration": 5}),
            "booked time": self.book_time,
            "reported quantity": lambda order: order.write({"qty_produced": 5}),
            "written through the order": lambda order: order.production_id.write(
                {"workorder_ids": [Command.update(order.id, {"state": "progress"})]}
            ),
        }

    def finishes(self):
        return {
            "finish button": lambda order: order.button_finish(),
            "set_state to done": lambda order: order.set_state("done"),
            "mark as done": lambda order: order.action_mark_as_done(),
            "manufacturing order": lambda order: order.production_id.button_mark_done(),
            "written as done": lambda order: order.write({"state": "done"}),
        }

    def book_time(self, order):
        return (
            self.env["mrp.workcenter.productivity"]
            .with_env(order.env)
            .create(
                {
                    "workorder_id": order.id,
                    "workcenter_id": order.workcenter_id.id,
                    "loss_id": self.env.ref("mrp.block_reason7").id,
                }
            )
        )

    def test_unqualified_operator_is_refused_at_every_entry(self):
        for way, attempt in {**self.starts(), **self.finishes()}.items():
            order = self.work_order(self.other)
            callers = {
                "planner": order.with_user(self.users["planner"]),
                "operator": order.with_user(self.other_user),
                "system rights": order.with_user(self.users["planner"]).sudo(),
                "superuser": order,
                "forged context": order.with_user(self.other_user).with_context(**FORGED),
            }
            for caller, attacked in callers.items():
                with (
                    self.subTest(way=way, caller=caller),
                    self.refused("Other has no valid qualification"),
                ):
                    attempt(attacked)
                self.assertNotIn(order.state, ("progress", "done"), f"{way}, {caller}")

    def test_qualified_operator_passes_at_every_entry(self):
        for way, attempt in {**self.starts(), **self.finishes()}.items():
            if way in ("booked time", "reported quantity"):
                continue  # they ask, and change nothing of the state
            order = self.work_order(self.welder)
            with self.subTest(way=way):
                attempt(order.with_user(self.users["planner"]))
                self.assertIn(order.state, ("progress", "done"))

    def test_created_as_begun_or_done(self):
        production = self.order()
        for state in ("progress", "done"):
            with self.subTest(state=state), self.assertRaises(UserError):
                self.env["mrp.workorder"].create(
                    {
                        "name": "Forged",
                        "production_id": production.id,
                        "workcenter_id": self.center.id,
                        "operator_id": self.other.id,
                        "state": state,
                    }
                )

    def test_whoever_starts_is_the_operator(self):
        order = self.work_order()
        order.with_user(self.users["operator"]).button_start()
        self.assertEqual(order.operator_id, self.welder)
        with self.refused("Other has no valid"):
            self.work_order().with_user(self.other_user).button_start()

    def test_without_an_operator(self):
        with self.refused("say who does the work"):
            self.work_order().with_user(self.users["planner"]).button_start()

    def test_taking_over(self):
        order = self.work_order(self.welder)
        order.button_start()
        with self.refused("Other has no valid"):
            order.with_user(self.users["planner"]).operator_id = self.other
        self.qualify(self.other)
        order.with_user(self.users["planner"]).operator_id = self.other
        self.assertEqual(order.permit_ids.mapped("event"), ["taken_over", "started"])
        self.assertEqual(order.permit_ids.mapped("employee_id"), self.other + self.welder)

    def test_second_person_books_time(self):
        order = self.work_order(self.welder)
        order.button_start()
        with self.refused("Other has no valid"):
            self.book_time(order.with_user(self.other_user)).employee_id = self.other

    def test_time_becomes_anothers(self):
        order = self.work_order(self.welder)
        order.with_user(self.users["operator"]).button_start()
        with self.refused("Other has no valid"):
            order.time_ids.employee_id = self.other

    def test_lapsed_meanwhile_may_pause_but_not_finish(self):
        order = self.work_order(self.welder)
        order.with_user(self.users["operator"]).button_start()
        self.env["hr.quality.qualification"].with_user(self.users["quality"]).revoke(
            self.welder.id, self.operation.id, "Skips the parameter check"
        )
        order.with_user(self.users["operator"]).button_pending()
        with self.refused("Welder has no valid"):
            order.with_user(self.users["operator"]).button_finish()

    def test_exemption_opens_the_gate_for_its_time(self):
        order = self.work_order(self.other)
        with self.assertRaises(UserError):
            order.button_start()
        self.env["hr.quality.qualification"].with_user(self.users["quality"]).exempt(
            self.other.id, self.operation.id, "Two are ill", self.env.cr.now().date()
        )
        order.button_start()
        self.assertEqual(order.state, "progress")
        self.assertEqual(order.permit_ids[:1].status, "exempt")

    def test_warn_lets_through_and_tells_quality(self):
        self.operation.gate = "warn"
        order = self.work_order(self.other)
        order.button_start()
        self.assertEqual(order.state, "progress")
        self.assertIn("warned", order.permit_ids.mapped("decision"))
        said = order.production_id.message_ids.mapped("body")
        self.assertTrue(any("Other has no valid qualification" in body for body in said))

    def test_supervise_needs_a_qualified_supervisor(self):
        self.operation.gate = "supervise"
        order = self.work_order(self.other)
        with self.refused("name a supervisor"):
            order.button_start()
        order.supervisor_id = self.other
        with self.refused("name a supervisor"):
            order.button_start()
        order.supervisor_id = self.outsider
        with self.refused("name a supervisor"):
            order.button_start()
        order.supervisor_id = self.welder
        order.button_start()
        self.assertEqual(order.permit_ids[:1].decision, "supervised")
        self.assertEqual(order.permit_ids[:1].supervisor_id, self.welder)

    def test_untied_work_center_has_no_gate(self):
        production = self.order()
        order = self.env["mrp.workorder"].create(
            {
                "name": "Pack",
                "production_id": production.id,
                "workcenter_id": self.free_center.id,
            }
        )
        order.with_user(self.users["planner"]).button_start()
        self.assertFalse(order.permit_ids)

    def test_done_order_keeps_its_operator(self):
        order = self.work_order(self.welder)
        order.button_start()
        order.button_finish()
        for values in ({"operator_id": self.other.id}, {"reworked_qty": 3}):
            with self.subTest(values), self.refused("stay"):
                order.with_user(self.users["planner"]).write(values)

    def test_refusal_names_whom_to_ask(self):
        self.operation.responsible_user_ids = self.users["quality"]
        with self.refused(self.users["quality"].name):
            self.work_order(self.other).button_start()

    def test_moving_out_of_the_operation(self):
        order = self.work_order(self.other)
        with self.assertRaises(AccessError):
            order.with_user(self.users["planner"]).workcenter_id = self.free_center
        order.with_user(self.users["quality"]).workcenter_id = self.free_center

    def test_many_orders_cost_no_more_queries(self):
        self.operation.gate = "block"
        few = self.env["mrp.workorder"].union(*(self.work_order(self.welder) for _ in range(2)))
        many = self.env["mrp.workorder"].union(*(self.work_order(self.welder) for _ in range(12)))
        counts = []
        for orders in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(orders.mapped("may_work")))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_an_order_under_way_does_not_come_in_by_another_door(self):
        """Begun as work that one may do, it passes the gate anew when it becomes other work."""
        painting = self.env["hr.quality.operation"].create({"code": "PAINT", "name": "Painting"})
        painting.gate = "block"
        signers = self.users["quality"] + self.users["operations_2"]
        ledger = self.env["hr.quality.qualification"]
        ledger._qualify(self.other, painting, 90, "Test piece", signers)
        painted = self.env["product.product"].create({"name": "Panel"})
        bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": painted.product_tmpl_id.id,
                "operation_ids": [
                    Command.create(
                        {
                            "name": "Paint",
                            "workcenter_id": self.free_center.id,
                            "quality_operation_id": painting.id,
                        }
                    )
                ],
            }
        )
        order = self.work_order(self.other)
        step = order.operation_id
        planned = order.with_user(self.users["planner"])
        planned.operation_id = bom.operation_ids
        self.assertEqual(order.quality_operation_id, painting)
        planned.button_start()
        with self.refused("Other has no valid"):
            planned.operation_id = step
        self.assertEqual(order.quality_operation_id, painting)
