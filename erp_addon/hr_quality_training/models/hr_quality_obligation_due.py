"""One occurrence of an obligation: due, kept, late or missed."""

from odoo import api, fields, models
from odoo.addons.base_act.act import PARTY_GROUPS
from odoo.addons.hr_quality.tools.iso_week import week_label
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.fields import Domain

from ..planning.month_name import month_name
from .hr_quality_obligation import KINDS, PARTIES

FIELDS = (
    "obligation_id",
    "kind",
    "party",
    "department_id",
    "period",
    "period_start",
    "due_on",
    "last_day",
    "kept_at",
    "kept_on",
    "kept_by_id",
    "late_days",
    "note",
    "evidence",
    "reminded_on",
    "escalation",
    "is_told",
)


class HrQualityObligationDue(models.Model):
    """What one party owed in one period. It is kept by the deed itself, never by saying so.

    ``kept_at`` and ``kept_by_id`` are taken from the deed: the revision entered, the list
    submitted, the plan published, the library's signed look-through.
    """

    _name = "hr.quality.obligation.due"
    _description = "Obligation Due"
    _inherit = ["base.act.mixin"]
    _order = "due_on desc, id desc"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = FIELDS

    obligation_id = fields.Many2one(
        "hr.quality.obligation", required=True, index=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        KINDS,
        "What",
        required=True,
        readonly=True,
    )
    party = fields.Selection(
        PARTIES,
        required=True,
        readonly=True,
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    period = fields.Selection([("week", "Week"), ("month", "Month")], required=True, readonly=True)
    period_start = fields.Date(required=True, readonly=True)
    due_on = fields.Date("Due", required=True, readonly=True, index=True)
    last_day = fields.Date(
        "Kept Until", required=True, readonly=True, help="Last day on which it counts as kept."
    )
    state = fields.Selection(
        [("due", "Due"), ("kept", "Kept"), ("late", "Late"), ("missed", "Missed")],
        required=True,
        default="due",
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
        help="Late: done, but after the due day and its grace. Missed: not done before the next"
        " one fell due.",
    )
    kept_at = fields.Datetime("Done At", readonly=True, copy=False)
    kept_on = fields.Date("Done On", readonly=True, copy=False)
    kept_by_id = fields.Many2one(
        "res.users", "Done By", readonly=True, copy=False, ondelete="restrict"
    )
    late_days = fields.Integer(readonly=True, copy=False, help="Days after the last day of grace.")
    note = fields.Text(readonly=True, copy=False)
    evidence = fields.Reference(
        [
            ("hr.quality.standard.revision", "Standard Revision"),
            ("hr.quality.difficulty.list", "Difficulty List"),
            ("hr.quality.monthly.plan", "Monthly Plan"),
        ],
        "What Kept It",
        readonly=True,
        copy=False,
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    escalation = fields.Integer(
        "Levels Told", readonly=True, copy=False, help="How many levels above have been told."
    )
    is_told = fields.Boolean("Announced", readonly=True, copy=False)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_mine = fields.Boolean("Mine", compute="_compute_is_mine", search="_search_is_mine")

    _occurrence_unique = models.UniqueIndex(
        "(obligation_id, period_start, COALESCE(department_id, 0))",
        "The obligation falls due once in a period.",
    )

    # Computed

    @api.depends("obligation_id", "department_id", "period_start", "period")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for due in self:
            names = (
                due.obligation_id.name,
                due.department_id.sudo().name,
                due._period_name() if due.period_start else None,
            )
            due.display_name = " · ".join(filter(None, names)) or "/"

    def _period_name(self):
        if self.period == "week":
            return week_label(self.period_start)
        return month_name(self.env, self.period_start)

    @api.depends("state", "last_day")
    def _compute_is_overdue(self):
        today = plant_day(self.env)
        for due in self:
            due.is_overdue = due.state == "due" and bool(due.last_day) and due.last_day < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "=", "due") & Domain("last_day", "<", plant_day(self.env))
        return overdue if True in value else ~overdue

    @api.depends("party", "department_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.sudo().filtered_domain(self._mine_domain())
        for due in self:
            due.is_mine = due in mine.with_env(self.env)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._mine_domain()
        return mine if True in value else ~mine

    def _mine_domain(self):
        """What the user's own party owes; of operations, what his own departments owe."""
        user = self.env.user
        domain = Domain("department_id", "in", user._quality_departments().ids)
        for party in ("quality", "hr"):
            if user.has_group(PARTY_GROUPS[party]):
                domain |= Domain("party", "=", party)
        return domain

    # People

    def _act_owers(self):
        """Who owes it: the department's manager, the people named, or everybody of the party."""
        users = self.env["res.users"]
        for due in self.sudo():
            if due.party == "operations":
                users |= due.department_id._quality_responsible()
            else:
                users |= due.obligation_id.user_ids or due._party_members()
        return users.filtered("active")

    def _party_members(self):
        return self.env.ref(PARTY_GROUPS[self.party]).sudo().all_user_ids

    def _act_level_above(self):
        """The next level that has not been told: up the departments, or up the owers' managers."""
        due = self.sudo().ensure_one()
        levels = due._levels_above()
        return levels[due.escalation] if due.escalation < len(levels) else self.env["res.users"]

    def _levels_above(self):
        """Users to tell, level by level, nobody twice."""
        told = self._act_owers()
        if self.party == "operations":
            candidates = [
                department.manager_id.user_id for department in self.department_id._quality_chain()
            ]
        else:
            candidates = _managers_above(told.employee_ids)
        levels = []
        for users in candidates:
            fresh = users.filtered("active") - told
            if fresh:
                levels.append(fresh)
                told |= fresh
        return levels


def _managers_above(employees):
    """Managers' users of these employees, level by level, however the chart is drawn."""
    seen = employees
    employees = employees.parent_id - seen
    while employees:
        yield employees.user_id
        seen |= employees
        employees = employees.parent_id - seen
