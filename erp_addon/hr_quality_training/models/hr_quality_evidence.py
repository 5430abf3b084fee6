"""What a decision was made on: the figures that needs and outcomes both keep."""

from odoo import api, fields, models

from ..decision.chart import week_bars
from ..decision.explain import reason
from ..decision.weeks import weeks_text

SMALLEST_GROUP = 3
"""People from which on a mean says little about each of them, so that anybody may read it."""

PEOPLE_GROUPS = (
    "base_act.base_act_group_quality",
    "base_act.base_act_group_hr",
    "base_act.base_act_group_operations",
)
"""Who may read a mean of fewer people, on the records that the rules let him see at all."""


class HrQualityEvidence(models.AbstractModel):
    """Figures of one operation's run of weeks, as they were when a rule was evaluated."""

    _name = "hr.quality.evidence"
    _description = "Evidence of a Rule"
    _inherit = ["hr.quality.managed"]

    rule_id = fields.Many2one("hr.quality.rule", index=True, ondelete="restrict")
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        related="operation_id.department_id",
        store=True,
        index=True,
        ondelete="restrict",
        string="Department",
    )
    first_week = fields.Date(help="Monday of the first week above the standard.")
    last_week = fields.Date(help="Monday of the last week above the standard.")
    weeks = fields.Char(compute="_compute_weeks")
    week_bars = fields.Html("Week by Week", compute="_compute_week_bars", sanitize=False)
    week_count = fields.Integer("Weeks in a Row")
    unit = fields.Char()
    produced = fields.Float(digits=(18, 6))
    defective = fields.Float(digits=(18, 6), help="Scrapped and reworked.")
    defect_rate = fields.Float(
        digits=(9, 6),
        aggregator="avg",
        help="(scrapped + reworked) / produced, over the weeks of the run.",
    )
    limit = fields.Float(digits=(9, 6), aggregator="avg", help="Limit in force in the last week.")
    skill_id = fields.Many2one(
        "hr.skill",
        ondelete="restrict",
        help="The operation's skill with the lowest mean score.",
    )
    evidence_mean_score = fields.Float(
        "Mean Score (Exact)",
        digits=(7, 4),
        aggregator="avg",
        groups=",".join(PEOPLE_GROUPS),
        help="Mean of the signed scores in force; people without a score are left out.",
    )
    mean_score = fields.Float(
        digits=(7, 4),
        compute="_compute_mean_score",
        help="Mean of the signed scores in force; people without a score are left out.",
    )
    mean_score_hidden = fields.Boolean(
        compute="_compute_mean_score",
        help="Fewer than three people: their mean is shown only to those who may see their scores.",
    )
    score_below = fields.Float(digits=(7, 4), aggregator="avg")
    people_count = fields.Integer("People", help="Known people who produced in those weeks.")
    scored_count = fields.Integer("People with a Score", help="Those in the mean.")
    unscored_count = fields.Integer("Without a Score", compute="_compute_unscored_count")

    @api.depends("people_count", "scored_count")
    def _compute_unscored_count(self):
        for record in self:
            record.unscored_count = record.people_count - record.scored_count

    @api.depends("evidence_mean_score", "scored_count")
    @api.depends_context("uid", "su")
    def _compute_mean_score(self):
        trusted = self.env.su or any(self.env.user.has_group(group) for group in PEOPLE_GROUPS)
        for record, exact in zip(self, self.sudo(), strict=True):
            hidden = not trusted and 0 < exact.scored_count < SMALLEST_GROUP
            record.mean_score_hidden = hidden
            record.mean_score = 0.0 if hidden else exact.evidence_mean_score

    @api.depends("first_week")
    def _compute_weeks(self):
        for record in self:
            record.weeks = weeks_text([week["week"] for week in record._evidence_weeks()])

    @api.depends("first_week")
    @api.depends_context("lang")
    def _compute_week_bars(self):
        for record in self:
            record.week_bars = week_bars(self.env, record._evidence_weeks())

    def _evidence_weeks(self):
        """The weeks of the run: list of dict ``week``, ``produced``, ``defective``, ``limit``."""
        raise NotImplementedError

    def _evidence_figures(self, mean_score):
        """The figures in the form that ``decision.explain`` reads."""
        return {
            "weeks": self._evidence_weeks(),
            "unit": self.unit,
            "mean_score": mean_score,
            "score_below": self.score_below,
            "people": self.people_count,
            "scored": self.scored_count,
        }

    def _shown_mean_score(self):
        """The mean score as this reader may see it; None: there is none, or it is hidden."""
        return self.mean_score if self.scored_count and not self.mean_score_hidden else None

    def _public_mean_score(self):
        """The mean score as everybody may see it."""
        return self.sudo().evidence_mean_score if self.scored_count >= SMALLEST_GROUP else None

    def _evidence_reason(self, mean_score):
        """Why, in one sentence of the reader's language."""
        operation, skill = self.operation_id.sudo(), self.skill_id.sudo()
        figures = self._evidence_figures(mean_score)
        return reason(self.env, operation.display_name, figures, skill.display_name)
