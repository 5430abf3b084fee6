"""What every translation file of ours has to keep to; a module's test class adds its name.

class TestTranslation(ChineseFile, BaseCase):
    module = "hr_quality"
"""

import re

import polib
from lxml import html
from odoo.tools.misc import file_path

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
SHOWN = ("title", "string", "placeholder", "aria-label", "alt")
"""Attributes that a translation may change; every other one steers the view."""


class ChineseFile:
    """Everything a user reads is there in Simplified Chinese, with all that a text carries."""

    # Odoo's loader passes inherited tests over in silence unless the class says this.
    allow_inherited_tests_method = True
    module = None

    def _entries(self, name):
        return polib.pofile(file_path(f"{self.module}/i18n/{name}"))

    def test_chinese_is_complete(self):
        translated = {
            (entry.msgctxt, entry.msgid) for entry in self._entries("zh_CN.po").translated_entries()
        }
        template = {(entry.msgctxt, entry.msgid) for entry in self._entries(f"{self.module}.pot")}
        self.assertTrue(template)
        self.assertFalse(template - translated)

    def test_placeholders_survive(self):
        for entry in self._entries("zh_CN.po"):
            self.assertCountEqual(
                PLACEHOLDER.findall(entry.msgid), PLACEHOLDER.findall(entry.msgstr), entry.msgid
            )

    def test_markup_survives(self):
        for entry in self._entries("zh_CN.po"):
            if any(place.startswith("model_terms:") for place, _line in entry.occurrences):
                self.assertCountEqual(_markup(entry.msgid), _markup(entry.msgstr), entry.msgid)


def _markup(text):
    """Elements with the attributes that no translation may change."""
    root = html.fragment_fromstring(text, create_parent="text")
    return [
        (node.tag, {name: node.get(name) for name in node.attrib if name not in SHOWN})
        for node in root.iter()
    ]
