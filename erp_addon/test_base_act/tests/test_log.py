"""The trail is written once, and read by whom the document concerns."""

import psycopg2
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestLog(DocumentCase):
    def test_append_only_with_the_permit_too(self):
        entry = self.document().act_log_ids
        for attacked in (entry.sudo(), with_permit(entry)):
            with self.assertRaises(AccessError) as refused:
                attacked.write({"reason": "forged"})
            self.assert_sentence(refused, "append-only")
            with self.refused(AccessError):
                attacked.unlink()

    def test_the_database_refuses_too(self):
        self.document()
        self.env.flush_all()
        for statement in (
            "UPDATE base_act_log SET reason = 'forged'",
            "DELETE FROM base_act_log",
            "TRUNCATE base_act_log CASCADE",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.refused(psycopg2.errors.RaiseException, statement=statement),
            ):
                self.env.cr.execute(statement)

    def test_the_documents_own_list_is_no_way_in(self):
        document = self.document()
        entry = document.act_log_ids
        for command in (
            Command.delete(entry.id),
            Command.unlink(entry.id),
            Command.clear(),
            Command.set([]),
            Command.update(entry.id, {"reason": "forged"}),
            Command.create({"res_model": document._name, "kind": "act"}),
        ):
            with self.refused(AccessError, command=command):
                document.sudo().write({"act_log_ids": [command]})
        self.assertEqual(document.act_log_ids, entry)

    def test_who_reads_the_document_reads_its_trail(self):
        shown, hidden = self.document(), self.document(secret=True)
        log = self.env["base.act.log"].with_user(self.people["nobody"])
        rows = log.search([("res_model", "=", shown._name)])
        self.assertIn(shown.id, rows.mapped("res_id"))
        self.assertNotIn(hidden.id, rows.mapped("res_id"))
        with self.refused(AccessError):
            log.browse(hidden.act_log_ids.ids).read(["reason"])
        self.assertTrue(self.by("nobody", shown).act_log_ids.read(["reason", "act_label"]))

    def test_archived_documents_keep_their_readers(self):
        document = self.document()
        document.action_archive()
        rows = self.env["base.act.log"].with_user(self.people["nobody"]).search([])
        self.assertIn(document.id, rows.mapped("res_id"))

    def test_who_watches_over_all_reads_all(self):
        hidden = self.document(secret=True)
        for role in ("quality", "hr", "break_glass"):
            log = self.env["base.act.log"].with_user(self.people[role])
            self.assertIn(hidden.id, log.search([]).mapped("res_id"))
        analyst = self.env["base.act.log"].with_user(self.people["analyst"])
        self.assertNotIn(hidden.id, analyst.search([]).mapped("res_id"))

    def test_a_user_with_acts_is_not_deleted(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        with mute_logger("odoo.sql_db"), self.refused(psycopg2.IntegrityError):
            self.people["operations"].unlink()

    def test_rows_of_a_module_that_is_gone_are_readable_to_the_system(self):
        entry = self.env["base.act.log"]._act_create(
            [
                {
                    "res_model": "no.such.model",
                    "res_id": 1,
                    "res_name": "Old",
                    "kind": "act",
                    "act": "act_old",
                    "state_to": "old",
                    "user_id": self.env.uid,
                    "date": "2026-01-01 00:00:00",
                }
            ]
        )
        self.assertEqual((entry.act_label, entry.to_label), ("act_old", "old"))
