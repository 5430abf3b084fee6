"""One attempt of one person to pass: an exam and a practical."""

from odoo import api, fields, models
from odoo.fields import Domain


class HrQualityAssessment(models.Model):
    """An attempt. A repeated one is a further record; nothing of the earlier one changes.

    Score = ``exam_weight`` % of the exam's score plus the rest of the practical's, which is the
    mean of two sheets, one from quality and one from operations. It passes at ``pass_mark`` if
    each part reaches its own minimum. Marks and weights are those in force when it was opened.
    """

    _name = "hr.quality.assessment"
    _description = "Assessment"
    _inherit = ["base.act.mixin", "hr.quality.managed"]
    _order = "id desc"
    _act_state_field = "state"
    _managed_department_field = "operation_id.department_id"
    _act_protected_fields = (
        "participant_id",
        "employee_id",
        "plan_id",
        "need_id",
        "operation_id",
        "course_id",
        "trainer_ids",
        "attempt",
        "round",
        "opened_on",
        "closed_on",
        "reason",
        "exam_weight",
        "pass_mark",
        "exam_minimum",
        "practical_minimum",
        "dispute_points",
        "survey_id",
        "user_input_id",
        "exam_done_on",
        "exam_score",
        "exam_answers",
        "question_count",
        "wrong_count",
        "wrong_answer_ids",
        "item_ids",
        "practical_ids",
        "quality_assessor_id",
        "quality_scored_on",
        "operations_assessor_id",
        "operations_scored_on",
        "practical_score",
        "practical_difference",
        "score",
        "qualification_id",
    )

    # Whose, about what

    participant_id = fields.Many2one(
        "hr.quality.participant", required=True, index=True, readonly=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, readonly=True, ondelete="restrict"
    )
    plan_id = fields.Many2one("hr.quality.plan", index=True, readonly=True, ondelete="restrict")
    need_id = fields.Many2one("hr.quality.need", index=True, readonly=True, ondelete="restrict")
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, readonly=True, ondelete="restrict"
    )
    course_id = fields.Many2one(
        "hr.quality.course", required=True, index=True, readonly=True, ondelete="restrict"
    )
    trainer_ids = fields.Many2many(
        "hr.employee",
        string="Trainers",
        readonly=True,
        help="Who trained this person; they do not assess him.",
    )
    attempt = fields.Integer(required=True, readonly=True, aggregator=None)
    round = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        aggregator=None,
        help="The round of the need in which it was opened. Attempts of earlier rounds do not count"
        " against how often the assessment may be taken.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
    )
    opened_on = fields.Date(required=True, readonly=True)
    closed_on = fields.Date(readonly=True)
    reason = fields.Text("Why Cancelled", readonly=True)

    # How it is judged

    exam_weight = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    pass_mark = fields.Float(digits=(5, 2), readonly=True, aggregator=None)
    exam_minimum = fields.Float("Exam: At Least", digits=(5, 2), readonly=True, aggregator=None)
    practical_minimum = fields.Float(
        "Practical: At Least", digits=(5, 2), readonly=True, aggregator=None
    )
    dispute_points = fields.Float("Disputed From", digits=(5, 2), readonly=True, aggregator=None)

    # Exam

    survey_id = fields.Many2one("survey.survey", "Exam", readonly=True, ondelete="restrict")
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Exam Paper",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_no_one",
    )
    exam_state = fields.Selection(
        [("none", "No Exam"), ("new", "Not Begun"), ("begun", "Begun"), ("done", "Done")],
        "Exam Status",
        compute="_compute_exam_state",
        compute_sudo=True,
    )
    exam_done_on = fields.Datetime(readonly=True)
    exam_score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    exam_answers = fields.Json(
        readonly=True,
        groups="base_act.base_act_group_quality,base_act.base_act_group_hr",
        help="Every question as it was asked: question, given, right, points, of, result.",
    )
    question_count = fields.Integer("Questions", readonly=True)
    wrong_count = fields.Integer("Wrong Answers", readonly=True)
    wrong_answer_ids = fields.One2many(
        "hr.quality.wrong.answer", "assessment_id", "Answered Wrong", readonly=True
    )

    # Practical

    item_ids = fields.One2many(
        "hr.quality.assessment.item", "assessment_id", "Practical: Items", readonly=True
    )
    practical_ids = fields.One2many(
        "hr.quality.practical", "assessment_id", "Score Sheets", readonly=True
    )
    quality_assessor_id = fields.Many2one(
        "res.users", "Scored for Quality By", readonly=True, ondelete="restrict"
    )
    quality_scored_on = fields.Datetime("Scored for Quality On", readonly=True)
    operations_assessor_id = fields.Many2one(
        "res.users", "Scored for Operations By", readonly=True, ondelete="restrict"
    )
    operations_scored_on = fields.Datetime("Scored for Operations On", readonly=True)
    practical_done = fields.Boolean(compute="_compute_practical_done", store=True)
    practical_score = fields.Float(
        digits=(5, 2),
        readonly=True,
        aggregator="avg",
        help="Mean of the two sheets; there is none until both are in.",
    )
    practical_difference = fields.Float(
        "Difference Between the Assessors", digits=(5, 2), readonly=True, aggregator="avg"
    )
    disputed = fields.Boolean(compute="_compute_disputed", store=True)

    # Result

    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    has_score = fields.Boolean(
        compute="_compute_has_score",
        help="Whether both parts went into the score. One part too low decides alone, and then"
        " there is none.",
    )
    qualification_id = fields.Many2one(
        "hr.quality.qualification", "Ledger Entry", readonly=True, ondelete="restrict"
    )

    is_mine = fields.Boolean("My Own", compute="_compute_is_mine")
    to_score_by_me = fields.Boolean(
        "Mine to Score", compute="_compute_to_score_by_me", search="_search_to_score_by_me"
    )

    _attempt_unique = models.Constraint(
        "UNIQUE (participant_id, attempt)", "This attempt has been opened already."
    )
    _open_unique = models.UniqueIndex(
        "(participant_id) WHERE state = 'open'",
        "This person has an open attempt in this plan already.",
    )
    _one_paper = models.UniqueIndex(
        "(user_input_id) WHERE user_input_id IS NOT NULL",
        "An exam paper belongs to one attempt.",
    )
    _two_people = models.Constraint(
        "CHECK (quality_assessor_id <> operations_assessor_id)",
        "The two score sheets come from two people.",
    )

    @api.depends("employee_id", "attempt", "operation_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assessment in self:
            quiet = assessment.sudo()
            assessment.display_name = self.env._(
                "%(person)s – %(operation)s, attempt %(attempt)s",
                person=quiet.employee_id.name or "",
                operation=quiet.operation_id.display_name or "",
                attempt=quiet.attempt,
            )

    @api.depends("survey_id", "exam_done_on", "user_input_id.state")
    def _compute_exam_state(self):
        for assessment in self:
            if not assessment.survey_id:
                assessment.exam_state = "none"
            elif assessment.exam_done_on:
                assessment.exam_state = "done"
            else:
                begun = assessment.user_input_id.state == "in_progress"
                assessment.exam_state = "begun" if begun else "new"

    @api.depends("quality_scored_on", "operations_scored_on")
    def _compute_practical_done(self):
        for assessment in self:
            assessment.practical_done = bool(
                assessment.quality_scored_on and assessment.operations_scored_on
            )

    @api.depends("practical_done", "practical_difference", "dispute_points")
    def _compute_disputed(self):
        for assessment in self:
            assessment.disputed = (
                assessment.practical_done
                and assessment.practical_difference > assessment.dispute_points
            )

    @api.depends("state", "practical_done", "survey_id", "exam_done_on")
    def _compute_has_score(self):
        for assessment in self:
            over = assessment.state in ("passed", "failed")
            assessment.has_score = over and assessment._parts_complete()

    @api.depends("employee_id.user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for assessment in self:
            assessment.is_mine = assessment.sudo().employee_id.user_id == self.env.user

    # Who scores it

    @api.depends("state", "quality_assessor_id", "operations_assessor_id")
    @api.depends_context("uid")
    def _compute_to_score_by_me(self):
        mine = self.sudo().filtered_domain(self._to_score_domain())
        for assessment in self:
            assessment.to_score_by_me = assessment in mine.with_env(self.env)

    def _search_to_score_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._to_score_domain()
        return mine if True in value else ~mine

    def _to_score_domain(self):
        """Open ones whose sheet of the user's party is missing, and that he is not barred from."""
        parties = {
            "quality": "operations",
            "operations": "quality",
        }
        missing = Domain.OR(
            Domain(f"{party}_assessor_id", "=", False)
            & Domain(f"{other}_assessor_id", "!=", self.env.uid)
            for party, other in parties.items()
            if self.env.user.has_group(f"base_act.base_act_group_{party}")
        )
        own = self.env.user._quality_employees()
        return (
            missing
            & Domain("state", "=", "open")
            & Domain("employee_id", "not in", own._quality_superiors().ids + own.ids)
            & Domain("trainer_ids", "not in", own.ids)
        )
