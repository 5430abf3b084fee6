"""What operations report every month as hard to do."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools.translate import LazyTranslate

from ..planning.calendar import first_of_month
from ..planning.month_name import month_name

_lt = LazyTranslate(__name__)

REVIEW_DAYS = 7
"""Days in which quality looks through a list that was handed in."""


class HrQualityDifficultyList(models.Model):
    """A department's difficulties of one month; its manager submits it, empty or not.

    A month without difficulties is signed as well: a list that nobody handed in and a month in
    which nothing was hard are different things.
    """

    _name = "hr.quality.difficulty.list"
    _description = "Difficulty List"
    _inherit = ["base.act.mixin", "hr.quality.managed"]
    _order = "month desc, department_id"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = (
        "department_id",
        "month",
        "nothing_to_report",
        "submitted_by_id",
        "submitted_at",
        "reviewed_by_id",
        "reviewed_at",
    )

    department_id = fields.Many2one(
        "hr.department", required=True, index=True, readonly=True, ondelete="restrict"
    )
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    month_name = fields.Char("Month's Name", compute="_compute_month_name")
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("reviewed", "Looked Through")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        group_expand=True,
    )
    nothing_to_report = fields.Boolean(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_at = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        "res.users", "Looked Through By", readonly=True, copy=False, ondelete="restrict"
    )
    reviewed_at = fields.Datetime("Looked Through On", readonly=True, copy=False)
    difficulty_ids = fields.One2many("hr.quality.difficulty", "list_id", "Difficulties")
    difficulty_count = fields.Integer(compute="_compute_counts")
    open_count = fields.Integer("Unanswered", compute="_compute_counts")

    _month_unique = models.UniqueIndex(
        "(department_id, month)", "The department has a list for this month already."
    )
    _month_first = models.Constraint(
        "CHECK (EXTRACT(day FROM month) = 1)", "A list's month is written as its first day."
    )

    # Computed

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for record in self:
            record.month_name = month_name(self.env, record.month)

    @api.depends("department_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            department = record.department_id.sudo().name or ""
            record.display_name = f"{department} · {record.month_name}" if record.month else "/"

    @api.depends("difficulty_ids.state")
    def _compute_counts(self):
        difficulties = self.env["hr.quality.difficulty"].sudo()
        counts = {}
        for record, state, count in difficulties._read_group(
            [("list_id", "in", self.ids)], ["list_id", "state"], ["__count"]
        ):
            counts.setdefault(record.id, {})[state] = count
        for record in self:
            by_state = counts.get(record._origin.id, {})
            record.difficulty_count = sum(by_state.values()) - by_state.get("withdrawn", 0)
            record.open_count = by_state.get("reported", 0)

    # People

    def _act_managers(self):
        """The managers of the department and of those above it."""
        return self.env["res.users"].union(
            *(chain.manager_id.user_id for chain in map(_chain, self))
        )

    def _act_quality_people(self):
        """Everybody of the quality party: any of them looks at a list."""
        return self.env.ref("base_act.base_act_group_quality").sudo().all_user_ids

    # Making

    @api.model
    def _list_of(self, department, day):
        """The department's list of the month that holds ``day``, made if there is none."""
        month = first_of_month(day)
        found = self.sudo().search([("department_id", "=", department.id), ("month", "=", month)])
        return found or self._make(department, month)

    @api.model
    def _make(self, departments, month):
        """Lists of that month for departments that have none."""
        have = (
            self.sudo()
            .search([("department_id", "in", departments.ids), ("month", "=", month)])
            .department_id
        )
        missing = [
            {"department_id": department.id, "month": month}
            for department in departments.sudo() - have
        ]
        if not missing:
            return self.sudo()
        self._wait_for_others([values["department_id"] for values in missing], month)
        return self._act_create(missing).sudo()

    @api.model
    def _wait_for_others(self, department_ids, month):
        """Let whoever is beginning the same lists finish first; then begin anew and find them.

        The unique index stands behind it; waiting keeps its refusal out of people's sight.
        """
        for department_id in sorted(department_ids):
            self.env.cr.execute(
                "SELECT pg_advisory_xact_lock(hashtext('hr.quality.difficulty.list'), %s)",
                [department_id],
            )
        with self.env.registry.cursor() as fresh:
            fresh.execute(
                "SELECT 1 FROM hr_quality_difficulty_list"
                " WHERE department_id = ANY(%s) AND month = %s",
                [department_ids, month],
            )
            if fresh.rowcount:
                raise ConcurrencyError("Somebody else has just begun this month's list")

    @api.model
    def action_open_current(self):
        """Open the list of this month of the departments that the user manages himself."""
        departments = self.env.user._quality_departments().filtered(
            lambda department: department in self._departments()
        )
        month = first_of_month(plant_day(self.env))
        if departments:
            self._make(departments, month)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_difficulty_list_action"
        )
        mine = self.search([("department_id", "in", departments.ids), ("month", "=", month)])
        if len(mine) == 1:
            return {**action, "views": [(False, "form")], "res_id": mine.id}
        return action

    @api.model
    def _departments(self):
        """Departments with operations: those that have something to report."""
        operations = self.env["hr.quality.operation"].sudo()
        return operations.search([("department_id", "!=", False)]).department_id

    # Acts

    @act(
        label=_lt("Submit"),
        source=("draft",),
        target="submitted",
        party="operations",
        actors=("_act_managers",),
    )
    def act_submit(self):
        """Hand the month's difficulties to quality, with the manager's signature."""
        for record in self:
            if not record.difficulty_count:
                raise UserError(
                    self.env._(
                        "%s has no difficulty. Add what was hard this month, or sign that there"
                        " was nothing with “Nothing This Month”.",
                        record._act_document(),
                    )
                )
        self._sign_submission(nothing=False)

    @act(
        label=_lt("Nothing This Month"),
        source=("draft",),
        target="submitted",
        party="operations",
        actors=("_act_managers",),
        primary=False,
    )
    def act_submit_nothing(self):
        """Sign that the month had no difficulties; refused while one is on the list."""
        for record in self:
            if record.difficulty_count:
                raise UserError(
                    self.env._(
                        "%(list)s has %(count)s difficulties, so it cannot be signed as empty."
                        " Submit it.",
                        list=record._act_document(),
                        count=record.difficulty_count,
                    )
                )
        self._sign_submission(nothing=True)

    @act(
        label=_lt("Looked Through"),
        source=("submitted",),
        target="reviewed",
        party="quality",
        excludes=("submitted_by_id",),
    )
    def act_review(self):
        """Sign that every difficulty of the list has its answer or its training need."""
        for record in self:
            if record.open_count:
                raise UserError(
                    self.env._(
                        "%(list)s has %(count)s difficulties without an answer. Raise a training"
                        " need from each, or answer it, first.",
                        list=record._act_document(),
                        count=record.open_count,
                    )
                )
        self._act_write({"reviewed_by_id": self.env.uid, "reviewed_at": fields.Datetime.now()})

    def _sign_submission(self, nothing):
        """The manager's signature; the obligation is kept by it, and quality is told."""
        self._act_write(
            {
                "submitted_by_id": self.env.uid,
                "submitted_at": fields.Datetime.now(),
                "nothing_to_report": nothing,
            }
        )
        self._keep_obligation()
        if not nothing:
            self._act_assign("_act_quality_people", due_days=REVIEW_DAYS)

    def _keep_obligation(self):
        self.env["hr.quality.obligation.due"]._done("difficulties", self.department_id)


def _chain(record):
    return record.department_id._quality_chain()
