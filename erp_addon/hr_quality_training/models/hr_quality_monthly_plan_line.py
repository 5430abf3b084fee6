"""One training that the month's plan proposes, and why."""

from odoo import api, fields, models
from odoo.fields import Domain

FROZEN = ("plan_id", "key", "origin", "removed", "removal_reason", "figures", "edited", "is_new")


class HrQualityMonthlyPlanLine(models.Model):
    """A course for the people of one operation. What HR changes stays when it is generated anew."""

    _name = "hr.quality.monthly.plan.line"
    _description = "Line of a Monthly Plan"
    _inherit = ["base.act.protected"]
    _order = "plan_id, removed, score desc, operation_id, id"
    _act_protected_fields = FROZEN

    plan_id = fields.Many2one(
        "hr.quality.monthly.plan", required=True, index=True, ondelete="restrict"
    )
    key = fields.Char(copy=False, readonly=True, help="What the line is proposed for.")
    origin = fields.Selection(
        [("generated", "Proposed"), ("manual", "Added by Hand")],
        required=True,
        default="manual",
        readonly=True,
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict"
    )
    course_id = fields.Many2one("hr.quality.course", index="btree_not_null", ondelete="restrict")
    employee_ids = fields.Many2many(
        "hr.employee",
        "hr_quality_monthly_plan_line_employee_rel",
        "line_id",
        "employee_id",
        string="People",
    )
    planned_on = fields.Date("By")
    session_count = fields.Integer("Sessions", default=1)
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Urgent"), ("3", "At Once")],
        default="0",
        required=True,
    )
    score = fields.Integer("Weight", readonly=True)
    figures = fields.Json(readonly=True, copy=False)
    removed = fields.Boolean(readonly=True, copy=False)
    removal_reason = fields.Text(readonly=True, copy=False)
    edited = fields.Char(readonly=True, copy=False, help="Fields that HR has changed.")
    is_new = fields.Boolean("New", readonly=True, copy=False)
    concerns_me = fields.Boolean(
        "My Departments", compute="_compute_concerns_me", search="_search_concerns_me"
    )

    @api.depends("operation_id")
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
        return Domain(
            "operation_id.department_id", "child_of", self.env.user._quality_departments().ids
        )
