"""How often quality looks at whose work, and what becomes of a check that nobody makes."""

from odoo import api, fields, models


class HrQualitySamplingPlan(models.Model):
    """Intervals of supervision checks for the operations in its scope, in days.

    Who works without a qualification is checked most often, who is newly qualified more often than
    the rest. A plan that names an operation goes before one for all operations.
    """

    _name = "hr.quality.sampling.plan"
    _description = "Sampling Plan"
    _inherit = ["mail.thread"]
    _act_keeps_chatter = True
    _order = "scope desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    scope = fields.Selection(
        [("all", "All operations"), ("chosen", "Chosen operations")],
        required=True,
        default="all",
        tracking=True,
    )
    operation_ids = fields.Many2many(
        "hr.quality.operation",
        "hr_quality_sampling_plan_operation_rel",
        "plan_id",
        "operation_id",
        string="Operations",
        tracking=True,
    )
    interval_qualified = fields.Integer(
        "Qualified: Every … Days", required=True, default=90, tracking=True
    )
    interval_new = fields.Integer(
        "Newly Qualified: Every … Days", required=True, default=30, tracking=True
    )
    new_within_days = fields.Integer(
        "New for … Days",
        required=True,
        default=90,
        tracking=True,
        help="So long after the qualification was signed somebody counts as newly qualified.",
    )
    interval_unqualified = fields.Integer(
        "Without a Qualification: Every … Days",
        required=True,
        default=7,
        tracking=True,
        help="For everybody who works at the operation and may not: never qualified, expired,"
        " revoked, suspended, trained on an old revision, or exempted for a time.",
    )
    worked_within_days = fields.Integer(
        "Worked within Days",
        required=True,
        default=28,
        tracking=True,
        help="Who produced at the operation in these days is checked; who did not is not.",
    )
    days_after_training = fields.Integer(
        "Days after a Training",
        required=True,
        default=7,
        tracking=True,
        help="The check that follows a training is due so many days after its end.",
    )
    sample_size = fields.Float(
        digits=(18, 6),
        required=True,
        default=20.0,
        tracking=True,
        help="How much to inspect at least, in the operation's unit.",
    )
    acceptance_number = fields.Float(
        digits=(18, 6),
        default=0.0,
        tracking=True,
        help="Up to so many nonconforming a check passes; more are accepted only as far as the"
        " standard's limit allows of what was inspected.",
    )
    inspector_id = fields.Many2one(
        "res.users",
        tracking=True,
        ondelete="restrict",
        help="Gets the checks; empty: whoever of quality takes them.",
    )
    remind_after_days = fields.Integer(
        "Remind after Days Overdue", required=True, default=1, tracking=True
    )
    escalate_after_days = fields.Integer(
        "Escalate after Days Overdue",
        required=True,
        default=3,
        tracking=True,
        help="Then the inspector's superior is told, and after as many days again the next one.",
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        "Told at Last",
        ondelete="restrict",
        tracking=True,
        help="Is told of an overdue check that has no inspector, or whose inspector has no"
        " superior with a login.",
    )

    _intervals_positive = models.Constraint(
        "CHECK (interval_unqualified > 0 AND interval_unqualified <= interval_new"
        " AND interval_new <= interval_qualified)",
        "Who has no qualification is checked at least as often as who is new to it, and he at"
        " least as often as the others; an interval is one day at least.",
    )
    _days_positive = models.Constraint(
        "CHECK (new_within_days >= 0 AND worked_within_days > 0 AND days_after_training >= 0"
        " AND remind_after_days >= 0 AND escalate_after_days > 0)",
        "Days are not negative, and the days of work and of escalation one at least.",
    )
    _sample_positive = models.Constraint(
        "CHECK (sample_size > 0 AND acceptance_number >= 0 AND acceptance_number < sample_size)",
        "More than nothing is inspected, and more than what may be nonconforming.",
    )

    @api.model
    def _plan_by_operation(self, operations):
        """{operation id: the plan that decides about it}; operations without one are left out."""
        general = self.sudo().search([("scope", "=", "all")], limit=1)
        chosen = self.sudo().search(
            [("scope", "=", "chosen"), ("operation_ids", "in", operations.ids)]
        )
        found = dict.fromkeys(operations.ids, general) if general else {}
        for plan in chosen.sorted(reverse=True):
            found.update(dict.fromkeys((plan.operation_ids & operations).ids, plan))
        return found
