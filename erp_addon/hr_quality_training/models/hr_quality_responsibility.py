"""Responsibility: which step was wanting when a training did not help."""

from odoo import api, fields, models

from ..responsibility.explain import evidence

STEP_STATE = {
    "need": "raised",
    "review": "confirmed",
    "plan": "reviewed",
    "release": "reviewed",
    "learning": "reviewed",
    "assessment": "reviewed",
    "check": "assessed",
    "feedback": "checked",
}
"""Step → the state in which a need waits for it: there it reopens.

People who were not released, have not learned or were assessed too mildly need another plan: with
its own participants, dates and assessors.
"""

STEP_PARTY = {
    "need": "operations",
    "review": "quality",
    "plan": "hr",
    "release": "operations",
    "learning": "hr",
    "assessment": "quality",
    "check": "quality",
    "feedback": "operations",
}
"""Step → the party answerable for it."""


class HrQualityResponsibility(models.Model):
    """A step of a need's path that may have been wanting, with what in the record says so.

    Proposed by rule, confirmed by a person of another party than the one held responsible; the
    confirmed one reopens the need at that step.
    """

    _name = "hr.quality.responsibility"
    _description = "Responsibility"
    _inherit = ["base.act.mixin"]
    _order = "need_id desc, state, sequence, id"
    _rec_name = "need_id"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = (
        "need_id",
        "round",
        "effect_id",
        "department_id",
        "sequence",
        "step",
        "party",
        "rule",
        "facts",
        "answerable_ids",
        "decided_by_id",
        "decided_on",
        "reason",
        "reopened_state",
    )

    need_id = fields.Many2one(
        "hr.quality.need", required=True, index=True, ondelete="restrict", readonly=True
    )
    effect_id = fields.Many2one("hr.quality.effect", index=True, ondelete="restrict", readonly=True)
    round = fields.Integer(
        default=1, required=True, readonly=True, aggregator=None, help="Of the need's path."
    )
    operation_id = fields.Many2one(related="need_id.operation_id")
    department_id = fields.Many2one(
        related="need_id.department_id", store=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True, default=10)
    step = fields.Selection(
        [
            ("need", "Need"),
            ("review", "Review"),
            ("plan", "Plan"),
            ("release", "Release of People"),
            ("learning", "Learning"),
            ("assessment", "Assessment"),
            ("check", "Supervision Check"),
            ("feedback", "Feedback"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    party = fields.Selection(
        [("operations", "Operations"), ("quality", "Quality"), ("hr", "HR")],
        required=True,
        readonly=True,
        index=True,
    )
    rule = fields.Char(required=True, readonly=True, help="Which rule proposed it, for programs.")
    facts = fields.Json(readonly=True, help="What the rule found in the record, frozen.")
    answerable_ids = fields.Many2many(
        "res.users", readonly=True, help="Who did the step, or should have."
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("confirmed", "Confirmed"),
            ("dismissed", "Dismissed"),
            ("passed_over", "Passed Over"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True, copy=False)
    reason = fields.Text("Decision's Reason", readonly=True, copy=False)
    reopened_state = fields.Char(readonly=True, copy=False)

    sentence = fields.Text("Evidence", compute="_compute_sentence")

    _confirmed_unique = models.UniqueIndex(
        "(effect_id) WHERE state = 'confirmed' AND effect_id IS NOT NULL",
        "Another step was held responsible already.",
    )

    @api.depends("rule", "facts", "step")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for responsibility in self:
            responsibility.sentence = evidence(self.env, responsibility.sudo())

    @api.depends("need_id", "step")
    @api.depends_context("lang")
    def _compute_display_name(self):
        steps = dict(self._fields["step"]._description_selection(self.env))
        for responsibility in self:
            need = responsibility.sudo().need_id.display_name or ""
            responsibility.display_name = f"{steps.get(responsibility.step, '')}: {need}"
