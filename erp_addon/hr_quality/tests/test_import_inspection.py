"""Inspections by Odoo's own import: entered as if by hand, all of a file or nothing of it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from .test_inspection import InspectionCase, inspected

COLUMNS = ["kind", "result", "decided_at", "operation_id", "badge", "lot", "inspected"]
ROW = ["final", "accepted", "2026-02-03 08:00:00", "WELD", "B001", "L-7", "20"]
FOUND = ["nonconforming", "line_ids/code", "line_ids/quantity"]


@tagged("post_install", "-at_install")
class TestImportInspection(InspectionCase):
    def load(self, *rows, columns=COLUMNS, role="quality", **context):
        wizards = self.env["hr.quality.enter.inspection"].with_user(self.users[role])
        return wizards.with_context(**context).load(list(columns), [list(row) for row in rows])

    def row(self, **values):
        return [values.get(name, cell) for name, cell in zip(COLUMNS, ROW, strict=True)]

    def refused(self, answer, text):
        self.assertFalse(answer["ids"])
        self.assertIn(text, " ".join(said["message"] for said in answer["messages"]))
        self.assertFalse(self.inspections(("source_id.code", "=", "hand")))

    def test_rows_are_entered_under_the_importers_name(self):
        """Given two inspections, one with two nonconformities, both count as entered by hand."""
        self.standard.add_revision("A", "2026-01-01", 0.05)
        answer = self.load(
            [*self.row(result="rejected"), "3", "POROSITY", "2"],
            ["", "", "", "", "", "", "", "", "SPATTER", "1"],
            [*self.row(lot="L-8"), "0", "", ""],
            columns=[*COLUMNS, *FOUND],
        )
        self.assertEqual((len(answer["ids"]), answer["messages"]), (2, []))
        first, second = self.inspections(("source_id.code", "=", "hand")).sorted("id")
        self.assertEqual(first.recorded_by_id, self.users["quality"])
        self.assertEqual((first.employee_id, first.operation_id), (self.welder, self.operation))
        self.assertEqual(first.standard_revision_id.number, "A")
        self.assertEqual(
            first.nonconformity_ids.sorted("id").mapped("code"), ["POROSITY", "SPATTER"]
        )
        self.assertEqual((second.lot, second.result), ("L-8", "accepted"))

    def test_the_same_file_twice_counts_once(self):
        self.assertTrue(self.load(self.row())["ids"])
        answer = self.load(self.row(), self.row(lot="L-8"))
        self.assertFalse(answer["ids"])
        self.assertIn("has entered this very inspection", answer["messages"][0]["message"])
        self.assertEqual(answer["messages"][0]["rows"], {"from": 0, "to": 0})
        self.assertEqual(len(self.inspections(("source_id.code", "=", "hand"))), 1)
        self.assertFalse(self.load(self.row(lot="L-9"), self.row(lot="L-9"))["ids"])

    @mute_logger("odoo.sql_db")
    def test_all_or_nothing_with_a_sentence_for_each_row(self):
        cases = {
            "nobody's": self.row(badge="NOBODY"),
            "future": self.row(decided_at="2099-01-01 00:00:00"),
            "No matching record": self.row(operation_id="NOWHERE"),
            "not inspected, and": self.row(inspected="-1"),
            "final": self.row(kind="guess"),
            "Decided": self.row(decided_at=""),
        }
        for text, wrong in cases.items():
            with self.subTest(text):
                answer = self.load(self.row(), wrong)
                self.assertFalse(answer["ids"])
                self.assertTrue(answer["messages"])
                self.assertFalse(self.inspections(("source_id.code", "=", "hand")))

    def test_a_name_of_two_people_is_not_guessed(self):
        self._employee(self.welder.name, "B777")
        columns = [name.replace("badge", "employee_id") for name in COLUMNS]
        row = [self.welder.name if cell == "B001" else cell for cell in ROW]
        self.refused(self.load(row, columns=columns), "")

    def test_through_the_screens_of_odoo(self):
        """The template, as the import dialog reads, tests and imports it."""
        self.env.ref("base.module_base_import").ensure_one()
        self.operation.code = "OP-0210"
        self._employee("Li", "10023")
        self._employee("Wu", "10024")
        user = self.users["quality"]
        wizards = self.env["hr.quality.enter.inspection"].with_user(user)
        (template,) = wizards.get_import_templates()
        with file_open(template["template"].lstrip("/"), "rb") as content:
            file = content.read()
        imports = self.env["base_import.import"].with_user(user)
        dialog = imports.create(
            {
                "res_model": wizards._name,
                "file": file,
                "file_name": "inspections.csv",
                "file_type": "text/csv",
            }
        )
        options = {
            "has_headers": True,
            "separator": ",",
            "quoting": '"',
            "datetime_format": "%Y-%m-%d %H:%M:%S",
        }
        preview = dialog.parse_preview(dict(options))
        columns = ["/".join(preview["matches"][n]) for n in range(len(preview["headers"]))]
        self.assertEqual(columns, preview["headers"])
        tried = dialog.execute_import(columns, preview["headers"], dict(options), dryrun=True)
        self.assertFalse(tried["messages"])
        self.assertFalse(self.inspections(("source_id.code", "=", "hand")))
        done = dialog.execute_import(columns, preview["headers"], dict(options))
        self.assertEqual(len(done["ids"]), 2)
        self.assertEqual(len(self.inspections(("source_id.code", "=", "hand"))), 2)

    # Attacks

    def test_attack_only_quality_imports_and_not_about_himself(self):
        for role in ("operator", "manager", "operations", "hr", "analyst", "admin", "feeder"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.load(self.row(), role=role)
        with self.assertRaises(AccessError):
            wizards = self.env["hr.quality.enter.inspection"].with_user(self.users["hr"])
            wizards.sudo().load(COLUMNS, [ROW])
        self._employee("Inspector", "B950", user_id=self.users["quality"].id)
        self.refused(self.load(self.row(badge="B950")), "his own work")

    def test_attack_nothing_recorded_is_changed(self):
        """Neither by ids, nor as a correction, nor by writing the inspections themselves."""
        self.inspect(inspected())
        fed = self.inspections()
        before = fed.read()[0]
        for name, cell in ((".id", str(fed.id)), ("id", "x.y"), ("line_ids/.id", "1")):
            with self.subTest(name):
                self.refused(self.load([*ROW, cell], columns=[*COLUMNS, name]), "changes none")
        for name in ("corrected_id", "inspection_id", "reason"):
            columns = [*COLUMNS, name]
            self.refused(self.load([*ROW, "Final L-1"], columns=columns), "not imported")
        rows = self.env["hr.quality.inspection"].with_user(self.users["quality"])
        answer = rows.load([".id", "lot"], [[str(fed.id), "L-999"]])
        self.assertFalse(answer["ids"])
        self.env.invalidate_all()
        self.assertEqual(fed.read()[0], before)

    def test_attack_forged_context_and_source(self):
        forged = {"default_corrected_id": 1, "import_file": True, "su": True, "uid": 1}
        with self.assertRaises(ValueError):
            self.load([*ROW, "mes"], columns=[*COLUMNS, "source_id"])
        answer = self.load(self.row(), **forged)
        if answer["ids"]:
            entered = self.inspections(("source_id.code", "=", "hand"))
            self.assertEqual(entered.recorded_by_id, self.users["quality"])
            self.assertEqual(entered.revision, 1)

    def test_entering_an_imported_row_again_opens_what_was_entered(self):
        answer = self.load(self.row())
        wizard = self.env["hr.quality.enter.inspection"].browse(answer["ids"])
        again = wizard.with_user(self.users["quality"]).action_enter()
        self.assertEqual(again["res_id"], self.inspections().id)
        self.assertEqual(len(self.inspections()), 1)
