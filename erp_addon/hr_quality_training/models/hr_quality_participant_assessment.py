"""A participant's attempts."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityParticipant(models.Model):
    """Whoever has learned is assessed: his first attempt is opened at once."""

    _inherit = "hr.quality.participant"

    assessment_ids = fields.One2many(
        "hr.quality.assessment", "participant_id", "Attempts", readonly=True
    )
    assessment_id = fields.Many2one(
        "hr.quality.assessment",
        "Latest Attempt",
        compute="_compute_scores",
        help="The last one that was not cancelled.",
    )
    attempt_count = fields.Integer(
        "Attempts Taken",
        compute="_compute_scores",
        help="With the one that is open, without those that were cancelled.",
    )
    exam_done = fields.Boolean(compute="_compute_scores")
    exam_score = fields.Float("Exam", compute="_compute_scores", digits=(5, 2))
    practical_done = fields.Boolean(compute="_compute_scores")
    practical_score = fields.Float(
        "Practical",
        compute="_compute_scores",
        digits=(5, 2),
        help="Of the latest attempt; there is none until quality and operations have both scored.",
    )
    has_score = fields.Boolean(compute="_compute_scores")
    score = fields.Float(
        "Total",
        compute="_compute_scores",
        digits=(5, 2),
        help="Of the latest attempt, once it is over: exam and practical as the course weighs them.",
    )

    @api.depends(
        "assessment_ids.attempt",
        "assessment_ids.state",
        "assessment_ids.exam_done_on",
        "assessment_ids.exam_score",
        "assessment_ids.practical_done",
        "assessment_ids.practical_score",
        "assessment_ids.score",
    )
    @api.depends_context("uid")
    def _compute_scores(self):
        """How far the latest attempt has come, as far as the user may read it.

        Who reads a participant does not always read his attempts: he finds nothing then. A part
        that is not over has no score; the three booleans tell it from a score of zero.
        """
        latest = {person: person._latest_attempt() for person in self}
        attempts = self.env["hr.quality.assessment"].union(*latest.values())
        readable = attempts.with_env(self.env)._filtered_access("read")
        for person in self:
            attempt = latest[person].with_env(self.env) & readable
            taken = person._origin.sudo().assessment_ids.filtered(
                lambda one: one.state != "cancelled"
            )
            person.assessment_id = attempt
            person.attempt_count = len(taken) if attempt else 0
            person.exam_done = bool(attempt.exam_done_on)
            person.exam_score = attempt.exam_score
            person.practical_done = attempt.practical_done
            person.practical_score = attempt.practical_score
            person.has_score = attempt.has_score
            person.score = attempt.score

    def _latest_attempt(self):
        """The last attempt that was not cancelled, or the last one if all were; as superuser."""
        attempts = self._origin.sudo().assessment_ids.sorted("attempt")
        return (attempts.filtered(lambda one: one.state != "cancelled") or attempts)[-1:]

    @act(
        label=_lt("Open an Attempt"),
        source=("learned",),
        party=("hr", "quality"),
        excludes=("employee_id",),
        primary=False,
    )
    def act_open_attempt(self):
        """Open an attempt for somebody who has learned and has none open, after a cancelled one."""
        running = self.sudo().assessment_ids.filtered(lambda one: one.state == "open")
        if running:
            raise UserError(
                self.env._("%s is open already.", ", ".join(running.mapped("display_name")))
            )
        self.env["hr.quality.assessment"]._open(self)

    def act_learn(self, reason=None):
        """Open the first attempt."""
        result = super().act_learn(reason=reason)
        self.env["hr.quality.assessment"]._open(self)
        return result

    def act_excuse(self, reason=None):
        """Close an open attempt as well."""
        result = super().act_excuse(reason=reason)
        self.sudo().assessment_ids._withdraw(reason)
        return result
