"""People, not only groups, are kept apart; nobody acts in another's name."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestPeople(DocumentCase):
    def test_another_of_the_same_party_is_refused(self):
        document = self.document(author_id=False)
        with self.assertRaises(AccessError) as refused:
            self.by("operations_2", document).act_confirm()
        self.assert_sentence(refused, "is for act operations to do, not for you")

    def test_the_author_is_refused_though_he_is_responsible(self):
        document = self.document(author_id=self.people["operations"].id)
        with self.assertRaises(AccessError) as refused:
            self.by("operations", document).act_confirm()
        self.assert_sentence(refused, "must be done by somebody else", "“Author”")

    def test_no_actor_yet(self):
        with self.assertRaises(AccessError) as refused:
            self.by("operations", self.document(responsible_id=False)).act_confirm()
        self.assert_sentence(refused, "nobody yet")

    def test_excluded_by_a_method(self):
        """Who confirmed does not approve, though he is of quality by now."""
        document = self.document()
        self.by("operations", document).act_confirm()
        quality = self.env.ref("base_act.base_act_group_quality")
        self.people["operations"].sudo().group_ids += quality
        with self.assertRaises(AccessError) as refused:
            self.by("operations", document).act_approve()
        self.assert_sentence(refused, "“Who confirmed it”")

    def test_people_through_partners(self):
        document = self.document(partner_id=self.people["hr"].partner_id.id)
        self.assertEqual(document._act_people("partner_id"), self.people["hr"])

    def test_sudo_acts_as_its_user(self):
        document = self.document()
        with self.refused(AccessError):
            self.by("quality", document).sudo().act_confirm()
        self.by("operations", document).sudo().act_confirm()
        self.assertEqual(document.act_log_ids[0].user_id, self.people["operations"])

    def test_the_system_does_its_own_acts_and_no_others(self):
        document = self.document()
        with self.refused(AccessError):
            document.with_user(self.people["system"]).act_confirm()
        with self.assertRaises(AccessError) as refused:
            self.by("administrator", document).sudo().act_expire()
        self.assert_sentence(refused, "the system itself")
        document.with_user(self.people["system"]).act_expire()
        self.assertEqual(document.state, "expired")

    def test_what_one_cannot_read_one_cannot_act_on(self):
        document = self.document(secret=True)
        with self.assertRaises(AccessError) as refused:
            self.by("operations", document).act_confirm()
        self.assertNotIn("Document 1", str(refused.exception))
        with self.refused(AccessError, how="under sudo"):
            self.by("operations", document).sudo().act_confirm()
        with self.refused(AccessError):
            self.by("operations", document).get_available_acts()

    def test_companies_of_others_are_not_believed(self):
        other = self.env["res.company"].create({"name": "Other"})
        document = self.by("operations", self.document())
        forged = document.with_context(allowed_company_ids=[other.id])
        forged.act_confirm()
        self.assertEqual(document.state, "confirmed")
        self.assertNotIn(other, forged._act_as_caller().env.companies)
