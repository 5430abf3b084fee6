"""Who takes part in a plan, and how far he has come."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act.permit import is_permitted
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError, UserError, ValidationError

FIXED = frozenset(("plan_id", "employee_id", "variant", "reason"))
"""What stays as it is once the plan is published."""


class HrQualityParticipant(models.Model):
    """One person in one training plan.

    Whom the evidence of the need names is proposed by the system and stays in the list: to leave
    him out is to excuse him, with a reason that shows. Anybody added says why.
    """

    _name = "hr.quality.participant"
    _description = "Training Participant"
    _inherit = ["base.act.mixin"]
    _order = "plan_id, employee_id"
    _rec_name = "employee_id"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = (
        "origin",
        "channel_id",
        "completion",
        "course_done_on",
        "learned_on",
        "settled_on",
        "excuse",
        "reminded_on",
        "escalated_on",
    )

    plan_id = fields.Many2one("hr.quality.plan", required=True, index=True, ondelete="restrict")
    need_id = fields.Many2one(related="plan_id.need_id", store=True, index=True)
    operation_id = fields.Many2one(related="plan_id.operation_id", store=True, index=True)
    course_id = fields.Many2one(related="plan_id.course_id")
    trainer_id = fields.Many2one(related="plan_id.trainer_id")
    due_on = fields.Date(related="plan_id.due_on")
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(related="employee_id.user_id", string="Login")
    variant = fields.Selection(
        [("onboarding", "Onboarding"), ("retraining", "Retraining")],
        required=True,
        default="retraining",
        help="Onboarding for those who are new in the company or were never qualified for the"
        " operation; retraining for the others.",
    )
    origin = fields.Selection(
        [
            ("score", "Score Too Low"),
            ("work", "Did This Work"),
            ("added", "Added"),
        ],
        "Why in the Plan",
        required=True,
        default="added",
        copy=False,
        readonly=True,
    )
    reason = fields.Char("Reason for Adding", help="Why somebody the evidence does not name.")
    excuse = fields.Char("Reason for Excusing", copy=False, readonly=True)
    state = fields.Selection(
        [
            ("invited", "Invited"),
            ("learning", "Learning"),
            ("learned", "Learned"),
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("excused", "Excused"),
        ],
        required=True,
        default="invited",
        copy=False,
        readonly=True,
    )
    channel_id = fields.Many2one(
        "slide.channel",
        "Online Course",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The eLearning course of this variant, as when the plan was published.",
    )
    completion = fields.Integer("Progress", copy=False, readonly=True, help="In percent.")
    course_done_on = fields.Datetime("Course Finished", copy=False, readonly=True)
    learned_on = fields.Datetime(copy=False, readonly=True)
    settled_on = fields.Datetime(
        copy=False, readonly=True, help="When the person passed, failed for good or was excused."
    )
    reminded_on = fields.Date(copy=False, readonly=True)
    escalated_on = fields.Date(copy=False, readonly=True)
    attendance_ids = fields.One2many("hr.quality.attendance", "participant_id")

    _person_unique = models.Constraint(
        "UNIQUE (plan_id, employee_id)", "The person takes part in this plan already."
    )
    _learning_idx = models.Index("(channel_id, employee_id) WHERE state IN ('invited', 'learning')")

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        """In a draft HR adds whom the evidence does not name, saying why."""
        people = super().create(vals_list)
        if not is_permitted(self.env):
            people._refuse_unless_draft()
            silent = people.sudo().filtered(
                lambda person: person.need_id and not (person.reason or "").strip()
            )
            if silent:
                raise UserError(
                    self.env._(
                        "The evidence of %(need)s does not name %(people)s: say why they take"
                        " part.",
                        need=silent[:1].need_id.name,
                        people=", ".join(silent.employee_id.mapped("name")),
                    )
                )
        return people

    def write(self, vals):
        if FIXED.intersection(vals) and not is_permitted(self.env):
            self.check_access("write")
            self._refuse_unless_draft()
            if {"plan_id", "employee_id"}.intersection(vals):
                raise AccessError(
                    self.env._(
                        "Whose place it is, and in which plan, stays as it is. Excuse the person,"
                        " or add another one."
                    )
                )
        return super().write(vals)

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_added(self):
        """Whom the evidence names is excused with a reason, never made to disappear."""
        if is_permitted(self.env) or is_uninstalling(self.env):
            return
        self._refuse_unless_draft()
        named = self.sudo().filtered(lambda person: person.origin != "added")
        if named:
            raise UserError(
                self.env._(
                    "The evidence of %(need)s names %(people)s. To leave somebody out, excuse him"
                    " and say why.",
                    need=named[:1].need_id.name or named[:1].plan_id.name,
                    people=", ".join(named.employee_id.mapped("name")),
                )
            )

    def _refuse_unless_draft(self):
        self.plan_id._hold_draft()
        begun = self.sudo().filtered(lambda person: person.plan_state != "draft")
        if begun:
            raise AccessError(
                self.env._(
                    "%(plan)s is no draft any more. Add participants by its act, or excuse them:"
                    " both ask for a reason.",
                    plan=begun[:1].plan_id.name,
                )
            )

    def _by_system(self):
        """These participants for the system's own acts."""
        return self.with_user(SUPERUSER_ID)

    @api.constrains("employee_id", "plan_id")
    def _check_trainer(self):
        for person in self.sudo():
            trainers = person.plan_id.trainer_id | person.plan_id.session_ids.trainer_id
            if person.employee_id in trainers and person.state != "excused":
                raise ValidationError(
                    self.env._(
                        "%s is a trainer of this plan and cannot take part in it himself.",
                        person.employee_id.name,
                    )
                )
