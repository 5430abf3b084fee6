"""When and where a plan's training takes place."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import is_permitted
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

DRAFTED = frozenset(("plan_id", "starts", "ends", "place", "trainer_id"))
"""What changes by an act once the plan is published, so that the participants are told."""


class HrQualitySession(models.Model):
    """One meeting of a training plan, with who attended."""

    _name = "hr.quality.session"
    _description = "Training Session"
    _inherit = ["base.act.mixin"]
    _order = "starts, id"
    _mail_post_access = "read"
    _act_state_field = "state"
    _act_protected_fields = ("edition",)

    plan_id = fields.Many2one("hr.quality.plan", required=True, index=True, ondelete="restrict")
    course_id = fields.Many2one(related="plan_id.course_id")
    operation_id = fields.Many2one(related="plan_id.operation_id")
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
    starts = fields.Datetime(required=True, index=True)
    ends = fields.Datetime(required=True)
    place = fields.Char()
    trainer_id = fields.Many2one(
        "hr.employee",
        compute="_compute_trainer_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        copy=False,
        readonly=True,
    )
    edition = fields.Integer(
        default=0, required=True, copy=False, readonly=True, help="Counts the changes of time."
    )
    attendance_ids = fields.One2many("hr.quality.attendance", "session_id")
    expected_count = fields.Integer("Expected", compute="_compute_counts")
    attended_count = fields.Integer("Attended", compute="_compute_counts")
    overlap_note = fields.Char("Overlap", compute="_compute_overlap_note")

    _order_of_times = models.Constraint("CHECK (ends > starts)", "A session ends after it starts.")

    @api.depends("plan_id")
    def _compute_trainer_id(self):
        for session in self:
            session.trainer_id = session.trainer_id or session.plan_id.trainer_id

    @api.depends("plan_id", "place")
    def _compute_display_name(self):
        for session in self:
            plan = session.plan_id.sudo()
            names = (plan.course_id.name or plan.name, session.place)
            session.display_name = ", ".join(filter(None, names))

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        groups = self.env["hr.quality.attendance"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]
        )
        counts = {(session.id, state): count for session, state, count in groups}
        for session in self:
            own = [counts.get((session._origin.id, state), 0) for state in ("expected", "absent")]
            session.attended_count = counts.get((session._origin.id, "attended"), 0)
            session.expected_count = session.attended_count + sum(own)

    @api.depends("trainer_id", "starts", "ends", "state")
    @api.depends_context("lang")
    def _compute_overlap_note(self):
        """Warn where the trainer is somewhere else at the same time; it holds nobody up."""
        clashes = self._clashes()
        for session in self:
            other = clashes.get(session._origin.id)
            session.overlap_note = other and self.env._(
                "%(trainer)s has another session at this time: %(session)s.",
                trainer=session.trainer_id.sudo().name,
                session=other.sudo().display_name,
            )

    def _clashes(self):
        """Session id → another session of the same trainer at the same time."""
        self.flush_model()
        self.env["hr.quality.plan"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id, min(other.id)
                  FROM hr_quality_session mine
                  JOIN hr_quality_session other
                    ON other.trainer_id = mine.trainer_id AND other.id <> mine.id
                   AND other.starts < mine.ends AND mine.starts < other.ends
                  JOIN hr_quality_plan plan ON plan.id = other.plan_id
                 WHERE mine.id = ANY(%s) AND mine.state = 'planned' AND other.state = 'planned'
                   AND plan.state <> 'cancelled'
                 GROUP BY mine.id
                """,
                self._origin.ids,
            )
        )
        return {mine: self.browse(other) for mine, other in rows}

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        """A session more in a published plan is told to the participants at once."""
        sessions = super().create(vals_list)
        if not is_permitted(self.env):
            over = sessions.sudo().filtered(
                lambda session: session.plan_state not in ("draft", "published")
            )
            if over:
                raise UserError(
                    self.env._(
                        "%s: its participants have learned already, or it was cancelled; it takes"
                        " no further session.",
                        over[:1].plan_id.name,
                    )
                )
        for plan in sessions.sudo().plan_id.filtered(lambda plan: plan.state == "published"):
            plan.with_env(self.env)._tell_of_sessions()
        return sessions

    def write(self, vals):
        if DRAFTED.intersection(vals) and not is_permitted(self.env):
            self.check_access("write")
            self._refuse_unless_draft()
            if "plan_id" in vals:
                self.env["hr.quality.plan"].browse(vals["plan_id"])._refuse_unless_draft(["name"])
        return super().write(vals)

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_draft(self):
        if not is_permitted(self.env) and not is_uninstalling(self.env):
            self._refuse_unless_draft()

    def _refuse_unless_draft(self):
        self.plan_id._hold_draft()
        begun = self.sudo().filtered(lambda session: session.plan_state != "draft")
        if begun:
            raise AccessError(
                self.env._(
                    "%(session)s belongs to %(plan)s, which is published. Move or cancel the"
                    " session by its acts: they ask for a reason and tell the participants.",
                    session=begun._act_speaking()._act_document(),
                    plan=begun[:1].plan_id.name,
                )
            )

    @api.constrains("trainer_id", "plan_id")
    def _check_trainer(self):
        """Nobody trains himself."""
        self.plan_id.participant_ids._check_trainer()
