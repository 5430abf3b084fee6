"""Responsibility: which step was wanting when a training did not help."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

STEP_STATE = {
    "need": "raised",
    "review": "confirmed",
    "plan": "reviewed",
    "release": "planned",
    "learning": "planned",
    "assessment": "learned",
    "check": "assessed",
    "feedback": "checked",
}
"""Step → the state in which a need waits for it: there it reopens."""

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
        "res.users", string="Answerable", readonly=True, help="Who did the step, or should have."
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("confirmed", "Confirmed"), ("dismissed", "Dismissed")],
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

    _confirmed_unique = models.UniqueIndex(
        "(effect_id) WHERE state = 'confirmed' AND effect_id IS NOT NULL",
        "Another step was held responsible already.",
    )

    @act(
        label=_lt("Confirm"),
        source=("proposed",),
        target="confirmed",
        party=("hr", "quality", "operations"),
        actors=("_act_judges",),
        excludes=("_act_answerable",),
        demands=("reason",),
    )
    def act_confirm(self, reason=None):
        """Hold this step responsible: the need reopens there."""
        self._act_write(
            {
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    @act(
        label=_lt("Dismiss"),
        source=("proposed",),
        target="dismissed",
        party=("hr", "quality", "operations"),
        actors=("_act_judges",),
        excludes=("_act_answerable",),
        demands=("reason",),
        primary=False,
    )
    def act_dismiss(self, reason=None):
        """Say why this step was not wanting."""
        self._act_write(
            {
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    def _act_answerable(self):
        """Those answerable for the step."""
        return self.answerable_ids

    def _act_judges(self):
        """Quality and HR, and the operation's managers, except the party held responsible."""
        judges = self.env["res.users"]
        for responsibility in self:
            for party in {"quality", "hr"} - {responsibility.party}:
                judges |= self.env.ref(f"base_act.base_act_group_{party}").all_user_ids
            if responsibility.party != "operations":
                judges |= responsibility.need_id._act_managers()
            else:
                judges -= self.env.ref("base_act.base_act_group_operations").all_user_ids
        return judges
