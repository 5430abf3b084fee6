"""A language that is activated later brings its texts of the courses."""

from odoo import api, models


class ResLang(models.Model):
    _inherit = "res.lang"

    @api.model_create_multi
    def create(self, vals_list):
        langs = super().create(vals_list)
        langs.filtered("active")._load_course_texts()
        return langs

    def write(self, vals):
        asleep = self.filtered(lambda lang: not lang.active) if vals.get("active") else self[:0]
        result = super().write(vals)
        asleep._load_course_texts()
        return result

    def _load_course_texts(self):
        if self:
            library = self.env["hr.quality.library.course"].sudo()
            library.search([("text_ids.lang", "in", self.mapped("code"))])._refresh_texts()
