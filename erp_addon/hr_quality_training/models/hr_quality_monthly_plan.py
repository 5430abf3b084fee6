"""The month's training, proposed from what the plant knows, edited and published by HR."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import is_permitted, trusted_context
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..planning.calendar import first_of_month
from ..planning.month_name import month_name


class HrQualityMonthlyPlan(models.Model):
    """A draft that explains each of its lines. HR edits it, and publishes it to the others."""

    _name = "hr.quality.monthly.plan"
    _description = "Monthly Plan"
    _inherit = ["base.act.mixin", "hr.quality.managed"]
    _order = "month desc, department_id, id desc"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = (
        "month",
        "department_id",
        "generated_at",
        "generated_by_id",
        "published_at",
        "published_by_id",
        "news",
    )

    month = fields.Date(required=True, readonly=True, help="Its first day.")
    month_name = fields.Char("Month's Name", compute="_compute_month_name")
    department_id = fields.Many2one(
        "hr.department",
        index=True,
        readonly=True,
        ondelete="restrict",
        help="Empty: the whole plant.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    weeks_ahead = fields.Integer(
        default=6,
        required=True,
        help="Qualifications that end, and standards that change, within so many weeks from the"
        " month's beginning.",
    )
    generated_at = fields.Datetime("Generated", readonly=True, copy=False)
    generated_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    published_at = fields.Datetime("Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    news = fields.Json(readonly=True, copy=False, help="What the latest generation changed.")
    news_text = fields.Char("What Is New", compute="_compute_news_text")
    line_ids = fields.One2many("hr.quality.monthly.plan.line", "plan_id", "Lines")
    line_count = fields.Integer("Trainings", compute="_compute_counts")
    people_count = fields.Integer("Places", compute="_compute_counts", help="One per training.")

    _month_first = models.Constraint(
        "CHECK (EXTRACT(day FROM month) = 1)", "A plan's month is written as its first day."
    )
    _month_unique = models.UniqueIndex(
        "(month, COALESCE(department_id, 0))", "There is a plan for this month already."
    )
    _ahead = models.Constraint(
        "CHECK (weeks_ahead BETWEEN 0 AND 52)", "A plan looks at most 52 weeks ahead."
    )

    # Computed

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for plan in self:
            plan.month_name = month_name(self.env, plan.month)

    @api.depends("department_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            names = (plan.month_name, plan.department_id.sudo().name)
            plan.display_name = " · ".join(filter(None, names)) or "/"

    @api.depends("line_ids.removed", "line_ids.employee_ids")
    def _compute_counts(self):
        for plan in self:
            lines = plan.line_ids.filtered(lambda line: not line.removed)
            plan.line_count = len(lines)
            plan.people_count = sum(lines.mapped("people_count"))

    @api.depends("news")
    @api.depends_context("lang")
    def _compute_news_text(self):
        for plan in self:
            plan.news_text = plan._news_sentence() if plan.news else False

    def _news_sentence(self):
        """What the latest generation brought, in words; nothing for the first one."""
        if self.news.get("first"):
            return False
        parts = [
            (self.news["added"], self.env._("new lines: %s", self.news["added"])),
            (self.news["more"], self.env._("lines with more reasons: %s", self.news["more"])),
            (self.news["dropped"], self.env._("no longer needed: %s", self.news["dropped"])),
            (
                self.news["settled"],
                self.env._("yours, kept though settled: %s", self.news["settled"]),
            ),
        ]
        said = ", ".join(text for count, text in parts if count)
        return said or self.env._("Nothing new since the last time.")

    def _managed_by_me_domain(self):
        """The whole plant's as well."""
        return super()._managed_by_me_domain() | Domain("department_id", "=", False)

    # Making and changing

    @api.model
    def begin(self, month, department_id=None):
        """Begin the plan of a month and propose its lines; return its id.

        :param month: any day of it, ``YYYY-MM-DD``
        :param department_id: None: the whole plant
        :raise AccessError: the caller is not of HR
        :raise UserError: the month has its plan already
        """
        caller = self.with_env(self.env(su=False, context=trusted_context(self.env)))
        if not caller._act_in_party(("hr",)):
            raise AccessError(
                caller.env._(
                    "Only %s plans the month's training.", caller._act_party_labels(("hr",))
                )
            )
        month = first_of_month(caller._checked_day(month))
        department = caller.env["hr.department"].sudo().browse(department_id or []).exists()
        there = caller.search([("month", "=", month), ("department_id", "=", department.id)])
        if there:
            raise UserError(caller.env._("%s has begun already. Open it.", there._act_document()))
        plan = caller._act_create([{"month": month, "department_id": department.id}])
        plan.act_generate()
        return plan.id

    @api.model
    def _checked_day(self, day):
        try:
            checked = fields.Date.to_date(day)
        except (TypeError, ValueError):
            checked = None
        if not checked:
            raise UserError(self.env._("“%s” is not a day: write YYYY-MM-DD.", day))
        return checked

    def write(self, vals):
        """A published plan stays as it was told."""
        if "weeks_ahead" in vals and not is_permitted(self.env):
            self.check_access("write")
            self._refuse_unless_draft()
        return super().write(vals)

    def _refuse_unless_draft(self):
        told = self.sudo().filtered(lambda plan: plan.state != "draft")
        if told:
            raise AccessError(
                self.env._(
                    "%s is published, and the others rely on it: its lines stay as they are. What"
                    " has changed since goes into the training plans, or into the next month.",
                    told._act_speaking()._act_document(),
                )
            )
