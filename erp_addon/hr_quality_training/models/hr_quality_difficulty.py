"""One thing that is hard to do, slow, or in the wrong order, as those say who do it."""

from odoo import api, fields, models

TIMES_PER_MONTH = {"piece": 1000, "shift": 60, "daily": 22, "weekly": 4, "monthly": 1}
"""About how often a month it happens, so that difficulties can be ranked."""

MOST_LETTERS = 2000
"""The longest that somebody writes about one difficulty."""

WRITTEN_BY_AUTHOR = (
    "operation_id",
    "kind",
    "problem",
    "frequency",
    "affected",
    "affected_count",
    "wish",
    "picture",
)


class HrQualityDifficulty(models.Model):
    """A difficulty with the work, reported by an operator or team leader.

    Its author may correct it until the list is submitted; nobody else changes his words. Quality
    raises a training need from it, or answers it.
    """

    _name = "hr.quality.difficulty"
    _description = "Difficulty"
    _inherit = ["base.act.mixin", "hr.quality.managed"]
    _order = "month desc, times_per_month desc, id desc"
    _rec_name = "summary"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = (
        "list_id",
        "department_id",
        "month",
        "times_per_month",
        "author_id",
        "employee_id",
        "need_id",
        "answer",
        "answered_by_id",
        "answered_at",
    )

    list_id = fields.Many2one(
        "hr.quality.difficulty.list", required=True, index=True, readonly=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        related="list_id.department_id", store=True, index=True, ondelete="restrict"
    )
    month = fields.Date(related="list_id.month", store=True, index=True)
    list_state = fields.Selection(related="list_id.state", string="List State")
    state = fields.Selection(
        [
            ("reported", "Reported"),
            ("need", "Training Need"),
            ("answered", "Answered"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="reported",
        readonly=True,
        copy=False,
        group_expand=True,
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("hard", "Hard to Do"),
            ("bottleneck", "Bottleneck"),
            ("flow", "Wrong Order of Steps"),
            ("unclear", "Not Clear How"),
        ],
        "What It Is",
        required=True,
        default="hard",
    )
    problem = fields.Text("What Is Hard", required=True)
    summary = fields.Char(compute="_compute_summary")
    frequency = fields.Selection(
        [
            ("piece", "With Every Piece"),
            ("shift", "Several Times a Shift"),
            ("daily", "Daily"),
            ("weekly", "Weekly"),
            ("monthly", "Rarely"),
        ],
        "How Often",
        required=True,
        default="daily",
    )
    times_per_month = fields.Integer(
        compute="_compute_times_per_month", store=True, help="About; for ranking."
    )
    affected = fields.Selection(
        [("me", "Me"), ("team", "My Team"), ("all", "Everybody Here")],
        "Who Is Affected",
        required=True,
        default="team",
    )
    affected_count = fields.Integer("How Many People", help="As far as one knows; 0: not known.")
    wish = fields.Text("What Would Help")
    picture = fields.Image(max_width=1920, max_height=1920)
    author_id = fields.Many2one(
        "res.users", "Reported By", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", "Person", readonly=True, copy=False, ondelete="restrict"
    )
    need_id = fields.Many2one(
        "hr.quality.need",
        "Training Need",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    answer = fields.Text(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    answered_at = fields.Datetime(readonly=True, copy=False)
    is_mine_to_write = fields.Boolean(compute="_compute_is_mine_to_write")

    # Computed

    @api.depends("problem")
    def _compute_summary(self):
        for record in self:
            text = " ".join((record.problem or "").split())
            record.summary = f"{text[:79]}…" if len(text) > 80 else text

    @api.depends("frequency")
    def _compute_times_per_month(self):
        for record in self:
            record.times_per_month = TIMES_PER_MONTH.get(record.frequency, 0)

    @api.depends("author_id", "state", "list_id.state")
    @api.depends_context("uid")
    def _compute_is_mine_to_write(self):
        for record in self:
            record.is_mine_to_write = (
                record.author_id == self.env.user
                and record.state == "reported"
                and record.sudo().list_id.state == "draft"
            )

    # People

    def _act_managers(self):
        """The managers of the department and of those above it."""
        return self.list_id._act_managers()
