"""What was put below a document, and what Odoo wrote there, stays."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DocumentCase

GIVEN = base64.b64encode(b"Gauge 4: 4.1 bar")


@tagged("post_install", "-at_install")
class TestFiles(DocumentCase):
    def file(self, role, document):
        files = self.env["ir.attachment"].with_user(self.people[role])
        values = {"name": "gauge.txt", "datas": GIVEN}
        return files.create({**values, "res_model": document._name, "res_id": document.id})

    def test_a_file_is_its_uploaders(self):
        document = self.document()
        file = self.file("quality", document)
        for role in ("operations", "quality_2", "administrator", "break_glass"):
            other = self.by(role, file).sudo()
            for values in ({"datas": b""}, {"res_id": False}, {"name": "x"}, {"res_model": False}):
                with self.refused(AccessError, role=role, values=values):
                    other.write(values)
            with self.refused(AccessError, role=role):
                other.unlink()
            with self.refused(AccessError, role=role, what="forged context"):
                other.with_context(_force_unlink=True, base_act_permit=True).unlink()
        self.assertEqual(file.datas, GIVEN)
        self.by("quality", file).name = "gauge 4.txt"
        self.by("quality", file).unlink()
        self.assertFalse(file.exists())

    def test_files_go_with_the_document(self):
        document = self.document()
        file = self.file("quality", document)
        document.with_user(self.people["operations"]).unlink()
        self.assertFalse(file.exists())

    def test_the_line_of_an_act_is_not_rewritten(self):
        document = self.document()
        self.by("operations", document).act_confirm(reason="Seen")
        line = document.message_ids[0].sudo()
        self.assertIn("Seen", line.body)
        for role in ("operations", "quality", "administrator", "break_glass"):
            told = line.with_user(self.people[role]).sudo(False)
            for values in ({"body": "forged"}, {"date": "2020-01-01"}, {"res_id": 0}):
                with self.refused(AccessError, role=role, values=values):
                    told.write(values)
            with self.refused(AccessError, role=role):
                told.unlink()
            with self.refused(AccessError, role=role, what="forged context"):
                told.with_context(_force_unlink=True, base_act_permit=True).unlink()
        self.assertIn("Seen", line.body)

    def test_nobody_speaks_in_anothers_name(self):
        document = self.by("operations", self.document())
        other = self.people["quality"].partner_id
        line = {"model": document._name, "res_id": document.id, "body": "Approved"}
        for speak in (
            lambda: document.message_post(body="Approved", author_id=other.id),
            lambda: document.message_post(body="Approved", email_from="boss@plant.example"),
            lambda: document.env["mail.message"].create({**line, "author_id": other.id}),
        ):
            with self.refused(AccessError):
                speak()
        past = document.env["mail.message"].create({**line, "date": "2020-01-01 08:00:00"})
        self.assertGreater(past.date.year, 2020)

    def test_what_people_say_is_theirs(self):
        document = self.by("operations", self.document())
        said = document.message_post(body="I think so", message_type="comment")
        document._message_update_content(said, body="I know so")
        self.assertIn("I know so", said.body)
