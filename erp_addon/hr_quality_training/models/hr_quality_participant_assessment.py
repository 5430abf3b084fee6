"""A participant's attempts."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    assessment_ids = fields.One2many(
        "hr.quality.assessment", "participant_id", "Attempts", readonly=True
    )
    assessment_id = fields.Many2one(
        "hr.quality.assessment", "Latest Attempt", compute="_compute_assessment_id"
    )

    @api.depends("assessment_ids")
    def _compute_assessment_id(self):
        for participant in self:
            participant.assessment_id = participant.assessment_ids.sorted("attempt")[-1:]

    @act(
        label=_lt("Open an Attempt"),
        source=("learned",),
        party=("hr", "quality"),
        excludes=("employee_id",),
    )
    def act_open_attempt(self):
        """Open an attempt for somebody who has learned and has none open."""
        running = self.sudo().assessment_ids.filtered(lambda one: one.state == "open")
        if running:
            raise UserError(
                self.env._("%s is open already.", ", ".join(running.mapped("display_name")))
            )
        self.env["hr.quality.assessment"]._open(self)
