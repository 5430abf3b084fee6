"""Two people sign; the state waits for the second."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestSignature(DocumentCase):
    def confirmed(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        return document

    def test_the_first_signs_the_second_changes_the_state(self):
        document = self.confirmed()
        self.by("quality", document).act_approve(reason="Gauge replaced")
        self.assertEqual(document.state, "confirmed")
        first = document.act_log_ids[0]
        self.assertEqual((first.kind, first.user_id), ("signature", self.people["quality"]))
        self.by("hr", document).act_approve()
        self.assertEqual(document.state, "approved")
        self.assertEqual(document.act_log_ids[0].first_signature_id, first)

    def test_the_second_party_does_not_sign_first(self):
        with self.assertRaises(AccessError) as refused:
            self.by("hr", self.confirmed()).act_approve()
        self.assert_sentence(refused, "is for Quality")

    def test_each_signs_once(self):
        document = self.confirmed()
        hr = self.env.ref("base_act.base_act_group_hr")
        self.people["quality"].sudo().group_ids += hr
        self.by("quality", document).act_approve()
        with self.assertRaises(AccessError) as refused:
            self.by("quality", document).act_approve()
        self.assert_sentence(refused, "already signed", "of HR")
        with self.assertRaises(AccessError) as refused:
            self.by("quality_2", document).act_approve()
        self.assert_sentence(refused, "act quality has signed", "HR")

    def test_the_excluded_do_not_sign_second_either(self):
        document = self.document(author_id=self.people["hr"].id)
        self.by("operations", document).act_confirm()
        self.by("quality", document).act_approve()
        with self.refused(AccessError):
            self.by("hr", document).act_approve()
        self.by("hr_2", document).act_approve()
        self.assertEqual(document.state, "approved")

    def test_a_change_in_between_voids_the_first_signature(self):
        document = self.confirmed()
        self.by("quality", document).act_approve()
        self.by("operations", document).act_add_line(text="Found later")
        with self.refused(AccessError):
            self.by("hr", document).act_approve()
        self.by("quality", document).act_approve()
        self.by("hr", document).act_approve()
        self.assertEqual(document.state, "approved")

    def test_documents_at_different_signatures_at_once(self):
        first, second = documents = self.documents(2)
        self.by("operations", documents).act_confirm()
        everybody = self.env.ref("base_act.base_act_group_quality")
        self.people["hr"].sudo().group_ids += everybody
        self.by("quality", first).act_approve()
        self.by("hr", documents).act_approve()
        self.assertEqual((first.state, second.state), ("approved", "confirmed"))

    def test_the_button_goes_to_the_second_party(self):
        document = self.confirmed()
        self.assertIn(",act_approve,", self.by("quality", document).act_available)
        self.assertNotIn(",act_approve,", self.by("hr", document).act_available)
        self.by("quality", document).act_approve()
        document.invalidate_recordset()
        self.assertNotIn(",act_approve,", self.by("quality", document).act_available)
        self.assertIn(",act_approve,", self.by("hr", document).act_available)
