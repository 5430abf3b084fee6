"""Everything a user reads is there in Simplified Chinese."""

from odoo.addons.base_act.tests.translation import ChineseFile
from odoo.tests import BaseCase, tagged


@tagged("post_install", "-at_install")
class TestTranslation(ChineseFile, BaseCase):
    module = "hr_quality_mrp"
