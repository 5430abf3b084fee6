"""The permits stay as they were written."""

from odoo.addons.base_act.tests.common import ProtectedAttacks
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import WorkOrderCase


@tagged("post_install", "-at_install")
class TestWorkPermitAttacks(ProtectedAttacks, WorkOrderCase):
    act_model = "hr.quality.work.permit"
    people_prefix = "permit"

    def protected_record(self):
        order = self.work_order(self.welder)
        order.button_start()
        return order.permit_ids[:1]

    def test_people_see_their_own(self):
        permit = self.protected_record()
        self.assertTrue(permit.with_user(self.users["operator"]).has_access("read"))
        self.assertTrue(permit.with_user(self.users["manager"]).has_access("read"))
        self.assertTrue(permit.with_user(self.users["quality"]).has_access("read"))
        for stranger in ("stranger", "analyst", "planner"):
            with self.subTest(stranger), self.assertRaises(AccessError):
                permit.with_user(self.users[stranger]).read(["employee_id"])
