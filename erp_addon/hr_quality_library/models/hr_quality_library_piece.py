"""Which record came from which part of a course file, and what was written into it."""

import hashlib
import json

from odoo import fields, models

TEXT_FIELDS = {
    "hr.quality.course": ("name",),
    "hr.quality.course.item": ("name",),
    "slide.channel": ("name", "description"),
    "slide.slide": ("name", "html_content"),
    "survey.survey": ("title", "description"),
    "survey.question": ("title", "description", "explanation"),
}
"""Model → its fields that follow the course file until somebody edits one of them."""


class HrQualityLibraryPiece(models.Model):
    """A slide, question, … made from a course file.

    ``digests`` says per language what the library wrote last. As long as the record still says the
    same, nobody has edited it, and a better text may replace it.
    """

    _name = "hr.quality.library.piece"
    _description = "Piece of an Adopted Course"
    _order = "course_id, id"
    _rec_name = "key"

    course_id = fields.Many2one("hr.quality.course", required=True, index=True, ondelete="cascade")
    key = fields.Char(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    digests = fields.Json(default=dict)

    _key_unique = models.Constraint(
        "UNIQUE (course_id, key)", "Each part of a course file is made once."
    )

    def _renew(self, texts: dict, rights: tuple | None) -> None:
        """Write ``texts`` in the language of the context, unless the record has been edited.

        :param rights: of a question, which answers are right; the texts of answers follow only
            while the record agrees about that
        """
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record or not self._fits(record, rights):
            return
        lang = self.env.lang or "en_US"
        written = (self.digests or {}).get(lang)
        if written and written != self._digest(record):
            return
        self._write_texts(record, texts)
        record.flush_recordset()
        record.invalidate_recordset()
        self.digests = {**(self.digests or {}), lang: self._digest(record)}

    def _fits(self, record, rights):
        if record._name != "survey.question":
            return True
        return tuple(self._answers(record).mapped("is_correct")) == (rights or ())

    def _answers(self, record):
        """In the order of the course file; ``sequence`` is the shuffled one."""
        return record.suggested_answer_ids.sorted("id")

    def _write_texts(self, record, texts):
        values = {name: text for name, text in texts.items() if name != "answers"}
        changed = {name: text for name, text in values.items() if record[name] != text}
        if changed:
            record.write(changed)
        if texts.get("answers"):
            for answer, text in zip(self._answers(record), texts["answers"], strict=True):
                if answer.value != text:
                    answer.value = text

    def _digest(self, record) -> str:
        """A fingerprint of what the record says in the language of the context."""
        said = [str(record[name] or "") for name in TEXT_FIELDS[record._name]]
        if record._name == "survey.question":
            said += [answer.value or "" for answer in self._answers(record)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()
