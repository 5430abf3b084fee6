"""Supervision checks: quality's look at somebody's work, after a training and ever again."""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.fields import Domain

PROTECTED_FIELDS = (
    "employee_id",
    "operation_id",
    "department_id",
    "origin",
    "standing",
    "need_id",
    "participant_id",
    "round",
    "sampling_plan_id",
    "inspector_id",
    "made_on",
    "due_on",
    "sample_size",
    "acceptance_number",
    "unit",
    "done_on",
    "done_by_id",
    "inspected",
    "nonconforming",
    "nonconforming_rate",
    "limit",
    "revision_id",
    "line_ids",
    "findings",
    "attachment_ids",
    "reason",
    "escalation_level",
    "escalated_on",
    "raised_need_id",
)


class HrQualityCheck(models.Model):
    """One look at one person's work at one operation.

    Made by the system alone: when a training ends, and by the sampling plan. Recorded by somebody
    of quality who is neither the person nor his trainer, nor one who signed his assessment.
    """

    _name = "hr.quality.check"
    _description = "Supervision Check"
    _inherit = ["base.act.mixin"]
    _order = "due_on, id"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = PROTECTED_FIELDS

    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="restrict", readonly=True
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict", readonly=True
    )
    department_id = fields.Many2one(
        related="operation_id.department_id", store=True, index=True, ondelete="restrict"
    )
    origin = fields.Selection(
        [("training", "Training"), ("sampling", "Sampling Plan")], required=True, readonly=True
    )
    standing = fields.Selection(
        [
            ("trained", "Just Trained"),
            ("unqualified", "Without a Qualification"),
            ("new", "Newly Qualified"),
            ("qualified", "Qualified"),
        ],
        required=True,
        readonly=True,
        help="How the person stood when the check was made: it decides how often he is checked.",
    )
    need_id = fields.Many2one("hr.quality.need", index=True, ondelete="restrict", readonly=True)
    participant_id = fields.Many2one(
        "hr.quality.participant", index=True, ondelete="restrict", readonly=True
    )
    round = fields.Integer(
        default=1, required=True, readonly=True, aggregator=None, help="Of the need's path."
    )
    sampling_plan_id = fields.Many2one(
        "hr.quality.sampling.plan", index=True, ondelete="restrict", readonly=True
    )
    inspector_id = fields.Many2one(
        "res.users",
        index=True,
        ondelete="restrict",
        readonly=True,
        help="Who is expected to make the check; empty: whoever of quality takes it.",
    )
    made_on = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    due_on = fields.Date("Due", required=True, index=True, readonly=True)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    sample_size = fields.Float("To Inspect", digits=(18, 6), readonly=True)
    acceptance_number = fields.Float(digits=(18, 6), readonly=True)
    unit = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("due", "Due"),
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("waived", "Waived"),
        ],
        required=True,
        default="due",
        copy=False,
        readonly=True,
        index=True,
        group_expand=True,
    )
    done_on = fields.Datetime("Done", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    inspected = fields.Float(digits=(18, 6), readonly=True, copy=False)
    nonconforming = fields.Float(digits=(18, 6), readonly=True, copy=False)
    nonconforming_rate = fields.Float(
        digits=(9, 6), readonly=True, copy=False, aggregator="avg", help="Of what was inspected."
    )
    limit = fields.Float(
        digits=(9, 6), readonly=True, aggregator="avg", help="Of the standard's revision."
    )
    revision_id = fields.Many2one(
        "hr.quality.standard.revision",
        "Standard Revision",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="In force when the check was made.",
    )
    line_ids = fields.One2many("hr.quality.check.line", "check_id", "Key Points", readonly=True)
    findings = fields.Text(readonly=True, copy=False)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Pictures", readonly=True, copy=False, bypass_search_access=True
    )
    reason = fields.Text("Waived Because", readonly=True, copy=False)
    escalation_level = fields.Integer(
        readonly=True,
        copy=False,
        help="0: not overdue; 1: the inspector was reminded; 2 and more: his superiors were told.",
    )
    escalated_on = fields.Date(readonly=True, copy=False)
    raised_need_id = fields.Many2one(
        "hr.quality.need",
        "Leads to Need",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The need that this failed check raised, or the open one that it was added to.",
    )

    _participant_unique = models.UniqueIndex(
        "(participant_id, operation_id, round) WHERE participant_id IS NOT NULL",
        "The participant has a check for this operation already.",
    )
    _due_unique = models.UniqueIndex(
        "(employee_id, operation_id) WHERE state = 'due' AND participant_id IS NULL",
        "The person has a check due for this operation already.",
    )
    _latest_index = models.Index("(employee_id, operation_id, due_on DESC)")

    @api.depends("employee_id", "operation_id")
    def _compute_display_name(self):
        for check in self.sudo():
            name = f"{check.employee_id.name or ''}: {check.operation_id.display_name or ''}"
            check.with_env(self.env).display_name = name

    @api.depends("due_on", "state")
    def _compute_is_overdue(self):
        today = plant_day(self.env)
        for check in self:
            check.is_overdue = check.state == "due" and bool(check.due_on) and check.due_on < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = plant_day(self.env)
        overdue = Domain("state", "=", "due") & Domain("due_on", "<", today)
        return overdue if True in value else ~overdue
