"""One training that the month's plan proposes, and why."""

from odoo import api, fields, models
from odoo.addons.base_act.commands import only_links
from odoo.addons.base_act.permit import is_permitted, with_permit
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError, UserError

from ..planning.explain import line_reason

PROPOSED = ("course_id", "employee_ids", "planned_on", "session_count", "priority")
"""What the system proposes and HR may change."""

SYSTEMS = (
    "key",
    "origin",
    "score",
    "figures",
    "removed",
    "removal_reason",
    "edited",
    "is_new",
    "need_ids",
    "source_ids",
    "training_plan_ids",
)
"""Written by the generation and the plan's acts alone."""


class HrQualityMonthlyPlanLine(models.Model):
    """A course for the people of one operation. What HR changes stays when it is generated anew."""

    _name = "hr.quality.monthly.plan.line"
    _description = "Line of a Monthly Plan"
    _inherit = ["base.act.protected", "hr.quality.managed"]
    _order = "plan_id, removed, score desc, operation_id, id"
    _rec_name = "operation_id"
    _act_protected_fields = SYSTEMS
    _managed_department_field = "operation_id.department_id"

    plan_id = fields.Many2one(
        "hr.quality.monthly.plan", required=True, index=True, ondelete="restrict"
    )
    month = fields.Date(related="plan_id.month")
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
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
    department_id = fields.Many2one(related="operation_id.department_id")
    course_id = fields.Many2one("hr.quality.course", index="btree_not_null", ondelete="restrict")
    employee_ids = fields.Many2many(
        "hr.employee",
        "hr_quality_monthly_plan_line_employee_rel",
        "line_id",
        "employee_id",
        string="People",
    )
    people_count = fields.Integer("Number of People", compute="_compute_people_count")
    planned_on = fields.Date("By")
    session_count = fields.Integer("Sessions", default=1)
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Urgent"), ("3", "At Once")],
        default="0",
        required=True,
    )
    score = fields.Integer("Weight", readonly=True, help="What speaks for it, added up.")
    figures = fields.Json(readonly=True, copy=False)
    reason_text = fields.Text("Why It Is Here", compute="_compute_reason_text")
    note = fields.Text("Remark")
    removed = fields.Boolean(readonly=True, copy=False)
    removal_reason = fields.Text(readonly=True, copy=False)
    edited = fields.Char(readonly=True, copy=False, help="Fields that HR has changed.")
    is_new = fields.Boolean("New", readonly=True, copy=False)
    need_ids = fields.Many2many(
        "hr.quality.need",
        "hr_quality_monthly_plan_line_need_rel",
        "line_id",
        "need_id",
        string="Reviewed Needs",
        readonly=True,
        copy=False,
    )
    source_ids = fields.One2many(
        "hr.quality.monthly.plan.source", "line_id", "Sources", readonly=True, copy=False
    )
    training_plan_ids = fields.Many2many(
        "hr.quality.plan",
        "hr_quality_monthly_plan_line_plan_rel",
        "line_id",
        "training_plan_id",
        string="Training Plans",
        readonly=True,
        copy=False,
    )

    _key_unique = models.UniqueIndex(
        "(plan_id, key) WHERE key IS NOT NULL", "A plan proposes each thing once."
    )
    _sessions = models.Constraint(
        "CHECK (session_count >= 1)", "A training has at least one session."
    )

    # Computed

    @api.depends("employee_ids")
    def _compute_people_count(self):
        for line in self:
            line.people_count = len(line.sudo().employee_ids)

    @api.depends("figures", "origin", "course_id", "removed", "removal_reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for line in self:
            line.reason_text = line._reason()

    def _reason(self):
        if self.removed:
            return self.env._("Removed: %s", self.removal_reason)
        if self.origin == "manual":
            return self.env._("Added by hand.")
        figures = self.figures or {}
        if figures.get("course_id") != (self.course_id.id or None):
            figures = {**figures, "course": {"reduction": None, "cases": 0, "here": False}}
        return line_reason(self.env, figures)

    # Writing: HR, in a draft

    @api.model_create_multi
    def create(self, vals_list):
        """Add lines by hand, to a draft."""
        if not is_permitted(self.env):
            plans = self.env["hr.quality.monthly.plan"].browse(
                {vals.get("plan_id") for vals in vals_list} - {None, False}
            )
            plans._refuse_unless_draft()
            self.check_access("create")
            self._refuse_more_than_names(vals_list)
            # HR plans people without being Odoo's HR officer, who alone reads employees.
            people = [vals.get("employee_ids") for vals in vals_list]
            vals_list = [
                {name: value for name, value in vals.items() if name != "employee_ids"}
                for vals in vals_list
            ]
            lines = super().create(vals_list)
            for line, commands in zip(lines, people, strict=True):
                if commands:
                    with_permit(line).write({"employee_ids": commands})
            return lines
        return super().create(vals_list)

    def write(self, vals):
        """Change lines of a draft; what was changed is remembered, and kept ever after."""
        if is_permitted(self.env):
            return super().write(vals)
        self.check_access("write")
        self.sudo().plan_id.with_env(self.env)._refuse_unless_draft()
        self._refuse_another_subject(vals)
        self._act_refuse_protected(vals)
        self._refuse_more_than_names([vals])
        result = super(HrQualityMonthlyPlanLine, self.sudo()).write(vals)
        changed = set(PROPOSED).intersection(vals)
        if changed:
            for edited, lines in self.sudo().grouped("edited").items():
                names = changed.union(filter(None, (edited or "").split(",")))
                with_permit(lines).write({"edited": ",".join(sorted(names))})
        return result

    @api.model
    def _refuse_more_than_names(self, vals_list):
        """A line names people. It is written with all rights, which must not reach the people."""
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                many = field is not None and field.type in ("one2many", "many2many")
                if many and not only_links(value):
                    raise AccessError(
                        self.env._("A line names people. It neither makes nor changes them.")
                    )

    def _refuse_another_subject(self, vals):
        if "plan_id" in vals:
            raise AccessError(self.env._("A line stays in its plan. Add another one there."))
        if "operation_id" in vals and "generated" in self.mapped("origin"):
            raise AccessError(
                self.env._(
                    "A proposed line stays with its operation, because its reason is about that"
                    " one. Remove it, and add another."
                )
            )

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_only_by_hand(self):
        if is_permitted(self.env) or is_uninstalling(self.env):
            return
        self.sudo().plan_id.with_env(self.env)._refuse_unless_draft()
        if "generated" in self.mapped("origin"):
            raise UserError(
                self.env._(
                    "What the system proposed is not deleted: remove it with a reason, which is"
                    " kept."
                )
            )

    def action_remove(self):
        """Ask why, and remove the line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_monthly_plan_remove_action"
        )
        return {**action, "context": {"default_line_id": self.id}}

    def action_restore(self):
        """Take a removed line back."""
        self.ensure_one()
        return self.plan_id.act_restore_line(line_id=self.id)
