"""A company's course knows which library course it was adopted from."""

from odoo import fields, models

LANGUAGE_KEY = "hr_quality_library_adding_language"
ADDING_LANGUAGE = object()
"""What lets a language be added to a course in force; of this process, so nobody can send it."""


class HrQualityCourse(models.Model):
    _inherit = "hr.quality.course"

    library_course_id = fields.Many2one(
        "hr.quality.library.course",
        "Adopted From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    library_piece_ids = fields.One2many(
        "hr.quality.library.piece",
        "course_id",
        readonly=True,
        groups="base_act.base_act_group_quality,base_act.base_act_group_hr",
    )

    _library_course_unique = models.UniqueIndex(
        "(library_course_id) WHERE library_course_id IS NOT NULL",
        "This course of the library is adopted already.",
    )

    def _check_not_in_force(self):
        """The same words in another language change nothing that people are assessed by."""
        if self.env.context.get(LANGUAGE_KEY) is ADDING_LANGUAGE:
            return None
        return super()._check_not_in_force()

    def _keep_library_pieces(self, pieces):
        """Remember which record each part of the course file became.

        :param dict pieces: key of the part → record
        """
        self.ensure_one()
        self.env["hr.quality.library.piece"].sudo().create(
            [
                {
                    "course_id": self.id,
                    "key": key,
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for key, record in pieces.items()
            ]
        )

    def _renew_library_texts(self):
        """Let everything that nobody has edited follow its course file, in active languages."""
        for course in self.sudo():
            offer = course.library_course_id
            documents = offer._spoken_documents()
            texts = {
                lang: offer.with_context(lang=lang)._texts(document)
                for lang, document in documents.items()
            }
            source = next(iter(documents.values()))
            rights = {f"question/{question.key}": question.rights for question in source.questions}
            for piece in course.library_piece_ids:
                if all(piece.key in said for said in texts.values()):
                    told = {lang: said[piece.key] for lang, said in texts.items()}
                    piece._renew(told, rights.get(piece.key))
