"""What the three parties owe each other every week and month."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day

from ..planning.calendar import due_day, period_end, period_start

KINDS = [
    ("library", "Keep the standards library up to date"),
    ("difficulties", "Submit the difficulty list"),
    ("plan", "Publish the monthly plan"),
]
PARTIES = [("operations", "Operations"), ("quality", "Quality"), ("hr", "HR")]


class HrQualityObligation(models.Model):
    """A duty that comes round: quality's library, operations' difficulties, HR's monthly plan.

    Nobody loosens his own: administrators alone change it, and every change is in the chatter.
    """

    _name = "hr.quality.obligation"
    _description = "Obligation"
    _inherit = ["mail.thread"]
    _act_keeps_chatter = True
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        KINDS,
        "What",
        required=True,
        tracking=True,
    )
    party = fields.Selection(
        PARTIES,
        compute="_compute_party",
        store=True,
        help="Who owes it.",
    )
    period = fields.Selection(
        [("week", "Every Week"), ("month", "Every Month")],
        required=True,
        default="month",
        tracking=True,
    )
    due_day = fields.Integer(
        required=True,
        default=5,
        tracking=True,
        help="Day of the period: of a week 1 is Monday, of a month 31 is its last day.",
    )
    grace_days = fields.Integer(
        default=0, tracking=True, help="So many days after the due day it still counts as kept."
    )
    remind_days = fields.Integer(
        "Remind Before", default=2, tracking=True, help="Days before the due day."
    )
    escalate_days = fields.Integer(
        "Escalate After",
        default=2,
        tracking=True,
        help="So many days after the due day and its grace the next level is told, and again after"
        " as many more.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        tracking=True,
        help="Which departments owe it; empty: every one that has operations.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Who Is Reminded",
        tracking=True,
        help="Empty: everybody of the party; for operations always the department's manager.",
    )
    since = fields.Date(
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="It is owed for periods that begin on this day or later.",
    )
    due_ids = fields.One2many("hr.quality.obligation.due", "obligation_id", "Occurrences")

    _days = models.Constraint(
        "CHECK (due_day BETWEEN 1 AND 31 AND grace_days >= 0 AND remind_days >= 0"
        " AND escalate_days >= 1)",
        "The due day lies between 1 and 31, and days of grace and reminder are not negative.",
    )

    _monthly = models.Constraint(
        "CHECK (kind = 'library' OR period = 'month')",
        "Difficulty lists and plans are made for a month, so they are owed every month.",
    )

    PARTY_OF = {"library": "quality", "difficulties": "operations", "plan": "hr"}

    @api.depends("kind")
    def _compute_party(self):
        for obligation in self:
            obligation.party = self.PARTY_OF.get(obligation.kind)

    # Occurrences

    @api.model
    def _cron_obligations(self):
        """Make what falls due, see what has been done, remind, escalate, and close the missed."""
        day = plant_day(self.env)
        self.search([("active", "=", True)])._make_due(day)
        self.env["hr.quality.obligation.due"]._daily(day)

    def _make_due(self, day):
        """Occurrences of every period that has begun since ``since``, up to the day."""
        dues = self.env["hr.quality.obligation.due"]
        have = {
            (due.obligation_id.id, due.period_start, due.department_id.id)
            for due in dues.sudo().search([("obligation_id", "in", self.ids)])
        }
        wanted = [
            obligation._occurrence(start, department)
            for obligation in self
            for start in obligation._periods(day)
            for department in obligation._owing_departments()
            if (obligation.id, start, department.id) not in have
        ]
        return dues._act_create(wanted) if wanted else dues

    def _periods(self, day):
        """First days of the periods from ``since`` on that have begun by ``day``."""
        start = period_start(self.period, self.since)
        if start < self.since:
            start = period_end(self.period, start) + timedelta(days=1)
        while start <= day:
            yield start
            start = period_end(self.period, start) + timedelta(days=1)

    def _owing_departments(self):
        """Departments that owe it, one by one; an empty one where the party owes it as a whole."""
        if self.kind == "difficulties":
            return self.department_ids or self.env["hr.quality.difficulty.list"]._departments()
        return [self.env["hr.department"]]

    def _occurrence(self, start, department):
        due_on = due_day(self.period, start, self.due_day)
        return {
            "obligation_id": self.id,
            "kind": self.kind,
            "party": self.party,
            "department_id": department.id,
            "period": self.period,
            "period_start": start,
            "due_on": due_on,
            "last_day": due_on + timedelta(days=self.grace_days),
        }
