"""A company's course knows which library course it was adopted from."""

from odoo import fields, models


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

    def _renew_library_texts(self, langs=None):
        """Let everything that nobody has edited follow its course file, in active languages.

        :param langs: these languages alone; None: all
        """
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        for course in self.sudo():
            for lang, document in course.library_course_id._documents().items():
                if lang in active and (langs is None or lang in langs):
                    course.with_context(lang=lang)._renew_library_language(document)

    def _renew_library_language(self, document):
        texts = self.library_course_id._texts(document)
        rights = {f"question/{question.key}": question.rights for question in document.questions}
        for piece in self.library_piece_ids:
            if piece.key in texts:
                piece._renew(texts[piece.key], rights.get(piece.key))
