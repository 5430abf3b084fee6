"""From one declaration: the check, the state, the trail, the sentence."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestAct(DocumentCase):
    def test_an_act_leaves_state_trail_and_chatter(self):
        document = self.document()
        self.assertIs(self.by("operations", document).act_confirm(reason="Seen it"), True)
        self.assertEqual(document.state, "confirmed")
        entry = document.act_log_ids[0]
        self.assertEqual(
            (entry.kind, entry.act, entry.state_from, entry.state_to, entry.reason),
            ("act", "act_confirm", "draft", "confirmed", "Seen it"),
        )
        self.assertEqual(entry.user_id, self.people["operations"])
        self.assertEqual(entry.changes["state"], ["draft", "confirmed"])
        self.assertEqual(entry.changes["confirmed_on"], [False, "2026-01-05"])
        message = document.message_ids[0]
        self.assertEqual(message.author_id, self.people["operations"].partner_id)
        for part in ("Confirm", "Draft", "Confirmed", "Seen it"):
            self.assertIn(part, message.body)

    def test_nobody_needs_the_right_to_write(self):
        """The act checks; the write is its own."""
        self.env.ref("test_base_act.access_test_base_act_document_user").perm_write = False
        document = self.document()
        self.by("operations", document).act_confirm()
        self.assertEqual(document.state, "confirmed")

    def test_the_second_to_come_reads_who_was_first(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        with self.assertRaises(UserError) as refused:
            self.by("operations", document).act_confirm()
        self.assert_sentence(
            refused, "Document 1", "already “Confirmed”", "act operations did “Confirm” at"
        )

    def test_a_state_that_does_not_fit_is_named(self):
        with self.assertRaises(UserError) as refused:
            self.by("quality", self.document()).act_approve()
        self.assert_sentence(refused, "is “Draft”", "“Approve” can be done while it is “Confirmed”")

    def test_a_demanded_parameter_and_a_demanded_field(self):
        document = self.document(note=False)
        with self.assertRaises(UserError) as refused:
            self.by("quality", document).act_reject(reason=" ")
        self.assert_sentence(refused, "“Reject” needs “Reason”")
        self.by("operations", document).act_confirm()
        with self.assertRaises(UserError) as refused:
            self.by("quality", document).act_approve()
        self.assert_sentence(refused, "“Approve” needs “Note”", "Fill it in")

    def test_wrong_parameters_are_said(self):
        document = self.by("quality", self.document())
        with self.assertRaises(UserError) as refused:
            document.act_reject()
        self.assert_sentence(refused, "“Reject”", "It takes: reason")
        with self.assertRaises(UserError) as refused:
            document.act_reject(reason=["a list"])
        self.assert_sentence(refused, "must be a text")

    def test_all_or_none(self):
        documents = self.documents(3)
        self.by("operations", documents[1]).act_confirm()
        with self.refused(UserError):
            self.by("operations", documents).act_confirm()
        self.assertEqual(documents.mapped("state"), ["draft", "confirmed", "draft"])

    def test_several_refusals_in_one_message(self):
        documents = self.documents(8, responsible_id=self.people["hr"].id)
        with self.assertRaises(AccessError) as refused:
            self.by("operations", documents).act_confirm()
        self.assert_sentence(refused, "Document 1", "Document 5", "…")
        self.assertNotIn("Document 6", str(refused.exception))

    def test_on_nothing_and_on_what_is_gone(self):
        nothing = self.by("operations", self.env["test.base.act.document"])
        with self.assertRaises(UserError) as refused:
            nothing.act_confirm()
        self.assert_sentence(refused, "on no document")
        document = self.document()
        document.unlink()
        with self.assertRaises(MissingError):
            self.by("operations", document).act_confirm()

    def test_an_act_without_target_leaves_the_state(self):
        document = self.document()
        self.by("operations", document).act_add_line(text="Seen by two")
        self.assertEqual(document.state, "draft")
        self.assertEqual(document.line_ids.text, "Seen by two")
        self.assertEqual(document.act_log_ids[0].changes["line_ids"], [[], document.line_ids.ids])

    def test_the_method_finds_the_new_state_and_its_failure_undoes_it(self):
        document = self.document()
        with self.assertRaises(UserError) as refused:
            self.by("operations", document).act_reject(reason="fail")
        self.assert_sentence(refused, "Failed while “Rejected”")
        self.assertEqual(document.state, "draft")
        self.assertFalse(document.act_log_ids.filtered("act"))

    def test_protected_fields_are_written_inside_the_act_only(self):
        document = self.document()
        with self.assertRaises(AccessError) as refused:
            document._act_write({"confirmed_on": "2026-01-01"})
        self.assert_sentence(refused, "inside an act")

    def test_what_an_act_returns_opens_nothing_afterwards(self):
        document = self.by("operations", self.document())
        kept = document.act_keep()
        self.assertEqual(kept, document)
        with self.assertRaises(AccessError):
            kept._act_write({"confirmed_on": "2026-01-01"})

    def test_an_act_writes_its_own_documents_only(self):
        first, other = self.documents(2)
        with self.refused(AccessError):
            self.by("operations", first.with_context(other_document=other.id)).act_write_other(
                other.id
            )
        self.assertFalse(other.reason)

    def test_what_one_may_do_now(self):
        first, second = self.documents(2)
        self.by("operations", first).act_confirm()
        available = self.by("operations", first + second).get_available_acts()
        names = [(row["id"], [act["name"] for act in row["acts"]]) for row in available]
        free = ["act_add_line", "act_keep", "act_write_other"]
        self.assertEqual(
            names,
            [(first.id, ["act_reject", *free]), (second.id, ["act_confirm", "act_reject", *free])],
        )
        reject = available[0]["acts"][0]
        self.assertEqual(reject, {"name": "act_reject", "label": "Reject", "demands": ["reason"]})
        author = self.by("operations_2", second).get_available_acts()[0]["acts"]
        self.assertEqual([act["name"] for act in author], free)
