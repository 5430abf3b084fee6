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
        "hr.quality.assessment", "Latest Attempt", compute="_compute_assessment_id"
    )
    exam_score = fields.Float(compute="_compute_assessment_id", digits=(5, 2))
    practical_score = fields.Float(compute="_compute_assessment_id", digits=(5, 2))
    score = fields.Float(compute="_compute_assessment_id", digits=(5, 2))

    @api.depends(
        "assessment_ids.attempt",
        "assessment_ids.exam_score",
        "assessment_ids.practical_score",
        "assessment_ids.score",
    )
    def _compute_assessment_id(self):
        """The latest attempt and its scores; a part that is not over shows 0."""
        for participant in self:
            latest = participant.assessment_ids.sorted("attempt")[-1:]
            participant.assessment_id = latest
            participant.exam_score = latest.exam_score
            participant.practical_score = latest.practical_score
            participant.score = latest.score

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
