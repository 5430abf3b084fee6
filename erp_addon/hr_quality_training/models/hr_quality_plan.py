"""What HR arranges for a reviewed need."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act.permit import is_permitted, with_permit
from odoo.exceptions import AccessError, ValidationError

from .hr_quality_course_terms import TERMS

DRAFTED = frozenset(
    ("need_id", "operation_id", "course_id", "trainer_id", "due_on", "learned_by", "budget")
)
"""What HR writes freely in a draft, and by an act with a reason, or not at all, afterwards."""

SETTLED = frozenset(("passed", "failed", "excused"))
"""States of a participant from whom nothing is expected any more."""


class HrQualityPlan(models.Model):
    """A training plan: course, trainer, sessions, participants, due date, budget.

    HR drafts it freely. From its publication on it changes by acts alone, and the terms of
    assessment are those that the course had on that day.
    """

    _name = "hr.quality.plan"
    _description = "Training Plan"
    _inherit = ["base.act.mixin", "hr.quality.course.terms"]
    _order = "due_on desc, id desc"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = ("name", "reason", "published_on", *TERMS)

    name = fields.Char("Number", required=True, default="/", copy=False, readonly=True)
    need_id = fields.Many2one("hr.quality.need", index=True, ondelete="restrict", copy=False)
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict"
    )
    course_id = fields.Many2one(
        "hr.quality.course",
        index=True,
        ondelete="restrict",
        help="What the participants learn; a draft may wait for it.",
    )
    trainer_id = fields.Many2one(
        "hr.employee",
        ondelete="restrict",
        index="btree_not_null",
        help="Any employee, a quality engineer as well, who does not take part himself.",
    )
    due_on = fields.Date("Training Due", required=True)
    learned_by = fields.Selection(
        [("all", "Course and Sessions"), ("any", "Course or Sessions")],
        required=True,
        default="all",
        help="What somebody has to do to have learned: read every page of the course and attend"
        " every session, or one of the two. Who has a login reads in eLearning, who has none at"
        " the kiosk. Where the course has no pages, or the plan no sessions, the other is enough.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("learned", "Learned"),
            ("assessed", "Assessed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        group_expand=True,
    )
    published_on = fields.Date(copy=False, readonly=True)
    reason = fields.Text("Reason for Cancelling", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    budget = fields.Monetary(groups="base_act.base_act_group_hr,base_act.base_act_group_quality")
    spent = fields.Monetary(
        copy=False,
        groups="base_act.base_act_group_hr,base_act.base_act_group_quality",
        help="What the training has cost so far.",
    )
    session_ids = fields.One2many("hr.quality.session", "plan_id", "Sessions")
    participant_ids = fields.One2many("hr.quality.participant", "plan_id", "Participants")

    _name_unique = models.UniqueIndex("(name) WHERE name <> '/'", "A plan has its own number.")
    _need_unique = models.UniqueIndex(
        "(need_id) WHERE state IN ('draft', 'published', 'learned')",
        "The need has a plan already.",
    )
    _money = models.Constraint(
        "CHECK (budget >= 0 AND spent >= 0)", "Budget and money spent are not negative."
    )

    @api.depends("name", "course_id", "operation_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = f"{plan.name} {plan.course_id.sudo().name or ''}".strip()

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        # The index looks at what is written; a plan just cancelled makes room.
        self.flush_model(["state", "need_id"])
        plans = super().create(vals_list)
        for plan in with_permit(plans).filtered(lambda plan: plan.name == "/"):
            plan.name = self.env["ir.sequence"].sudo().next_by_code("hr.quality.plan")
        return plans

    def write(self, vals):
        names = DRAFTED.intersection(vals)
        if names and not is_permitted(self.env):
            self.check_access("write")
            self._refuse_unless_draft(names)
        return super().write(vals)

    def _hold_draft(self):
        """Of two at once, of whom one publishes these plans, the second begins anew."""
        plans = self.sudo()
        with_permit(plans).write({})
        plans.invalidate_recordset(["state"])

    def _refuse_unless_draft(self, names):
        begun = self.sudo().filtered(lambda plan: plan.state != "draft")
        if begun:
            raise AccessError(
                self.env._(
                    "%(plan)s: %(fields)s no longer change by writing, because the plan has left"
                    " its draft. Use its acts: they ask for a reason and tell the participants.",
                    plan=begun._act_speaking()._act_document(),
                    fields=self._act_field_labels(sorted(names)),
                )
            )

    @api.constrains("need_id", "operation_id")
    def _check_need(self):
        """HR plans what quality has reviewed, and nothing before."""
        for plan in self.sudo().filtered("need_id"):
            if plan.need_id.operation_id != plan.operation_id:
                raise ValidationError(
                    self.env._(
                        "The plan is for %(operation)s, but %(need)s is about another operation.",
                        operation=plan.operation_id.display_name,
                        need=plan.need_id.display_name,
                    )
                )
            if not is_permitted(self.env):
                plan.need_id._refuse_unless_reviewed()

    @api.constrains("trainer_id", "participant_ids")
    def _check_trainer(self):
        """Nobody trains himself."""
        self.participant_ids._check_trainer()

    # The course of things

    def _by_system(self):
        """These plans for the system's own acts."""
        return self.with_user(SUPERUSER_ID)

    def _settle(self):
        """Go on to learned and assessed where nothing is left to wait for."""
        plans = self.sudo().filtered(lambda plan: plan.state in ("published", "learned"))
        # Of two who finish at once, the second begins anew and sees the first.
        with_permit(plans).write({})
        plans.invalidate_recordset(["participant_ids"])
        for plan in plans:
            states = set(plan.participant_ids.mapped("state"))
            if states <= {"excused"}:
                continue
            if plan.state == "published" and states <= SETTLED | {"learned"}:
                plan._by_system().act_learn()
            if plan.state == "learned" and states <= SETTLED:
                plan._by_system().act_assess()
