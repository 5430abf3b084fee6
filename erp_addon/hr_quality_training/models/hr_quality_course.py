"""What people are taught for an operation or skill, and how it is assessed."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .hr_quality_course_terms import TERMS

LOCKED_FIELDS = frozenset(
    (
        *TERMS,
        *("channel_id", "retraining_channel_id", "item_ids", "skill_ids", "dispute_points"),
        "active",
    )
)
"""What stays as it is while people learn or are assessed by the course."""


class HrQualityCourse(models.Model):
    """A course: an eLearning channel for newcomers, one for the experienced, an exam, a practical.

    While a plan in force uses it, its content and terms stay as they are: nobody moves the pass
    mark between exam and result. Who needs other terms duplicates the course.
    """

    _name = "hr.quality.course"
    _description = "Course"
    _inherit = ["mail.thread", "hr.quality.course.terms"]
    _act_keeps_chatter = True
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(copy=False)
    active = fields.Boolean(default=True)
    sector = fields.Char(
        index="btree_not_null",
        help="Key of the sector the course is made for, such as manufacturing, hospital or hotel;"
        " empty: all.",
    )
    is_library = fields.Boolean(
        "From the Library", copy=False, help="Came with Quality Loop; your own are not."
    )
    description = fields.Html(translate=True)
    channel_id = fields.Many2one(
        "slide.channel",
        "Onboarding Course",
        ondelete="restrict",
        index="btree_not_null",
        help="The whole course, for those who are new to the work.",
    )
    retraining_channel_id = fields.Many2one(
        "slide.channel",
        "Retraining Course",
        ondelete="restrict",
        index="btree_not_null",
        help="The short course, for those who do the work already; empty: the whole one.",
    )
    newcomer_months = fields.Integer(
        "Newcomer For",
        default=3,
        help="Months after hiring in which a person takes the onboarding course.",
    )
    operation_ids = fields.Many2many("hr.quality.operation", string="Operations")
    skill_ids = fields.Many2many("hr.skill", string="Skills")
    # Who moved a mark, and when, is in the chatter.
    survey_id = fields.Many2one(tracking=True)
    exam_weight = fields.Float(tracking=True)
    pass_mark = fields.Float(tracking=True)
    exam_minimum = fields.Float(tracking=True)
    practical_minimum = fields.Float(tracking=True)
    max_attempts = fields.Integer(tracking=True)
    validity_months = fields.Integer(tracking=True)
    unused_months = fields.Integer(tracking=True)
    item_ids = fields.One2many("hr.quality.course.item", "course_id", "Practical", copy=True)
    max_points = fields.Float(digits=(8, 2), compute="_compute_max_points")
    plan_ids = fields.One2many("hr.quality.plan", "course_id", "Plans")
    plan_count = fields.Integer("Number of Plans", compute="_compute_plan_count")
    in_force = fields.Boolean(
        compute="_compute_in_force", help="A published plan uses it, so its terms stay as they are."
    )

    _code_unique = models.UniqueIndex("(code)", "Another course has this code already.")
    _newcomer_months = models.Constraint(
        "CHECK (newcomer_months >= 0)", "The months of a newcomer are not negative."
    )

    @api.depends("item_ids.max_points")
    def _compute_max_points(self):
        for course in self:
            course.max_points = sum(course.item_ids.mapped("max_points"))

    def _compute_plan_count(self):
        counts = dict(
            self.env["hr.quality.plan"]._read_group(
                [("course_id", "in", self.ids)], ["course_id"], ["__count"]
            )
        )
        for course in self:
            course.plan_count = counts.get(course._origin, 0)

    def _compute_in_force(self):
        used = self._plans_in_force().course_id
        for course in self:
            course.in_force = course._origin in used

    # What stays as it is

    def write(self, vals):
        if LOCKED_FIELDS.intersection(vals):
            self._check_not_in_force()
        return super().write(vals)

    def _plans_in_force(self):
        """The plans, readable to the caller or not, in which people learn by these courses."""
        return (
            self.env["hr.quality.plan"]
            .sudo()
            .search([("course_id", "in", self.ids), ("state", "in", ("published", "learned"))])
        )

    def _check_not_in_force(self):
        plans = self._plans_in_force()
        if plans:
            raise UserError(
                self.env._(
                    "“%(course)s” is used by %(plans)s, where people learn or are assessed: its"
                    " content and marks stay as they are until then. Duplicate the course and"
                    " change the copy.",
                    course=plans.course_id[:1].display_name,
                    plans=", ".join(plans[:3].mapped("name")) + ("…" if len(plans) > 3 else ""),
                )
            )

    # What the plan asks

    def _channel_of(self, variant):
        """The eLearning channel of a variant, ``onboarding`` or ``retraining``; maybe empty."""
        self.ensure_one()
        whole, short = self.channel_id, self.retraining_channel_id
        return (short or whole) if variant == "retraining" else (whole or short)

    # Screens

    def action_open_plans(self):
        """The plans that use this course."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_plan_action"
        )
        return {**action, "domain": [("course_id", "in", self.ids)], "context": {}}

    def action_open_channel(self):
        """Open the onboarding course as its learners see it."""
        self.ensure_one()
        return self._open_channel(self.channel_id)

    def action_open_retraining_channel(self):
        """Open the retraining course as its learners see it."""
        self.ensure_one()
        return self._open_channel(self.retraining_channel_id)

    def _open_channel(self, channel):
        return {"type": "ir.actions.act_url", "target": "new", "url": channel.sudo().website_url}
