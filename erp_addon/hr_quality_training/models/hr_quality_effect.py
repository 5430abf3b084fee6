"""Effects: the measured difference that a training made."""

from odoo import api, fields, models

WINDOW_FIELDS = (
    "need_id",
    "round",
    "operation_id",
    "department_id",
    "course_ids",
    "employee_ids",
    "people_count",
    "basis",
    "unit",
    "weeks",
    "trained_from",
    "trained_until",
    "before_from",
    "before_to",
    "after_from",
    "after_to",
    "due_on",
    "target",
    "confidence",
    "min_volume",
    "looks",
    "reason",
    "line_ids",
    "responsibility_ids",
)
RESULT_FIELDS = (
    "measured_on",
    "why",
    "before_produced",
    "before_defective",
    "before_rate",
    "after_produced",
    "after_defective",
    "after_rate",
    "reduction",
    "reduction_low",
    "reduction_high",
    "difference",
    "difference_low",
    "difference_high",
    "bare_reduction",
    "design_effect",
    "clusters",
    "control",
    "control_operation_id",
    "control_people_count",
    "control_before_produced",
    "control_before_defective",
    "control_before_rate",
    "control_after_produced",
    "control_after_defective",
    "control_after_rate",
    "baseline_weeks",
    "baseline_produced",
    "baseline_defective",
    "baseline_rate",
)


