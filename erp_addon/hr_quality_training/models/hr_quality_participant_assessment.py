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
        help="Of the latest attempt once it is over: exam and practical, weighed as in the plan.",
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
    @api.depends_context("uid", "su")
    def _compute_scores(self):
        """How far the latest attempt has come, as far as the user may read it.

        Who reads a participant does not always read his attempts: he finds nothing then. They are
        searched, because what the one2many field holds may have been read for somebody else. A
        part that is not over has no score; the three booleans tell it from a score of zero.
        """
        found = self.env["hr.quality.assessment"].search(
            [("participant_id", "in", self._origin.ids)], order="attempt"
        )
        by_person = found.grouped("participant_id")
        for person in self:
            attempts = by_person.get(person._origin, found.browse())
            taken = attempts.filtered(lambda one: one.state != "cancelled")
            latest = (taken or attempts)[-1:]
            person.assessment_id = latest
            person.attempt_count = len(taken)
            person.exam_done = bool(latest.exam_done_on)
            person.exam_score = latest.exam_score
            person.practical_done = latest.practical_done
            person.practical_score = latest.practical_score
            person.has_score = latest.has_score
            person.score = latest.score

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
