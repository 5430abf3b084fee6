from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import QualityCase, delivered


@tagged("post_install", "-at_install")
class TestOperation(QualityCase):
    def test_operations_from_a_list_share_their_work_center(self):
        operations = self.env["hr.quality.operation"].create(
            [
                {"code": code, "name": code, "work_center": "L9", "work_center_name": "Line 9"}
                for code in ("O1", "O2")
            ]
        )
        self.assertEqual(len(operations.work_center_id), 1)
        self.assertEqual(operations[0].work_center_name, "Line 9")
        operations.work_center_id.name = "Line Nine"
        self.assertEqual(operations[1].work_center_name, "Line Nine")

    def test_a_code_is_unique(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["hr.quality.operation"].create({"code": "WELD", "name": "Again"})

    def test_a_measured_operation_keeps_its_unit(self):
        self.record(delivered())
        with self.assertRaisesRegex(ValidationError, "pcs"):
            self.operation.unit = "kg"

    def test_an_operation_without_measurements_may_change_its_unit(self):
        self.operation.unit = "kg"
        self.assertEqual(self.operation.unit, "kg")

    def test_the_form_and_name_show_the_code(self):
        self.assertEqual(self.operation.display_name, "[WELD] Welding")
