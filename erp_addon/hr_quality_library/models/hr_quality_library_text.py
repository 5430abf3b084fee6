"""The text of a library course in one language, as in its course file."""

import base64

from odoo import api, fields, models

from ..course_file import CourseDocument, parse_course


class HrQualityLibraryText(models.Model):
    """A course file. It holds the answers of the exam: quality and HR alone read it."""

    _name = "hr.quality.library.text"
    _description = "Course File"
    _order = "course_id, lang"
    _rec_name = "lang"

    course_id = fields.Many2one("hr.quality.library.course", required=True, ondelete="cascade")
    lang = fields.Char("Language", required=True)
    content = fields.Text(required=True)
    file = fields.Binary("Course File", compute="_compute_file")
    file_name = fields.Char(compute="_compute_file")

    _lang_unique = models.Constraint(
        "UNIQUE (course_id, lang)", "The course has a file in this language already."
    )

    @api.depends("content", "lang", "course_id.code")
    def _compute_file(self):
        for text in self:
            text.file = base64.b64encode((text.content or "").encode())
            text.file_name = f"{text.course_id.code}.{text.lang}.md"

    def _document(self) -> CourseDocument:
        """What the file says."""
        self.ensure_one()
        return parse_course(self.content, self.env)
