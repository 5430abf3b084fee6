"""An administrator can break the glass, and it shows."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestGlass(DocumentCase):
    def test_it_writes_logs_and_shows(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        self.by("break_glass", document).act_break_glass({"state": "draft"}, "Wrong gauge")
        self.assertEqual(document.state, "draft")
        entry = document.act_log_ids[0]
        self.assertEqual((entry.kind, entry.reason), ("glass", "Wrong gauge"))
        self.assertEqual(entry.changes, {"state": ["confirmed", "draft"]})
        note = self.by("nobody", document).act_glass_note
        for part in ("act break_glass", "Wrong gauge", "breaking the glass"):
            self.assertIn(part, note)
        self.assertIn("Wrong gauge", document.message_ids[0].body)

    def test_an_untouched_document_shows_nothing(self):
        self.assertFalse(self.document().act_glass_note)

    def test_an_administrator_is_not_of_the_group(self):
        document = self.document()
        for who in (self.by("administrator", document), document.sudo()):
            with self.assertRaises(AccessError) as refused:
                who.act_break_glass({"state": "approved"}, "Because")
            self.assert_sentence(refused, "Only members of “Break Glass”")

    def test_no_group_implies_it(self):
        group = self.env.ref("base_act.base_act_group_break_glass")
        self.assertFalse(group.all_implied_by_ids - group)

    def test_free_fields_and_wrong_states_are_refused(self):
        document = self.by("break_glass", self.document())
        for values, part in (
            ({"note": "x"}, "“State”"),
            ({}, "“State”"),
            ([["state", "approved"]], "“State”"),
            ({"state": "done"}, "There is no state “done”"),
        ):
            with self.assertRaises(UserError) as refused:
                document.act_break_glass(values, "Because")
            self.assert_sentence(refused, part)

    def test_it_archives_and_deletes_what_has_begun(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        self.by("break_glass", document).act_break_glass({"active": False}, "Double")
        self.assertFalse(document.active)
        with self.refused(UserError):
            self.by("break_glass", document).act_break_glass_unlink(" ")
        with self.refused(AccessError):
            document.act_break_glass_unlink("Double")
        self.by("break_glass", document).act_break_glass_unlink("Double of document 2")
        self.assertFalse(document.exists())
        entry = self.env["base.act.log"].search([("kind", "=", "removed")], limit=1)
        self.assertEqual((entry.reason, entry.state_from), ("Double of document 2", "confirmed"))

    def test_the_dialog(self):
        document = self.by("break_glass", self.document())
        action = document.action_act_break_glass()
        wizard = self.env[action["res_model"]].with_user(self.people["break_glass"])
        with Form(wizard.with_context(**action["context"])) as form:
            form.state_id = self.env["ir.model.fields.selection"].search(
                [("field_id.model", "=", document._name), ("value", "=", "expired")]
            )
            form.reason = "Nobody took it up"
        form.record.action_break_glass()
        self.assertEqual(document.state, "expired")

    def test_it_does_not_reach_other_records(self):
        """It writes as superuser, so it writes no further than the document itself."""
        document = self.document()
        given = self.by("break_glass", document)
        victim = self.people["nobody"]
        lines = (
            Command.create({"text": "x", "document_id": [Command.create({"name": "Another"})]}),
            Command.create({"text": {"en_US": "x"}}),
        )
        for values in (
            {"reader_ids": [Command.update(victim.id, {"name": "forged"})]},
            {"reader_ids": [Command.create({"name": "forged", "login": "forged"})]},
            {"reader_ids": [Command.delete(victim.id)]},
            {"reader_ids": [["update", victim.id, {"name": "forged"}]]},
            {"reader_ids": {"id": victim.id}},
            *({"line_ids": [line]} for line in lines),
        ):
            with self.refused(UserError, values=values):
                given.act_break_glass(values, "Because")
        self.assertEqual(victim.name, "act nobody")
        given.act_break_glass({"reader_ids": [Command.link(victim.id)]}, "Left out by mistake")
        self.assertEqual(document.reader_ids, victim)

    def test_rows_of_the_document_show_in_the_log(self):
        document = self.document()
        given = self.by("break_glass", document)
        given.act_break_glass({"line_ids": [Command.create({"text": "4.1 bar"})]}, "Left out")
        line = document.line_ids
        self.assertEqual(line.text, "4.1 bar")
        command = [Command.UPDATE, line.id, {"text": "4.2 bar"}]
        given.act_break_glass({"line_ids": [command]}, "Typed wrongly")
        self.assertEqual(line.text, "4.2 bar")
        before, after, told = document.act_log_ids[0].changes["line_ids"]
        self.assertEqual((before, after, told), (line.ids, line.ids, [command]))
