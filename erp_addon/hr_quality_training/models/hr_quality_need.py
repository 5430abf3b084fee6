"""Training needs: what a rule found, and what people decided about it."""

from odoo import api, fields, models
from odoo.fields import Domain

EVIDENCE_FIELDS = (
    "name",
    "kind",
    "rule_id",
    "operation_id",
    "department_id",
    "is_open",
    "author_id",
    "responsible_id",
    "raised_on",
    "first_week",
    "last_week",
    "week_count",
    "unit",
    "produced",
    "defective",
    "defect_rate",
    "limit",
    "skill_id",
    "evidence_mean_score",
    "score_below",
    "people_count",
    "scored_count",
    "week_ids",
    "person_ids",
)


class HrQualityNeed(models.Model):
    """A training need with the evidence it was raised on.

    The evidence is frozen: a later correction of measurements, standards or scores changes the
    next evaluation, never what this need says it was raised on. The state changes through the
    acts alone.
    """

    _name = "hr.quality.need"
    _description = "Training Need"
    _inherit = ["base.act.mixin", "hr.quality.evidence"]
    _order = "raised_on desc, id desc"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = EVIDENCE_FIELDS

    # States in which a need is settled; whoever adds such a state adds it here.
    _settled_states = ("rejected", "closed")

    name = fields.Char("Number", required=True, default="/", copy=False)
    kind = fields.Selection(
        [
            ("rule", "Rule"),
            ("check", "Failed Check"),
            ("difficulty", "Difficulty"),
            ("standard", "Changed Standard"),
            ("process", "New Process"),
            ("person", "Person"),
        ],
        "Raised By",
        required=True,
        default="rule",
        copy=False,
    )
    state = fields.Selection(
        [
            ("raised", "Raised"),
            ("confirmed", "Confirmed"),
            ("reviewed", "Reviewed"),
            ("planned", "Planned"),
            ("learned", "Learned"),
            ("assessed", "Assessed"),
            ("checked", "Checked"),
            ("answered", "Answered"),
            ("measured", "Measured"),
            ("closed", "Closed"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="raised",
        copy=False,
        group_expand=True,
        help="What has been done last; the next step waits for the party named in its place.",
    )
    is_open = fields.Boolean(
        "Open",
        compute="_compute_is_open",
        store=True,
        precompute=True,
        help="While a need is open, its rule raises no other one for the operation.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        index=True,
        ondelete="restrict",
        help="The production manager whom the need was addressed to.",
    )
    author_id = fields.Many2one(
        "res.users", ondelete="restrict", help="Empty when a rule raised the need."
    )
    raised_on = fields.Date(required=True, default=fields.Date.context_today)
    reason_text = fields.Text("Why", compute="_compute_reason_text")
    rate_times_limit = fields.Float(
        "Times the Limit",
        compute="_compute_rate_times_limit",
        store=True,
        aggregator="avg",
        help="Defect rate divided by the limit.",
    )
    week_ids = fields.One2many("hr.quality.need.week", "need_id", "Weekly Figures")
    person_ids = fields.One2many("hr.quality.need.person", "need_id", "Persons")

    _name_unique = models.UniqueIndex("(name) WHERE name <> '/'", "A need has a number of its own.")
    _open_unique = models.UniqueIndex(
        "(rule_id, operation_id) WHERE is_open",
        "The rule has an open need for this operation already.",
    )
    _latest_evidence = models.Index("(rule_id, operation_id, last_week)")

    # Computed

    @api.depends("state")
    def _compute_is_open(self):
        for need in self:
            need.is_open = need.state not in self._settled_states

    @api.depends("defect_rate", "limit")
    def _compute_rate_times_limit(self):
        for need in self:
            need.rate_times_limit = need.defect_rate / need.limit if need.limit else 0.0

    @api.depends("name", "operation_id")
    def _compute_display_name(self):
        for need in self:
            need.display_name = f"{need.name} {need.operation_id.sudo().display_name or ''}".strip()

    @api.depends("week_ids", "skill_id", "evidence_mean_score", "people_count", "scored_count")
    @api.depends("kind", "evidence_text")
    @api.depends_context("lang", "uid", "su")
    def _compute_reason_text(self):
        for need in self:
            need.reason_text = need._why()

    def _why(self):
        """Why this one need was raised, in the reader's language; False where nothing is known."""
        return self._evidence_reason(self._shown_mean_score()) if self.week_ids else False

    def _managed_by_me_domain(self):
        return super()._managed_by_me_domain() | Domain("responsible_id", "=", self.env.uid)

    def _evidence_weeks(self):
        return [
            {
                "week": line.week,
                "produced": line.produced,
                "defective": line.scrapped + line.reworked,
                "limit": line.limit if line.limit or line.revision_id else None,
            }
            for line in self.week_ids
        ]

    # People

    def _act_managers(self):
        """Who may decide: the responsible, and the managers of the department and those above."""
        managers = self.responsible_id | self.department_id._quality_managers()
        return managers or self._step_coordinator("raised")

    # Raising

    @api.model
    def _raise_for(self, decisions):
        """Create the needs that are due, tell their managers, and return them.

        ``need_id`` of every such decision is set. Whoever raised one at the same moment comes
        first: then the decision's outcome becomes ``need_open``.
        """
        due = self._claim([decision for decision in decisions if decision.outcome == "raised"])
        if not due:
            return self.browse()
        needs = self._act_create(self._evidence_values(due))
        for decision, need in zip(due, needs, strict=True):
            decision.need_id = need.id
        needs._tell_responsible()
        return needs

    @api.model
    def _claim(self, due):
        """Those of the decisions that nobody else has raised meanwhile.

        This transaction does not see what was committed after it began, so two evaluations at
        once would both raise. They wait for each other here, and the second looks with the eyes of
        a new transaction. The unique index stands behind all of it.
        """
        if not due:
            return []
        rules = sorted({decision.rule_id for decision in due})
        for rule in rules:
            self.env.cr.execute(
                "SELECT pg_advisory_xact_lock(hashtext('hr.quality.rule'), %s)", [rule]
            )
        with self.env.registry.cursor() as fresh:
            fresh.execute(
                """
                SELECT rule_id, operation_id, max(last_week)
                  FROM hr_quality_need
                 WHERE rule_id = ANY(%s)
                 GROUP BY rule_id, operation_id
                """,
                [rules],
            )
            taken = {(rule, operation): week for rule, operation, week in fresh.fetchall()}
        for decision in due:
            if decision.pair in taken and taken[decision.pair] >= decision.first_week:
                decision.outcome = "need_open"
        return [decision for decision in due if decision.outcome == "raised"]

    @api.model
    def _evidence_values(self, decisions):
        operations = self.env["hr.quality.operation"].browse(d.operation_id for d in decisions)
        rules = self.env["hr.quality.rule"].browse(d.rule_id for d in decisions)
        people = self.env["hr.employee"].browse(
            {person.employee_id for d in decisions for person in d.persons}
        )
        names = {person.id: person.name for person in people.with_context(active_test=False)}
        number = self.env["ir.sequence"]
        today = rules._evaluation_day(None)
        return [
            {
                "raised_on": today,
                "name": number.next_by_code("hr.quality.need"),
                "kind": "rule",
                "rule_id": decision.rule_id,
                "operation_id": decision.operation_id,
                "responsible_id": (self._responsible_for(operation) or rule.fallback_user_id).id,
                **decision.need_values(names),
                "unit": operation.unit,
            }
            for decision, operation, rule in zip(decisions, operations, rules, strict=True)
        ]

    def _tell_responsible(self):
        """The reason in the chatter; the clock has given the manager his activity."""
        bodies = {}
        for need in self:
            spoken = need.with_context(lang=need.responsible_id.lang or self.env.lang)
            # Whoever reads the need reads its chatter: a mean of few people stays out of it.
            evidence = spoken._evidence_reason(need._public_mean_score())
            bodies[need.id] = "\n".join(filter(None, [need.problem, evidence]))
        self.sudo()._message_log_batch(bodies)
