"""Labels and sentences are in the language of who reads them."""

from lxml import etree
from odoo.addons.base_act.tests.translation import ChineseFile
from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from .common import MODEL, DocumentCase


@tagged("post_install", "-at_install")
class TestTranslation(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        modules = cls.env["ir.module.module"].search(
            [("name", "in", ("base_act", "test_base_act"))]
        )
        modules._update_translations(["zh_CN"])
        cls.people["operations"].lang = "zh_CN"

    def test_buttons_and_page(self):
        chinese = self.env[MODEL].with_user(self.people["operations"]).with_context(lang="zh_CN")
        arch = etree.fromstring(chinese.get_view(view_type="form")["arch"])
        self.assertEqual(arch.xpath("//header/button/@string"), ["确认", "驳回"])
        self.assertEqual(arch.xpath("//page[@name='act_log']/@string"), ["办理记录"])
        english = self.env[MODEL].with_user(self.people["operations"]).with_context(lang="en_US")
        arch = etree.fromstring(english.get_view(view_type="form")["arch"])
        self.assertEqual(arch.xpath("//header/button/@string"), ["Confirm", "Reject"])

    def test_sentences_in_the_users_language_though_the_call_names_none(self):
        document = self.document()
        caller = self.by("operations", document).with_context(lang=None)
        caller.act_confirm()
        with self.assertRaises(UserError) as refused:
            caller.act_confirm()
        self.assert_sentence(refused, "已是", "确认")
        self.assertEqual(caller.get_available_acts()[0]["acts"][0]["label"], "驳回")

    def test_the_trail_is_read_in_ones_own_language(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        entry = document.act_log_ids[0]
        self.assertEqual(entry.with_context(lang="en_US").act_label, "Confirm")
        self.assertEqual(entry.with_context(lang="zh_CN").act_label, "确认")

    def test_the_parties(self):
        group = self.env.ref("base_act.base_act_group_quality").with_context(lang="zh_CN")
        self.assertEqual(group.name, "质量部门")


@tagged("post_install", "-at_install")
class TestFileOfActs(ChineseFile, BaseCase):
    module = "base_act"


@tagged("post_install", "-at_install")
class TestFileOfDocuments(ChineseFile, BaseCase):
    module = "test_base_act"
