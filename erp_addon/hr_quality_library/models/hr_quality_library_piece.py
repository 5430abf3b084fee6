"""Which record came from which part of a course file, and what was written into it."""

import hashlib
import json

from odoo import fields, models

from .hr_quality_course import ADDING_LANGUAGE, LANGUAGE_KEY
from .html_languages import write_html_translation

ITEM = "hr.quality.course.item"
TEXT_FIELDS = {
    "hr.quality.course": ("name", "description"),
    ITEM: ("name",),
    "slide.channel": ("name", "description", "description_short"),
    "slide.slide": ("name", "html_content"),
    "survey.survey": ("title", "description"),
    "survey.question": ("title", "description", "explanation"),
}
"""Model → its fields that follow the course file until somebody edits one of them."""


class HrQualityLibraryPiece(models.Model):
    """A slide, question, … made from a course file.

    ``digests`` says per language what the library wrote last. As long as the record still says the
    same in all of them, nobody has edited it, and a better text may replace it. Odoo keeps the
    languages of an HTML text together, paragraph by paragraph, so an edit in one counts for all.
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

    def _renew(self, texts: dict[str, dict], rights: tuple | None) -> None:
        """Write texts, unless the record has been edited; a new language is added in any case.

        :param texts: language → field → text, the source language first; ``answers`` of a question
            is the list of the texts of its answers
        :param rights: of a question, which answers are right; texts follow only while the record
            agrees about that
        """
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record or not self._fits(record, rights):
            return
        digests = self.digests or {}
        source, *others = texts
        locked = bool(digests) and self._is_locked(record)
        kept = locked or any(self._digest(record, lang) != digests[lang] for lang in digests)
        written = [lang for lang in others if not kept or lang not in digests]
        if not kept:
            self._write_source(record.with_context(lang=source), texts[source])
            written.append(source)
        speaking = record.with_context(**{LANGUAGE_KEY: ADDING_LANGUAGE}) if locked else record
        for lang in others:
            if lang in written:
                self._translate(speaking, source, texts[source], lang, texts[lang])
        record.env.flush_all()
        record.invalidate_recordset()
        self.digests = {**digests, **{lang: self._digest(record, lang) for lang in written}}

    def _is_locked(self, record) -> bool:
        """Whether people are being assessed by it at the moment, so that it stays as it is."""
        if record._name == "survey.question":
            return bool(record._quality_running_exam())
        return record._name == ITEM and record.course_id.in_force

    def _fits(self, record, rights):
        return record._name != "survey.question" or tuple(
            self._answers(record).mapped("is_correct")
        ) == (rights or ())

    def _answers(self, record):
        """Of a question, in the order of the course file; ``sequence`` is the shuffled one."""
        if record._name != "survey.question":
            return record.env["survey.question.answer"]
        return record.suggested_answer_ids.sorted("id")

    def _pairs(self, record, texts):
        """``(record, name of its field, text)`` of a record and, for a question, its answers."""
        pairs = [(record, name, text) for name, text in texts.items() if name != "answers"]
        answers = texts.get("answers") or []
        return pairs + [
            (answer, "value", text)
            for answer, text in zip(self._answers(record), answers, strict=False)
        ]

    def _write_source(self, record, texts):
        for owner, name, text in self._pairs(record, texts):
            if owner[name] != owner._fields[name].convert_to_record(
                owner._fields[name].convert_to_cache(text, owner), owner
            ):
                owner[name] = text

    def _translate(self, record, source, source_texts, lang, texts):
        """Add the words of another language to what still says what the course file says."""
        sources = self._pairs(record.with_context(lang=source), source_texts)
        for (owner, name, before), (_owner, _name, after) in zip(
            sources, self._pairs(record, texts), strict=True
        ):
            if callable(owner._fields[name].translate):
                write_html_translation(owner, name, source, before, lang, after)
            elif owner[name] == before:
                owner._update_field_translations(name, {lang: after})

    def _digest(self, record, lang) -> str:
        """A fingerprint of what the record says in a language."""
        told = record.with_context(lang=lang)
        said = [str(told[name] or "") for name in TEXT_FIELDS[record._name]]
        said += [answer.value or "" for answer in self._answers(told)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()
