"""The form grows out of the declarations."""

from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import MODEL, DocumentCase


@tagged("post_install", "-at_install")
class TestView(DocumentCase):
    def form(self, role, lang="en_US", **options):
        model = self.env[MODEL].with_user(self.people[role]).with_context(lang=lang)
        return etree.fromstring(model.get_view(view_type="form", **options)["arch"])

    def buttons(self, role, **options):
        return self.form(role, **options).xpath("//header/button/@string")

    def test_each_party_gets_its_buttons(self):
        self.assertEqual(self.buttons("operations"), ["Confirm", "Reject"])
        self.assertEqual(self.buttons("quality"), ["Approve", "Reject"])
        self.assertEqual(self.buttons("hr"), ["Approve"])
        self.assertEqual(self.buttons("nobody"), [])
        self.assertEqual(self.buttons("break_glass"), ["Break Glass"])

    def test_a_phone_shows_first_what_leads_on(self):
        """Acts that lead on, the view's own buttons, what takes back: in this order."""
        view = self.env["ir.ui.view"].create(
            {
                "model": MODEL,
                "arch": "<form><header><button name='action_archive' type='object' string='Own'/>"
                "<button name='action_unarchive' type='object' string='Main' "
                "class='btn-primary'/></header>"
                "<field name='name'/></form>",
            }
        )
        self.assertEqual(
            self.buttons("operations", view_id=view.id), ["Confirm", "Main", "Own", "Reject"]
        )
        marked = self.form("operations").xpath("//button[contains(@class, 'o_act_ending')]/@string")
        self.assertEqual(marked, ["Reject"], "a phone keeps it in the menu")
        marked = self.form("break_glass").xpath(
            "//button[contains(@class, 'o_act_ending')]/@string"
        )
        self.assertEqual(marked, ["Break Glass"])

    def test_the_buttons_hide_by_state_and_person(self):
        confirm = self.form("operations").xpath("//button[@name='act_confirm']")[0]
        self.assertIn("state not in ['draft']", confirm.get("invisible"))
        self.assertIn("',act_confirm,' not in", confirm.get("invisible"))
        document = self.document()
        self.assertIn(",act_confirm,", self.by("operations", document).act_available)
        self.assertNotIn(",act_confirm,", self.by("operations_2", document).act_available)

    def test_form_follows_person_and_state(self):
        document = self.document()
        form = Form(self.by("operations", document))
        self.assertIn(",act_confirm,", form.act_available)
        form.name = "Renamed"
        self.assertIn(",act_confirm,", form.act_available, "editing hides nothing")

    def test_banner_and_trail(self):
        arch = self.form("nobody")
        self.assertTrue(arch.xpath("//div[@invisible='not act_glass_note']"))
        self.assertTrue(arch.xpath("//notebook/page[@name='act_log']//field[@name='reason']"))
        self.assertIsNotNone(arch.find("sheet").getnext(), "the chatter stays after the sheet")

    def test_a_view_without_header_sheet_or_state(self):
        view = self.env["ir.ui.view"].create(
            {"model": MODEL, "arch": "<form><field name='name'/><chatter/></form>"}
        )
        arch = self.form("operations", view_id=view.id)
        self.assertTrue(arch.xpath("//header/button[@name='act_confirm']"))
        self.assertTrue(arch.xpath("//header/field[@name='state']"))
        self.assertEqual([node.tag for node in arch][-2:], ["notebook", "chatter"])

    def test_other_views_stay(self):
        arch = self.env[MODEL].get_view(view_type="list")["arch"]
        self.assertNotIn("act_available", arch)

    def test_the_dialog_asks_why(self):
        document = self.by("quality", self.document())
        action = document.with_context(base_act_name="act_reject").action_act_wizard()
        self.assertEqual(action["name"], "Reject")
        wizard = self.env[action["res_model"]].with_user(self.people["quality"])
        with Form(wizard.with_context(**action["context"])) as form:
            form.reason = "Not our gauge"
        form.record.action_confirm()
        self.assertEqual((document.state, document.reason), ("rejected", "Not our gauge"))

    def test_the_dialog_calls_acts_only(self):
        document = self.document()
        for model, name in ((MODEL, "unlink"), ("res.users", "unlink"), (MODEL, "no_act")):
            wizard = self.env["base.act.wizard"].create(
                {"res_model": model, "res_ids": document.ids, "act": name, "reason": "x"}
            )
            with self.refused(UserError):
                wizard.action_confirm()
        self.assertTrue(document.exists())
