"""What the generated attacks do not reach: defaults, copies of lines, the uninstallation."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MODEL, DocumentCase


@tagged("post_install", "-at_install")
class TestProtection(DocumentCase):
    def test_people_create_in_the_first_state_with_defaults_of_the_code(self):
        document = self.by("quality", self.env[MODEL]).create({"name": "Mine"})
        self.assertEqual(document.state, "draft")
        self.assertEqual(document.author_id, self.people["quality"])
        self.assertEqual(document.act_log_ids.kind, "created")
        self.assertEqual(document.act_log_ids.user_id, self.people["quality"])

    def test_the_author_is_not_forged(self):
        forged = self.by("quality", self.env[MODEL]).with_context(
            default_author_id=self.people["hr"].id, default_line_ids=[Command.create({"text": "x"})]
        )
        document = forged.create({"name": "Mine"})
        self.assertEqual(document.author_id, self.people["quality"])
        self.assertFalse(document.line_ids)

    def test_a_default_of_ones_own_is_not_believed(self):
        self.env["ir.default"].set(MODEL, "state", "approved", user_id=self.people["quality"].id)
        document = self.by("quality", self.env[MODEL]).create({"name": "Mine"})
        self.assertEqual(document.state, "draft")

    def test_free_fields_are_free(self):
        document = self.document()
        self.by("quality", document).write({"note": "Gauge 5"})
        self.assertEqual(document.note, "Gauge 5")

    def test_the_form_saves_what_is_free(self):
        with Form(self.by("quality", self.env[MODEL])) as form:
            form.name = "By hand"
        self.assertEqual(form.record.state, "draft")

    def test_a_copy_has_neither_state_nor_lines(self):
        document = self.document()
        self.by("operations", document).act_add_line(text="Seen")
        self.by("operations", document).act_confirm()
        copied = document.copy()
        self.assertEqual((copied.state, copied.note), ("draft", "Gauge 4 drifts"))
        self.assertFalse(copied.line_ids)
        self.assertFalse(copied.confirmed_on)

    def test_the_refusal_names_the_field_but_no_record_one_may_not_write(self):
        document = self.document(secret=True)
        with self.assertRaises(AccessError) as refused:
            self.by("quality", document).write({"state": "approved"})
        self.assertNotIn("Document 1", str(refused.exception))
        with self.assertRaises(AccessError) as refused:
            document.write({"state": "approved"})
        self.assert_sentence(refused, "Document 1", "“State” cannot be written directly")

    def test_who_is_in_the_first_state_may_go(self):
        document = self.document()
        document.action_archive()
        document.action_unarchive()
        log = document.act_log_ids
        document.unlink()
        removed = self.env["base.act.log"].search([("kind", "=", "removed")], limit=1)
        self.assertEqual(removed.res_name, "Document 1")
        self.assertTrue(log.exists())

    def test_the_key_of_the_uninstallation_opens_nothing(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        with self.refused(UserError):
            document.with_context(_force_unlink=True).unlink()

    def test_through_a_folder(self):
        document = self.document()
        for command in (
            Command.update(document.id, {"state": "approved"}),
            Command.create({"name": "New", "state": "approved"}),
        ):
            with self.refused(AccessError):
                document.folder_id.write({"document_ids": [command]})
        document.folder_id.write({"document_ids": [Command.update(document.id, {"note": "x"})]})
        self.assertEqual(document.note, "x")

    def test_translations_go_by_the_same_door(self):
        document = self.document()
        for method, arguments in (
            ("update_field_translations", ("title", {"en_US": "forged"})),
            ("web_override_translations", ({"title": "forged"},)),
        ):
            with self.refused(AccessError, method=method):
                getattr(document, method)(*arguments)

    def test_an_export_is_fine(self):
        document = self.document()
        self.assertEqual(
            document.export_data(["name", "state"])["datas"], [["Document 1", "Draft"]]
        )
