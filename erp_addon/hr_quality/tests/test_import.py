import base64
import datetime
import io

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import QualityCase

HEADER = "day,shift,operation,work_center,employee,produced,good,scrapped,reworked,unit"


@tagged("post_install", "-at_install")
class TestImport(QualityCase):
    def wizard(self, content, role="quality"):
        if isinstance(content, str):
            content = content.encode()
        wizards = self.env["hr.quality.import"].with_user(self.users[role])
        return wizards.create({"file": base64.b64encode(content), "file_name": "x"})

    def csv(self, *lines, header=HEADER):
        return "\n".join((header, *lines))

    def test_checking_shows_and_imports_nothing(self):
        wizard = self.wizard(
            self.csv(
                "2026-02-02,early,WELD,LINE-A,B001,100,92,5,3,pcs",
                "",
                "2026-02-30,early,WELD,LINE-A,B001,100,92,5,3,pcs",
                "2026-02-03,early,NEW,LINE-A,B001,100,92,5,3,pcs",
            )
        )
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.created, wizard.waiting), ("checked", 2, 1))
        self.assertEqual(wizard.line_ids.mapped("number"), [4])
        self.assertIn("2026-02-30", wizard.line_ids.reason)
        self.assertFalse(self.measurements())
        self.assertFalse(self.alias("NEW", "operation", "file"))

        wizard.action_import()
        self.assertEqual((wizard.state, wizard.created, wizard.rejected), ("done", 2, 1))
        self.assertEqual(len(self.measurements(("source_id.code", "=", "file"))), 2)
        self.assertEqual(self.measurements(("state", "=", "taken")).employee_id, self.welder)

    def test_the_same_file_again_changes_nothing_and_a_changed_line_corrects(self):
        self.wizard(self.csv("2026-02-02,early,WELD,,B001,100,92,5,3,pcs")).action_import()
        again = self.wizard(self.csv("2026-02-02,early,WELD,,B001,100,92,5,3,pcs"))
        again.action_import()
        self.assertEqual((again.created, again.replaced, again.unchanged), (0, 0, 1))
        corrected = self.wizard(self.csv("2026-02-02,early,WELD,,B001,100,90,7,3,pcs"))
        corrected.action_import()
        self.assertEqual((corrected.created, corrected.replaced), (0, 1))
        self.assertEqual(self.measurements(("current", "=", True)).scrapped, 7)

    def test_files_as_people_save_them(self):
        line = "2026-02-02;早班;WELD;;B001;100;92;5;3;pcs"
        text = self.csv(line, header=HEADER.replace(",", ";"))
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            with self.subTest(encoding):
                self.wizard(text.encode(encoding)).action_import()
        self.assertEqual(self.measurements().shift, "早班")

    def test_a_workbook(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(HEADER.split(","))
        sheet.append(
            [datetime.date(2026, 2, 2), "early", "WELD", None, "B001", 12.3, 12.1, 0.2, 0, "pcs"]
        )
        content = io.BytesIO()
        book.save(content)
        wizard = self.wizard(content.getvalue())
        wizard.action_import()
        self.assertEqual((wizard.created, wizard.rejected), (1, 0))
        self.assertEqual(self.measurements().good, 12.1)

    def test_a_line_twice_in_a_file_is_said_where_it_disagrees(self):
        wizard = self.wizard(
            self.csv(
                "2026-02-02,early,WELD,,B001,100,92,5,3,pcs",
                "2026-02-02,early,WELD,,B001,100,90,7,3,pcs",
            )
        )
        wizard.action_import()
        self.assertEqual((wizard.created, wizard.rejected), (1, 1))

    def test_unreadable_files_are_refused_with_a_sentence(self):
        cases = {
            "no header": ("2026-02-02,early", "template"),
            "empty": ("", "template"),
            "no workbook": (b"PK\x03\x04nonsense", "XLSX"),
        }
        for name, (content, expected) in cases.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, expected):
                self.wizard(content or b" ").action_check()

    def test_only_quality_imports(self):
        for role in ("hr", "operations", "operator", "analyst", "admin", "feeder"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.wizard(self.csv(), role)
        wizard = self.wizard(self.csv())
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["hr"]).sudo().action_import()

    def test_the_template_can_be_imported(self):
        with file_open("hr_quality/static/template/measurements.csv", "rb") as template:
            wizard = self.wizard(template.read())
        wizard.action_check()
        self.assertEqual((wizard.created, wizard.rejected), (1, 0))
