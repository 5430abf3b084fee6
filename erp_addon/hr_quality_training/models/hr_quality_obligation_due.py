"""One occurrence of an obligation: due, kept, late or missed."""

from odoo import fields, models

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
        [
            ("library", "Keep the standards library up to date"),
            ("difficulties", "Submit the difficulty list"),
            ("plan", "Publish the monthly plan"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    party = fields.Selection(
        [("operations", "Operations"), ("quality", "Quality"), ("hr", "HR")],
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
