"""What the three parties owe each other every week and month."""

from odoo import api, fields, models


class HrQualityObligation(models.Model):
    """A duty that comes round: quality's library, operations' difficulties, HR's monthly plan.

    Nobody loosens his own: administrators alone change it, and every change is in the chatter.
    """

    _name = "hr.quality.obligation"
    _description = "Obligation"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        [
            ("library", "Keep the standards library up to date"),
            ("difficulties", "Submit the difficulty list"),
            ("plan", "Publish the monthly plan"),
        ],
        "What",
        required=True,
        tracking=True,
    )
    party = fields.Selection(
        [("operations", "Operations"), ("quality", "Quality"), ("hr", "HR")],
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
        help="Which departments owe it; empty: every one that has operations.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Who Is Reminded",
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

    PARTY_OF = {"library": "quality", "difficulties": "operations", "plan": "hr"}

    @api.depends("kind")
    def _compute_party(self):
        for obligation in self:
            obligation.party = self.PARTY_OF.get(obligation.kind)
