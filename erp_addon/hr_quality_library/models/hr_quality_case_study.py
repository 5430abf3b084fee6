"""A past defect, told so that others learn from it: what happened, why, and the right way."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act.permit import trusted_context
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

SLIDE_TEMPLATE = "hr_quality_library.hr_quality_case_study_slide"
LAST = 10000
"""Sequence of a case study's slide: at the end of its course, where the company may move it."""


class HrQualityCaseStudy(models.Model):
    """Written by quality; a slide is made of it for every course that it belongs in.

    Rates are fractions: 0.08 is 8 %. It names no person.
    """

    _name = "hr.quality.case.study"
    _description = "Case Study"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "happened_on desc, id desc"

    name = fields.Char("Title", required=True, translate=True)
    active = fields.Boolean(default=True)
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict", tracking=True
    )
    author_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, readonly=True, ondelete="restrict"
    )
    happened_on = fields.Date()
    happened = fields.Text("What Happened", required=True, translate=True)
    cause = fields.Text(required=True, translate=True)
    right_way = fields.Text(required=True, translate=True)
    picture_wrong = fields.Image("Picture of the Defect", max_width=1600, max_height=1600)
    picture_right = fields.Image("Picture of the Right Way", max_width=1600, max_height=1600)
    effect_id = fields.Many2one(
        "hr.quality.effect",
        "Measured Effect",
        compute="_compute_effect_id",
        help="What the training of the need achieved: the rates are taken from it.",
    )
    rate_before = fields.Float(
        "Defect Rate Before",
        digits=(8, 6),
        compute="_compute_rates",
        store=True,
        readonly=False,
    )
    rate_after = fields.Float(
        "Defect Rate After", digits=(8, 6), compute="_compute_rates", store=True, readonly=False
    )
    has_rates = fields.Boolean(
        "Show Defect Rates", help="The slide shows the defect rate before and after."
    )
    need_id = fields.Many2one(
        "hr.quality.need", "Training Need", index="btree_not_null", ondelete="set null"
    )
    nonconformity_id = fields.Many2one(
        "hr.quality.nonconformity", index="btree_not_null", ondelete="set null"
    )
    slide_ids = fields.One2many(
        "slide.slide", "case_study_id", "Slides", readonly=True, bypass_search_access=True
    )
    course_ids = fields.Many2many(
        "hr.quality.course", string="In Courses", compute="_compute_course_ids"
    )
    slides_outdated = fields.Boolean(
        compute="_compute_slides_outdated", help="It was changed after its slides were made."
    )

    _rates = models.Constraint(
        "CHECK (rate_before BETWEEN 0 AND 1 AND rate_after BETWEEN 0 AND 1)",
        "A defect rate lies between 0 and 100 %.",
    )

    @api.model
    def default_get(self, fields):
        """Begin with what the nonconformity or the need already says."""
        values = super().default_get(fields)
        for name in ("nonconformity_id", "need_id"):
            record = self.env[self._fields[name].comodel_name].browse(values.get(name) or ())
            if record:
                known = record._case_study_values()
                values.update({k: v for k, v in known.items() if k in fields and v})
        return values

    @api.depends("need_id.effect_ids.why")
    def _compute_effect_id(self):
        for study in self:
            effects = study.sudo().need_id.effect_ids
            study.effect_id = effects.filtered("reduction_known").sorted("id")[-1:]

    @api.depends("need_id.effect_ids.before_rate", "need_id.effect_ids.after_rate")
    @api.depends("need_id.effect_ids.why")
    def _compute_rates(self):
        """As they were measured; until then as quality says."""
        for study in self:
            effect = study.sudo().effect_id
            study.rate_before = effect.before_rate if effect else study.rate_before
            study.rate_after = effect.after_rate if effect else study.rate_after

    @api.depends("slide_ids.channel_id")
    def _compute_course_ids(self):
        channels = self.sudo().slide_ids.channel_id.ids
        courses = self.env["hr.quality.course"].search(
            ["|", ("channel_id", "in", channels), ("retraining_channel_id", "in", channels)]
        )
        for study in self:
            told_in = study.sudo().slide_ids.channel_id
            study.course_ids = courses.filtered(
                lambda course, told_in=told_in: (
                    (course.sudo().channel_id | course.sudo().retraining_channel_id) & told_in
                )
            )

    @api.depends("slide_ids.case_study_told_on", "write_date", "effect_id.measured_on")
    def _compute_slides_outdated(self):
        for study in self.sudo():
            told = study.slide_ids.mapped("case_study_told_on")
            measured_on = study.effect_id.measured_on
            study.slides_outdated = bool(told) and (
                min(told) < study.write_date or bool(measured_on and min(told) < measured_on)
            )

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        studies = super().create(vals_list)
        studies._take_measured_rates()
        return studies

    def write(self, vals):
        self._refuse_typed_rates(vals)
        result = super().write(vals)
        if "need_id" in vals:
            self._take_measured_rates()
        return result

    def _take_measured_rates(self):
        """What was given with the need does not count where the need is measured."""
        self.sudo().filtered("effect_id")._compute_rates()

    def _refuse_typed_rates(self, vals):
        """Measured rates are nobody's to type."""
        names = {"rate_before", "rate_after"}.intersection(vals)
        for study in self.sudo().filtered("effect_id") if names else ():
            effect = study.effect_id
            measured = {"rate_before": effect.before_rate, "rate_after": effect.after_rate}
            if any(float_compare(vals[name], measured[name], precision_digits=6) for name in names):
                raise UserError(
                    self.env._(
                        "The defect rates of “%(study)s” were measured, %(before)s before and"
                        " %(after)s after: they are taken from there and not typed.",
                        study=study.name,
                        before=study._percent(effect.before_rate),
                        after=study._percent(effect.after_rate),
                    )
                )

    # Slides

    def make_slide(self, course_id, refresher=True):
        """Put the case study as an article into a course, or renew it there.

        :param int course_id: of ``hr.quality.course``
        :param bool refresher: into the course for the experienced as well
        :return: ids of the slides
        :raise AccessError: for others than quality
        """
        self.ensure_one()
        self._check_quality()
        self.check_access("write")
        course = self.env["hr.quality.course"].browse(course_id)
        course.check_access("read")
        channels = course.sudo().channel_id
        if refresher:
            channels |= course.sudo().retraining_channel_id
        if not channels:
            raise UserError(
                self.env._(
                    "%(course)s has no eLearning course yet that a slide could be put into. Ask "
                    "HR to choose one.",
                    course=course.display_name,
                )
            )
        slides = self._trusted()._slides_in(channels, self.env.user)
        slides._tell_case_study()
        self.message_post(
            body=self.env._("Made a slide of it in %(course)s.", course=course.display_name)
        )
        return slides.ids

    def update_slides(self):
        """Renew every slide that was made of this case study.

        :raise AccessError: for others than quality
        """
        self._check_quality()
        self.check_access("write")
        self._trusted().slide_ids._tell_case_study()
        return True

    def _check_quality(self):
        if not self.env.user.has_group("base_act.base_act_group_quality"):
            raise AccessError(
                self.env._("Quality publishes case studies. Ask somebody of quality to do it.")
            )

    def _trusted(self):
        """``self`` as the system, with nothing in the context that the caller could have put in.

        Odoo lets a course's responsible alone publish its slides, which quality need not be.
        """
        context = trusted_context(self.env)
        return self.with_env(self.env(user=SUPERUSER_ID, su=True, context=context))

    def _slides_in(self, channels, author):
        """Its slides in these channels, made in the author's name where there is none."""
        known = self.with_context(active_test=False).slide_ids
        missing = channels - known.channel_id
        made = self.env["slide.slide"].create(
            [
                {
                    "name": self.name,
                    "channel_id": channel.id,
                    "case_study_id": self.id,
                    "slide_category": "article",
                    "sequence": LAST,
                    "user_id": author.id,
                    "is_published": True,
                }
                for channel in missing
            ]
        )
        kept = known.filtered(lambda slide: slide.channel_id in channels)
        kept.active = True
        return kept | made

    def _slide_html(self, pictures):
        """The article, in the language of the context.

        :param dict pictures: name of the picture's field → address
        """
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            SLIDE_TEMPLATE, {"study": self, "pictures": pictures, "percent": self._percent}
        )

    def _percent(self, rate) -> str:
        return f"{rate * 100:.1f} %"

    # Buttons

    @api.model
    def _open_or_new(self, field, record):
        """The window action of the case study whose ``field`` is ``record``, or of a new one."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Case Study"),
            "res_model": self._name,
            "view_mode": "form",
        }
        known = self.search([(field, "=", record.id)], limit=1)
        if known:
            return {**action, "res_id": known.id}
        return {**action, "context": {f"default_{field}": record.id}}

    def action_choose_course(self):
        """Ask for the course that the slide goes into."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_library.hr_quality_case_study_publish_action"
        )
        return {**action, "context": {"default_case_study_id": self.id}}

    def action_open_slides(self):
        """Open the slides for those who may edit eLearning courses."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Slides"),
            "res_model": "slide.slide",
            "view_mode": "list,form",
            "domain": [("id", "in", self.sudo().slide_ids.ids)],
        }
