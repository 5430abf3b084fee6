"""A slide that tells a case study."""

import base64

from odoo import fields, models

from .hr_quality_library_course import SOURCE_LANG
from .html_languages import write_html_translation

PICTURES = ("picture_wrong", "picture_right")


class SlideSlide(models.Model):
    _inherit = "slide.slide"

    case_study_id = fields.Many2one(
        "hr.quality.case.study", readonly=True, index="btree_not_null", ondelete="set null"
    )
    case_study_told_on = fields.Datetime(readonly=True, copy=False)
    case_study_picture_ids = fields.Many2many("ir.attachment", copy=False, readonly=True)

    def _tell_case_study(self):
        """Write what the case study says now, in every active language."""
        langs = [
            code for code, _name in self.env["res.lang"].get_installed() if code != SOURCE_LANG
        ]
        for slide in self.filtered("case_study_id").with_context(lang=SOURCE_LANG):
            pictures = slide._renew_case_study_pictures()
            study = slide.case_study_id
            html = study._slide_html(pictures)
            slide.write({"name": study.name, "html_content": html})
            for lang in langs:
                told = study.with_context(lang=lang)
                slide._update_field_translations("name", {lang: told.name})
                write_html_translation(
                    slide, "html_content", SOURCE_LANG, html, lang, told._slide_html(pictures)
                )
        # Taken from the record, so that both are of the same clock.
        for slide in self:
            slide.case_study_told_on = max(fields.Datetime.now(), slide.case_study_id.write_date)

    def _renew_case_study_pictures(self):
        """Copies of the pictures that whoever may open the slide can see; field → address."""
        self.ensure_one()
        self.case_study_picture_ids.unlink()
        pictures = {}
        for name in PICTURES:
            image = self.case_study_id[name]
            if image:
                attachment = self.env["ir.attachment"].create(
                    {
                        "name": f"{self.case_study_id.name} ({name})",
                        "raw": base64.b64decode(image),
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                )
                [token] = attachment.generate_access_token()
                self.case_study_picture_ids |= attachment
                pictures[name] = f"/web/image/{attachment.id}?access_token={token}"
        return pictures
