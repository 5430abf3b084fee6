"""Sector words: the same path and states, in a hospital's and a hotel's own words."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

from ..responsibility.explain import evidence as told
from ..words.relabel import Relabel
from .monthly import MonthlyCase

SOURCE = {
    "operation": (("operation",), ("operations",)),
    "lot": (("lot", "lots"), ()),
}
WORDS = {
    "operation": ("clinical procedure", "clinical procedures"),
    "lot": ("episode", "episodes"),
}


class TestRelabel(TransactionCase):
    def test_labels(self):
        relabel = Relabel(SOURCE, WORDS)
        for label, expected in (
            ("Operation", "Clinical Procedure"),
            ("Operations", "Clinical Procedures"),
            ("By Operations", "By Operations"),  # the party
            ("the operation's lot", "the clinical procedure's episode"),
            ("A lot of this operation", "An episode of this clinical procedure"),
            ("Slots", "Slots"),
            ("Pilot lots", "Pilot episodes"),
            ("", ""),
            (None, None),
            (False, False),
        ):
            with self.subTest(label=label):
                self.assertEqual(relabel(label), expected)

    def test_chinese_has_no_word_boundaries(self):
        relabel = Relabel({"operation": (("工序",), ("工序",))}, {"operation": ("诊疗流程",) * 2})
        self.assertEqual(relabel("选择工序"), "选择诊疗流程")
        self.assertEqual(relabel("工序"), "诊疗流程")


@tagged("post_install", "-at_install")
class TestSector(MonthlyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.hospital = cls.env.ref("hr_quality_training.hr_quality_sector_hospital")
        cls.hotel = cls.env.ref("hr_quality_training.hr_quality_sector_hotel")
        chinese = {
            cls.hospital: ("临床科室", "医疗质量控制部门"),
            cls.hotel: ("运营部", "质量控制部"),
        }
        for sector, (operations, quality) in chinese.items():
            words = {word.term: word for word in sector.word_ids}
            words["operations"].with_context(lang="zh_CN").name = operations
            words["quality"].with_context(lang="zh_CN").name = quality

    def work_in(self, sector):
        self.env.company.quality_sector_id = sector

    def refusal(self, lang):
        """What somebody of HR reads who submits the manager's list."""
        difficulties = self.report().list_id.with_user(self.plant.hr).with_context(lang=lang)
        with self.assertRaises(AccessError) as refused:
            difficulties.act_submit()
        return str(refused.exception)

    def test_the_refusal_names_the_party_in_the_sectors_words(self):
        for sector, lang, word in (
            (self.hospital, "en_US", "Clinical Departments"),
            (self.hospital, "zh_CN", "临床科室"),
            (self.hotel, "en_US", "Hotel Operations"),
            (self.hotel, "zh_CN", "运营部"),
        ):
            with self.subTest(sector=sector.code, lang=lang):
                self.work_in(sector)
                self.assertIn(word, self.refusal(lang))

    def test_without_a_sector_nothing_changes(self):
        self.work_in(False)
        self.assertIn("Operations", self.refusal("en_US"))
        described = self.env["hr.quality.need"].fields_get(["operation_id"])
        self.assertEqual(described["operation_id"]["string"], "Operation")

    def test_the_needs_form_speaks_the_sectors_words(self):
        needs = self.env["hr.quality.need"].with_user(self.plant.quality)
        self.work_in(self.hospital)
        self.assertEqual(
            needs.fields_get(["operation_id"])["operation_id"]["string"], "Clinical Procedure"
        )

    def test_views_speak_the_sectors_words_and_stay_what_they_are(self):
        difficulties = self.env["hr.quality.difficulty"].with_user(self.plant.quality)
        self.work_in(self.hospital)
        hospital = difficulties.get_view(view_type="form")["arch"]
        self.work_in(self.hotel)
        hotel = difficulties.get_view(view_type="form")["arch"]
        self.work_in(False)
        factory = difficulties.get_view(view_type="form")["arch"]
        self.assertIn("Raise a Continuing Education Need", hospital)
        self.assertIn("Raise a Training Need", hotel)
        # Only words change: the same elements, fields and conditions in the same order.
        for arch in (hospital, hotel):
            self.assertEqual(_skeleton(arch), _skeleton(factory))

    def test_parties_in_selections_go_by_their_keys(self):
        dues = self.env["hr.quality.obligation.due"].with_user(self.plant.hr)
        self.work_in(self.hospital)
        for lang, word in (("en_US", "Clinical Departments"), ("zh_CN", "临床科室")):
            described = dues.with_context(lang=lang).fields_get(["party"])["party"]
            self.assertEqual(dict(described["selection"])["operations"], word)

    def test_states_and_rights_are_the_same(self):
        self.work_in(self.hospital)
        difficulty = self.submitted()
        difficulty.with_user(self.plant.quality).act_raise_need()
        self.assertEqual((difficulty.state, difficulty.need_id.state), ("need", "raised"))

    def test_menus_and_titles(self):
        self.work_in(self.hospital)
        menus = self.env["ir.ui.menu"].with_user(self.plant.quality).load_menus(False)
        names = {menu["name"] for menu in menus.values()}
        self.assertIn("Continuing Education Needs", names)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_need_action"
        )
        self.assertEqual(action["name"], "Continuing Education Needs")
        self.work_in(False)
        menus = self.env["ir.ui.menu"].with_user(self.plant.quality).load_menus(False)
        self.assertIn("Training Needs", {menu["name"] for menu in menus.values()})

    def test_a_changed_word_is_heard_at_once(self):
        self.work_in(self.hospital)
        word = self.hospital.word_ids.filtered(lambda word: word.term == "operation")
        word.name = "treatment"
        described = self.env["hr.quality.need"].fields_get(["operation_id"])
        self.assertEqual(described["operation_id"]["string"], "Treatment")

    def test_sentences_of_the_kiosk_and_of_a_proposal_do_too(self):
        self.work_in(self.hospital)
        refused = self.env["hr.quality.kiosk.session"]._sentence_refused("X1")
        self.assertIn("Human Resources", refused)
        late = SimpleNamespace(rule="feedback_late", facts={"days": 9, "allowed": 5})
        self.assertIn("Clinical Departments: the feedback came after 9 days", told(self.env, late))

    def test_no_sentence_of_the_code_names_a_party_itself(self):
        """Each asks for the name, so that a hospital reads its own."""
        folder = Path(file_path("hr_quality_training"))
        named = {
            text
            for file in folder.rglob("*.py")
            if "tests" not in file.parts
            for text in _sentences(file)
            if re.search(r"\bHR\b|\b[Qq]uality\b(?! Loop)", text)
        }
        self.assertEqual(named, {"Score for Quality", "Party: quality", "Party: HR"})

    def test_only_administrators_change_words(self):
        for user in (self.plant.hr, self.plant.quality, self.plant.manager):
            with self.assertRaises(AccessError):
                self.hospital.word_ids[0].with_user(user).name = "Somebody"

    def test_no_query_once_it_is_known(self):
        self.work_in(self.hospital)
        needs = self.env["hr.quality.need"].with_user(self.plant.quality)
        needs.fields_get()
        with self.assertQueryCount(0):
            needs.fields_get()


def _sentences(file):
    """What the code of a file says to people: the text of each call of ``_`` and ``_lt``."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in ("_", "_lt") and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def _skeleton(arch):
    """Tags and attributes of a view that no user reads."""
    from lxml import etree

    from ..words.screens import SHOWN_ATTRIBUTES

    return [
        (node.tag, sorted(set(node.attrib.items()) - _shown(node, SHOWN_ATTRIBUTES)))
        for node in etree.fromstring(arch).iter()
    ]


def _shown(node, names):
    return {(name, value) for name, value in node.attrib.items() if name in names}
