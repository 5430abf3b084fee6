"""The courses that a company can adopt: shipped with the module, or its own by import."""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..course_file import CourseDocument, CourseFileError, check_twins, parse_course, to_html
from ..shipped import PICTURES, shipped_files

SOURCE_LANG = "en_US"
COURSES = "__hr_quality_library__"
"""What the external ids of shipped courses begin with. Not the module's own name, since its
translation files would then repeat, and at every update put back, what the course files say."""
SECTORS = [
    ("manufacturing", "Manufacturing"),
    ("hospital", "Hospital"),
    ("hotel", "Hotel"),
    ("finance", "Finance"),
    ("general", "Every Sector"),
]


class HrQualityLibraryCourse(models.Model):
    """An offer: what the course is about, and its files. Nothing of it is taught before adoption.

    Written by the loader and the import alone. ``name``, ``summary`` and ``outline`` follow the
    course files in every active language.
    """

    _name = "hr.quality.library.course"
    _description = "Library Course"
    _order = "sequence, name"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    sequence = fields.Integer(default=100)
    sector = fields.Selection(SECTORS, required=True, readonly=True, default="general", index=True)
    shipped = fields.Boolean(readonly=True, help="It came with the module, not by import.")
    summary = fields.Text(readonly=True, translate=True)
    outline = fields.Html(readonly=True, translate=True, sanitize=False)
    slide_count = fields.Integer("Slides", readonly=True)
    short_slide_count = fields.Integer("Slides of the Refresher", readonly=True)
    question_count = fields.Integer("Questions", readonly=True)
    item_count = fields.Integer("Practical Tasks", readonly=True)
    hours = fields.Float("Duration", readonly=True, help="Hours of learning, without the exam.")
    exam_weight = fields.Float(readonly=True)
    pass_mark = fields.Float(readonly=True)
    validity_months = fields.Integer("Valid For (Months)", readonly=True)
    unused_months = fields.Integer("Lapses Unused After (Months)", readonly=True)
    languages = fields.Char(compute="_compute_languages")
    text_ids = fields.One2many(
        "hr.quality.library.text",
        "course_id",
        "Course Files",
        readonly=True,
        groups="base_act.base_act_group_quality,base_act.base_act_group_hr",
    )
    course_ids = fields.One2many(
        "hr.quality.course",
        "library_course_id",
        "Adopted As",
        readonly=True,
        context={"active_test": False},
    )
    adopted = fields.Boolean(compute="_compute_adopted", search="_search_adopted")

    for_us = fields.Boolean(
        "For Our Sector",
        compute="_compute_for_us",
        search="_search_for_us",
        help="Made for the sector of your company, or for every sector.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "The library has a course with this code already."
    )

    @api.depends("course_ids")
    def _compute_adopted(self):
        for offer in self:
            offer.adopted = bool(offer.course_ids)

    def _search_adopted(self, operator, value):
        if operator != "in":
            return NotImplemented
        adopted = self.env["hr.quality.course"].with_context(active_test=False)
        ids = adopted.search([("library_course_id", "!=", False)]).library_course_id.ids
        return [("id", "in" if True in value else "not in", ids)]

    @api.model
    def _our_sectors(self) -> set[str]:
        """Sectors whose courses the company that the user works in may want; all if it has none."""
        own = self.env.company.sudo().quality_sector_id.code
        known = {code for code, _label in SECTORS}
        return {own, "general"} if own in known else known

    @api.depends("sector")
    @api.depends_context("company")
    def _compute_for_us(self):
        ours = self._our_sectors()
        for offer in self:
            offer.for_us = offer.sector in ours

    def _search_for_us(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("sector", "in" if True in value else "not in", list(self._our_sectors()))]

    @api.depends("text_ids.lang")
    def _compute_languages(self):
        """Names of the languages that the course is there in."""
        names = {
            lang.code: lang.name.split(" / ")[-1]
            for lang in self.env["res.lang"].sudo().with_context(active_test=False).search([])
        }
        for offer in self:
            codes = offer.sudo().text_ids.mapped("lang")
            offer.languages = ", ".join(names.get(code, code) for code in codes)

    # Loading

    @api.model
    def _load_shipped(self):
        """Take in the course files of the module; called at every installation and update."""
        for number, files in enumerate(shipped_files(), start=1):
            offer = self._take_in(files, shipped=True, sequence=number)
            self.env["ir.model.data"]._update_xmlids(
                [
                    {
                        "xml_id": f"{COURSES}.{offer.code}",
                        "record": offer,
                        "noupdate": True,
                    }
                ]
            )

    @api.model
    def _take_in(self, files: list[str], shipped=False, sequence=100):
        """Make or renew one library course from its files, one per language.

        What has been adopted from it follows where the company has not edited it.

        :return: the library course
        :raise UserError: when a file is wrong, files do not match, or the code is taken
        """
        try:
            documents = {
                document.lang: (document, text)
                for document, text in ((parse_course(text, self.env), text) for text in files)
            }
            offer = self._named(documents, shipped)
            self._check_match(offer, documents)
        except CourseFileError as error:
            raise UserError(str(error)) from error
        if not offer:
            first, _text = next(iter(documents.values()))
            offer = self.sudo().create({"name": first.title, "code": first.code})
        changed = offer._store_texts({lang: text for lang, (_doc, text) in documents.items()})
        main = next(iter(offer._documents().values()))
        offer.write({**self._facts(main), "shipped": shipped, "sequence": sequence})
        if changed:
            offer._refresh_texts()
        return offer.with_env(self.env)

    def _named(self, documents, shipped):
        """The library course that these files belong to, or none yet."""
        codes = {document.code for document, _text in documents.values()}
        if len(codes) != 1:
            raise CourseFileError(
                self.env._(
                    "These files are of different courses: %(codes)s. Take in one course at a "
                    "time.",
                    codes=", ".join(sorted(codes)),
                )
            )
        offer = self.sudo().search([("code", "=", codes.pop())])
        if offer and offer.shipped != shipped:
            raise CourseFileError(
                self.env._(
                    "The library has a course with the code %(code)s already: %(name)s. Write "
                    "another code into the file.",
                    code=offer.code,
                    name=offer.name,
                )
            )
        return offer

    def _check_match(self, offer, documents):
        """Every language asks the same, those already stored included."""
        stored = {
            text.lang: text._document() for text in offer.text_ids if text.lang not in documents
        }
        everything = [document for document, _text in documents.values()] + list(stored.values())
        for other in everything[1:]:
            check_twins(everything[0], other, self.env)

    @api.model
    def _facts(self, document: CourseDocument) -> dict:
        """Values of the library course that are the same in every language."""
        facts = document.facts
        return {
            "sector": facts.get("sector", "general"),
            "hours": float(facts.get("hours", 0)),
            "exam_weight": float(facts.get("exam_weight", 40)),
            "pass_mark": float(facts.get("pass_mark", 80)),
            "validity_months": int(float(facts.get("validity_months", 0))),
            "unused_months": int(float(facts.get("unused_months", 0))),
            "slide_count": len(document.slides),
            "short_slide_count": sum(slide.short for slide in document.slides),
            "question_count": len(document.questions),
            "item_count": len(document.items),
        }

    def _store_texts(self, texts: dict[str, str]) -> bool:
        """Keep the files; say whether one of them is new."""
        self.ensure_one()
        kept = {text.lang: text for text in self.text_ids}
        changed = False
        for lang, content in texts.items():
            if lang not in kept:
                self.text_ids.create({"course_id": self.id, "lang": lang, "content": content})
                changed = True
            elif kept[lang].content != content:
                kept[lang].content = content
                changed = True
        return changed

    # Languages

    def _documents(self) -> dict[str, CourseDocument]:
        """Language → what the course file says, the source language first."""
        self.ensure_one()
        texts = self.sudo().text_ids.sorted(lambda text: text.lang != SOURCE_LANG)
        return {text.lang: text._document() for text in texts}

    def _spoken_documents(self) -> dict[str, CourseDocument]:
        """Language of the database → what it is taught in that language.

        The first stands where there is no translation, whether or not its language is active.
        """
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        first, *others = self._documents().items()
        source = {first[0] if first[0] in active else SOURCE_LANG: first[1]}
        return {**source, **{lang: document for lang, document in others if lang in active}}

    def _refresh_texts(self):
        """Write the texts of the offers and of what was adopted, in every active language."""
        for offer in self:
            for lang, document in offer._spoken_documents().items():
                offer.with_context(lang=lang).write(offer._described(document))
            offer.with_context(active_test=False).course_ids._renew_library_texts()

    def _described(self, document: CourseDocument) -> dict:
        return {
            "name": document.title,
            "summary": " ".join(document.summary.split()),
            "outline": self._outline(document),
        }

    def _outline(self, document: CourseDocument) -> Markup:
        """Sections with their slides, as an ordered list in a list."""
        sections = Markup("").join(
            Markup("<li><strong>%s</strong><ul>%s</ul></li>")
            % (
                section.title,
                Markup("").join(Markup("<li>%s</li>") % slide.title for slide in section.slides),
            )
            for section in document.sections
        )
        return Markup("<ol>%s</ol>") % sections

    @api.model
    def _slide_html(self, body: str) -> Markup:
        return to_html(body, PICTURES)
