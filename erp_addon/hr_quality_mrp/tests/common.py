from contextlib import contextmanager

from odoo import Command
from odoo.addons.hr_quality.tests.common import QualityCase
from odoo.exceptions import UserError


class WorkOrderCase(QualityCase):
    """A welding step of quality's operation WELD, and orders for its product.

    The welder is qualified, the other is not; the planner plans and is neither.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manufacturing = "base.group_user,mrp.group_mrp_user"
        cls.users["planner"] = cls._login("ql_planner", manufacturing)
        for name in ("operator", "quality"):
            cls.users[name].group_ids += cls.env.ref("mrp.group_mrp_user")
        cls.other_user = cls._login("ql_other", manufacturing)
        cls.other.user_id = cls.other_user
        cls.users["operations_2"] = cls._login(
            "ql_operations_2", "base_act.base_act_group_operations"
        )
        cls.center = cls.env["mrp.workcenter"].create(
            {"name": "Cell 1", "quality_operation_id": cls.operation.id}
        )
        cls.free_center = cls.env["mrp.workcenter"].create({"name": "Packing"})
        cls.product = cls.env["product.product"].create({"name": "Frame", "is_storable": True})
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.product.product_tmpl_id.id,
                "product_qty": 1,
                "operation_ids": [
                    Command.create({"name": "Weld the frame", "workcenter_id": cls.center.id})
                ],
            }
        )
        cls.operation.gate = "block"
        cls.qualify(cls.welder)

    @classmethod
    def qualify(cls, employee, **values):
        """A ledger entry as a passed assessment writes it."""
        return cls.env["hr.quality.qualification"]._qualify(
            employee,
            cls.operation,
            90,
            "Test piece",
            cls.users["quality"] + cls.users["operations_2"],
            **values,
        )

    def order(self, quantity=10):
        """A confirmed manufacturing order with one work order."""
        order = self.env["mrp.production"].create(
            {"product_id": self.product.id, "product_qty": quantity, "bom_id": self.bom.id}
        )
        order.action_confirm()
        return order

    def work_order(self, operator=None, quantity=10):
        work_order = self.order(quantity).workorder_ids
        if operator:
            work_order.operator_id = operator
        return work_order

    @contextmanager
    def refused(self, sentence):
        """Expect a refusal that says so; what happened on the way to it is undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(sentence, str(caught.exception))
