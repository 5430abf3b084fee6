"""Everything a user reads is there in Simplified Chinese."""

import polib
from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path


@tagged("post_install", "-at_install")
class TestTranslation(BaseCase):
    def test_chinese_is_complete(self):
        template = polib.pofile(file_path("hr_quality/i18n/hr_quality.pot"))
        chinese = polib.pofile(file_path("hr_quality/i18n/zh_CN.po"))
        translated = {entry.msgid for entry in chinese.translated_entries()}
        self.assertFalse({entry.msgid for entry in template} - translated)

    def test_placeholders_survive(self):
        for entry in polib.pofile(file_path("hr_quality/i18n/zh_CN.po")):
            for number in range(entry.msgid.count("%(")):
                name = entry.msgid.split("%(")[number + 1].split(")")[0]
                self.assertIn(f"%({name})s", entry.msgstr, entry.msgid)
