"""A need and its effect: answered → measured → closed."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

DAYS_TO_MEASURE = 3
"""The system measures by itself on the day it can; so many days later somebody is missed."""
NO_NEW_TRAINING = frozenset(("assessed", "checked"))
"""Reopened there, nobody is trained anew, so that the windows are frozen at that moment."""


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = ("effect_ids", "responsibility_ids")

    effect_ids = fields.One2many("hr.quality.effect", "need_id", "Effects")
    responsibility_ids = fields.One2many("hr.quality.responsibility", "need_id")
    effect_id = fields.Many2one("hr.quality.effect", compute="_compute_effect", help="The latest.")
    effect_sentence = fields.Text("Effect in Words", compute="_compute_effect")
    effect_chart = fields.Html("Before and After", compute="_compute_effect", sanitize=False)

    @api.depends("effect_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_effect(self):
        for need in self:
            # Those that the reader may read: of few people, an analyst may not.
            effect = need.effect_ids._filtered_access("read").sorted("id")[-1:]
            need.effect_id = effect
            need.effect_sentence = effect.sentence
            need.effect_chart = effect.chart

    @act(label=_lt("Measured"), source=("answered",), target="measured", party="system")
    def act_measured(self):
        """The effect of the training was measured."""

    @act(label=_lt("Close"), source=("measured",), target="closed", party="system")
    def act_close(self, reason=None):
        """The training was effective, or quality accepted that this is not proven."""

    def _step_due_on(self, times):
        """An answered need waits for the window after its training to be over, and no longer."""
        waiting = self.sudo().effect_ids.filtered(lambda effect: effect.state == "waiting")
        if self.sudo().state != "answered" or not waiting:
            return super()._step_due_on(times)
        return max(self._today(), waiting[0].due_on) + timedelta(days=DAYS_TO_MEASURE)

    def _after_assessment(self):
        """The training has ended: what it will be measured by is frozen now."""
        self.env["hr.quality.effect"]._freeze(self.sudo())
        return super()._after_assessment()

    def _reopen(self, state, reason):
        result = super()._reopen(state, reason)
        if state in NO_NEW_TRAINING:
            self.env["hr.quality.effect"]._freeze(self.sudo())
        return result