class HrQualityEffect(models.Model):
    """A need's effect: defect rate before its training and after it, in equal windows.

    The windows are frozen when the training ends, before anybody knows what came of it; the
    figures when they are measured. Weeks are ISO weeks; no week of the training belongs to either.
    """

    _name = "hr.quality.effect"
    _description = "Effect of a Training"
    _inherit = ["base.act.mixin"]
    _order = "trained_until desc, id desc"
    _rec_name = "need_id"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = WINDOW_FIELDS + RESULT_FIELDS

    need_id = fields.Many2one(
        "hr.quality.need", required=True, index=True, ondelete="restrict", readonly=True
    )
    round = fields.Integer(
        default=1, required=True, readonly=True, aggregator=None, help="Of the need's path."
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict", readonly=True
    )
    department_id = fields.Many2one(
        related="operation_id.department_id", store=True, index=True, ondelete="restrict"
    )
    course_ids = fields.Many2many("hr.quality.course", string="Courses", readonly=True)
    employee_ids = fields.Many2many(
        "hr.employee",
        string="Trained People",
        readonly=True,
        groups="base_act.base_act_group_quality,base_act.base_act_group_hr,"
        "base_act.base_act_group_operations",
    )
    people_count = fields.Integer("Trained", readonly=True)
    basis = fields.Selection(
        [("people", "Trained People"), ("operation", "Whole Operation")],
        "Measured On",
        required=True,
        readonly=True,
        default="people",
        help="The whole operation, where none of its figures names a person.",
    )
    unit = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("effective", "Effective"),
            ("not_effective", "Not Effective"),
            ("not_proven", "Not Proven"),
            ("accepted", "Closed as Not Proven"),
        ],
        required=True,
        default="waiting",
        copy=False,
        readonly=True,
        index=True,
        group_expand=True,
    )
    weeks = fields.Integer("Weeks per Window", required=True, readonly=True)
    trained_from = fields.Date(required=True, readonly=True)
    trained_until = fields.Date(required=True, readonly=True)
    before_from = fields.Date(required=True, readonly=True, help="A Monday.")
    before_to = fields.Date(required=True, readonly=True, help="A Sunday.")
    after_from = fields.Date(required=True, readonly=True, help="A Monday.")
    after_to = fields.Date(required=True, readonly=True, help="A Sunday.")
    due_on = fields.Date("Measured From", required=True, index=True, readonly=True)
    target = fields.Float(
        digits=(5, 4), required=True, readonly=True, help="Relative reduction: 0.3 is 30 % lower."
    )
    confidence = fields.Float(digits=(5, 4), required=True, readonly=True)
    min_volume = fields.Float("Minimum Volume per Window", digits=(18, 6), readonly=True)
    looks = fields.Integer(
        default=1,
        required=True,
        readonly=True,
        help="How often it was looked at; every look makes the interval wider.",
    )
    reason = fields.Text("Decision's Reason", readonly=True, copy=False)
    line_ids = fields.One2many("hr.quality.effect.line", "effect_id", "Weekly Figures")

    responsibility_ids = fields.One2many("hr.quality.responsibility", "effect_id", readonly=True)

    measured_on = fields.Datetime("Measured", readonly=True, copy=False)
    why = fields.Selection(
        [
            ("reached", "Target reached"),
            ("missed", "Target missed"),
            ("volume_before", "Too little before"),
            ("volume_after", "Too little after"),
            ("no_defect", "Nothing defective before"),
            ("chance", "May be chance"),
            ("target_open", "Target neither reached nor missed"),
        ],
        readonly=True,
        copy=False,
    )
    before_produced = fields.Float(digits=(18, 6), readonly=True)
    before_defective = fields.Float(digits=(18, 6), readonly=True)
    before_rate = fields.Float("Rate Before", digits=(9, 6), readonly=True, aggregator="avg")
    after_produced = fields.Float(digits=(18, 6), readonly=True)
    after_defective = fields.Float(digits=(18, 6), readonly=True)
    after_rate = fields.Float("Rate After", digits=(9, 6), readonly=True, aggregator="avg")
    reduction = fields.Float(
        digits=(12, 6), readonly=True, aggregator="avg", help="Relative: 0.3 is 30 % lower."
    )
    reduction_low = fields.Float(digits=(12, 6), readonly=True, aggregator=None)
    reduction_high = fields.Float(digits=(12, 6), readonly=True, aggregator=None)
    difference = fields.Float(digits=(12, 6), readonly=True, aggregator="avg")
    difference_low = fields.Float(digits=(12, 6), readonly=True, aggregator=None)
    difference_high = fields.Float(digits=(12, 6), readonly=True, aggregator=None)
    bare_reduction = fields.Float(
        digits=(12, 6),
        readonly=True,
        aggregator="avg",
        help="Before against after, the control left aside.",
    )
    design_effect = fields.Float(
        digits=(9, 4),
        readonly=True,
        aggregator="avg",
        help="By how much weeks and people vary more than chance alone; 1: not more.",
    )
    clusters = fields.Integer(readonly=True, aggregator=None)
    control = fields.Selection(
        [
            ("none", "None"),
            ("people", "Others at the Operation"),
            ("operation", "Another Operation"),
        ],
        readonly=True,
    )
    control_operation_id = fields.Many2one(
        "hr.quality.operation", ondelete="restrict", readonly=True
    )
    control_people_count = fields.Integer(readonly=True)
    control_before_produced = fields.Float(digits=(18, 6), readonly=True)
    control_before_defective = fields.Float(digits=(18, 6), readonly=True)
    control_before_rate = fields.Float(digits=(9, 6), readonly=True, aggregator="avg")
    control_after_produced = fields.Float(digits=(18, 6), readonly=True)
    control_after_defective = fields.Float(digits=(18, 6), readonly=True)
    control_after_rate = fields.Float(digits=(9, 6), readonly=True, aggregator="avg")
    baseline_weeks = fields.Integer(
        readonly=True, aggregator=None, help="Before the window before, of the same work."
    )
    baseline_produced = fields.Float(digits=(18, 6), readonly=True)
    baseline_defective = fields.Float(digits=(18, 6), readonly=True)
    baseline_rate = fields.Float(digits=(9, 6), readonly=True, aggregator="avg")

    _waiting_unique = models.UniqueIndex(
        "(need_id) WHERE state IN ('waiting', 'not_proven')",
        "The need has an effect under way already.",
    )

    @api.depends("need_id")
    def _compute_display_name(self):
        for effect in self.sudo():
            effect.with_env(self.env).display_name = effect.need_id.display_name
