"""Trigger rules: when production's figures and people's scores together mean a training need."""

from collections import Counter

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act.permit import trusted_context
from odoo.addons.hr_quality.tools.iso_week import monday_of
from odoo.exceptions import AccessError, UserError

from ..decision.decision import read_decision
from ..decision.statement import decide
from .hr_quality_evidence import SMALLEST_GROUP

EVALUATING_GROUPS = (
    "base_act.base_act_group_quality",
    "base_act.base_act_group_operations",
    "hr_quality.hr_quality_group_feeder",
)


class HrQualityRule(models.Model):
    """Raises a need where an operation exceeds its standard for weeks and its people score low.

    Example: weeks 3, score below 80. Welding is above its standard of 5 % in W31, W32 and W33,
    and the mean signed score of those who produced in these weeks is 71.5: one need.
    """

    _name = "hr.quality.rule"
    _description = "Trigger Rule"
    _inherit = ["mail.thread"]
    _act_keeps_chatter = True
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    weeks = fields.Integer(
        "Weeks in a Row",
        required=True,
        default=3,
        tracking=True,
        help="So many counted weeks in a row above the standard.",
    )
    score_below = fields.Float(
        digits=(7, 4),
        required=True,
        default=80.0,
        tracking=True,
        help="The mean signed score of those who produced in these weeks is below this.",
    )
    min_volume = fields.Float(
        "Minimum Volume per Week",
        digits=(18, 6),
        required=True,
        default=50.0,
        tracking=True,
        help="A week with less production neither counts nor breaks the run.",
    )
    horizon_weeks = fields.Integer(
        "Horizon in Weeks",
        required=True,
        default=8,
        tracking=True,
        help="The run's last week lies at most so many complete weeks back.",
    )
    scope = fields.Selection(
        [("all", "All operations"), ("chosen", "Chosen operations")],
        required=True,
        default="all",
        tracking=True,
    )
    operation_ids = fields.Many2many(
        "hr.quality.operation",
        "hr_quality_rule_operation_rel",
        "rule_id",
        "operation_id",
        string="Operations",
        tracking=True,
    )
    fallback_user_id = fields.Many2one(
        "res.users",
        "Fallback Responsible",
        tracking=True,
        help="Gets the need when no manager of the operation's departments has a login.",
    )
    need_ids = fields.One2many("hr.quality.need", "rule_id", "Needs")
    open_need_count = fields.Integer("Open Needs", compute="_compute_open_need_count")
    outcome_ids = fields.One2many("hr.quality.rule.outcome", "rule_id", "Outcomes")
    last_evaluated_at = fields.Datetime("Last Evaluated", compute="_compute_last_evaluated_at")

    _weeks_positive = models.Constraint(
        "CHECK (weeks BETWEEN 1 AND 52)", "A rule asks for 1 to 52 weeks in a row."
    )
    _volume_positive = models.Constraint(
        "CHECK (min_volume > 0)", "The minimum volume of a week is more than zero."
    )
    _score_range = models.Constraint(
        "CHECK (score_below BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )
    _horizon_covers = models.Constraint(
        "CHECK (horizon_weeks BETWEEN 1 AND 520)", "The horizon is 1 to 520 weeks."
    )

    def _compute_open_need_count(self):
        counts = dict(
            self.env["hr.quality.need"]._read_group(
                [("rule_id", "in", self.ids), ("is_open", "=", True)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.open_need_count = counts.get(rule, 0)

    def _compute_last_evaluated_at(self):
        latest = dict(
            self.env["hr.quality.rule.outcome"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["evaluated_at:max"]
            )
        )
        for rule in self:
            rule.last_evaluated_at = latest.get(rule, False)

    # Evaluation

    def evaluate(self, as_of=None):
        """Raise the needs that are due, and say for every operation what was decided.

        Of these rules, or of all active ones when called on none. Weeks complete before ``as_of``
        count (a date or ``YYYY-MM-DD``; default today where the company works). Twice, also at
        the same time, raises one need. For quality, operations, the feeding user and the cron.

        :return: ``{"raised": [need ids], "outcomes": [{"rule_id", "operation_id", "operation",
            "outcome", "weeks", "defect_rate", "limit", "mean_score", "people", "scored",
            "need_id"}]}``; ``mean_score`` is None where there is none or the caller may not
            read it.
        """
        self._check_may_evaluate()
        rules = self or self.search([("active", "=", True)])
        rules.check_access("read")
        day = self._evaluation_day(as_of)
        # The rule sees everything, whoever asks; nothing of the caller's context is believed.
        context = trusted_context(self.env)
        trusted = rules.with_env(self.env(user=SUPERUSER_ID, su=True, context=context))
        decisions = trusted._decide(day)
        needs = trusted.env["hr.quality.need"]._raise_for(decisions)
        trusted.env["hr.quality.rule.outcome"]._keep(trusted, decisions, day)
        self.env["hr.quality.need"].invalidate_model()
        return {"raised": needs.ids, "outcomes": self._answer(decisions)}

    @api.model
    def _cron_evaluate(self):
        self.search([("active", "=", True)]).evaluate()

    def _check_may_evaluate(self):
        if not (self.env.su or any(self.env.user.has_group(group) for group in EVALUATING_GROUPS)):
            raise AccessError(
                self.env._(
                    "Rules are evaluated by these, and by the feeding user: %s.",
                    self.env["base.act.mixin"]._act_party_labels(("quality", "operations")),
                )
            )

    def _evaluation_day(self, as_of):
        if not as_of:
            company = self.env.company.sudo()
            zone = company.resource_calendar_id.tz or self.env.user.tz or "UTC"
            return fields.Date.context_today(self.with_context(tz=zone))
        try:
            return fields.Date.to_date(as_of)
        except (ValueError, TypeError) as error:
            raise UserError(self.env._("“%s” is not a day: write YYYY-MM-DD.", as_of)) from error

    def _decide(self, day):
        """The decisions about every operation in the scope of these rules."""
        if not self:
            return []
        self.env.flush_all()
        # A score holds today or it does not, also when earlier weeks are looked at once more.
        held_on = max(day, self._evaluation_day(None))
        scores = self.env["hr.quality.qualification"]._current_scores_sql(held_on)
        self.env.cr.execute(decide(self.ids, monday_of(day), scores))
        return [read_decision(row) for row in self.env.cr.dictfetchall()]

    def _answer(self, decisions):
        """What the caller reads; a mean of few people only where he may see people's scores."""
        trusted = self.env.su or any(
            self.env.user.has_group(f"base_act.base_act_group_{party}")
            for party in ("quality", "hr")
        )
        operations = (
            self.env["hr.quality.operation"]
            .sudo()
            .browse(decision.operation_id for decision in decisions)
        )
        codes = {operation.id: operation.code for operation in operations}
        return [
            {
                "rule_id": decision.rule_id,
                "operation_id": decision.operation_id,
                "operation": codes[decision.operation_id],
                "outcome": decision.outcome,
                "weeks": decision.week_labels,
                "defect_rate": _as_float(decision.defect_rate),
                "limit": _as_float(decision.limit),
                "mean_score": _as_float(decision.mean_score)
                if trusted or decision.scored >= SMALLEST_GROUP
                else None,
                "people": decision.people,
                "scored": decision.scored,
                "need_id": decision.need_id,
            }
            for decision in decisions
        ]

    # Buttons

    def action_evaluate(self):
        """Evaluate now, say what came of it and show the outcomes."""
        self.ensure_one()
        answer = self.evaluate()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if answer["raised"] else "info",
                "title": self._evaluation_title(answer),
                "message": self._evaluation_summary(answer),
                "sticky": False,
                "next": self.action_open_outcomes(),
            },
        }

    def _evaluation_title(self, answer):
        count = len(answer["raised"])
        if not count:
            return self.env._("No new need")
        return self.env._("1 need raised") if count == 1 else self.env._("%s needs raised", count)

    def _evaluation_summary(self, answer):
        """``40 operations: raised 1, within standard 30, …``, the most frequent first."""
        labels = dict(
            self.env["hr.quality.rule.outcome"]._fields["outcome"]._description_selection(self.env)
        )
        counts = Counter(outcome["outcome"] for outcome in answer["outcomes"])
        parts = [f"{labels[outcome]} {count}" for outcome, count in counts.most_common()]
        return self.env._(
            "%(count)s operations: %(parts)s", count=len(answer["outcomes"]), parts=", ".join(parts)
        )

    def action_open_outcomes(self):
        """The outcomes of this rule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_rule_outcome_action"
        )
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}

    def action_open_needs(self):
        """The needs of this rule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_need_action"
        )
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}


def _as_float(value):
    return None if value is None else float(value)
