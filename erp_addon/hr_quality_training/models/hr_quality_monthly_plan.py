"""The month's training, proposed from what the plant knows, edited and published by HR."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class HrQualityMonthlyPlan(models.Model):
    """A draft that explains each of its lines. HR edits it, and publishes it to the others."""

    _name = "hr.quality.monthly.plan"
    _description = "Monthly Plan"
    _inherit = ["base.act.mixin"]
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
        help="Qualifications that expire, and standards that change, within so many weeks.",
    )
    generated_at = fields.Datetime("Generated", readonly=True, copy=False)
    generated_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    published_at = fields.Datetime("Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    news = fields.Json(readonly=True, copy=False, help="What the latest generation changed.")
    concerns_me = fields.Boolean(
        "My Departments", compute="_compute_concerns_me", search="_search_concerns_me"
    )
    line_ids = fields.One2many("hr.quality.monthly.plan.line", "plan_id", "Lines")

    _month_first = models.Constraint(
        "CHECK (EXTRACT(day FROM month) = 1)", "A plan's month is written as its first day."
    )
    _month_unique = models.UniqueIndex(
        "(month, COALESCE(department_id, 0))", "There is a plan for this month already."
    )

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for plan in self:
            plan.month_name = format_date(self.env, plan.month, date_format="MMMM y")

    @api.depends("department_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            names = (plan.month_name, plan.department_id.sudo().name)
            plan.display_name = " · ".join(filter(None, names)) or "/"

    @api.depends("department_id")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        mine = self.sudo().filtered_domain(self._concerns_me_domain())
        for record in self:
            record.concerns_me = record in mine.with_env(self.env)

    def _search_concerns_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._concerns_me_domain()
        return mine if True in value else ~mine

    def _concerns_me_domain(self):
        """What a manager reads of it: his own departments and those below."""
        return Domain("department_id", "=", False) | Domain(
            "department_id", "child_of", self.env.user._quality_departments().ids
        )
