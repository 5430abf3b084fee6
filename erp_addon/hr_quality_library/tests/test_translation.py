"""Everything a user reads is there in Simplified Chinese."""

import polib
from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path


@tagged("post_install", "-at_install")
class TestTranslation(BaseCase):
    def test_chinese_is_complete(self):
        template = polib.pofile(file_path("hr_quality_library/i18n/hr_quality_library.pot"))
        chinese = polib.pofile(file_path("hr_quality_library/i18n/zh_CN.po"))
        translated = {entry.msgid for entry in chinese.translated_entries()}
        self.assertFalse({entry.msgid for entry in template} - translated)

    def test_course_texts_are_not_in_the_translation_files(self):
        """They are in the course files, and a copy would put old texts back at every update."""
        template = polib.pofile(file_path("hr_quality_library/i18n/hr_quality_library.pot"))
        places = [place for entry in template for place, _line in entry.occurrences]
        self.assertFalse([place for place in places if "hr.quality.library.course," in place])
