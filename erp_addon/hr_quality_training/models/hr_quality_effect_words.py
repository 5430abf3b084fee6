"""An effect as people read it: a sentence, and bars before and after."""

from odoo import api, fields, models

from ..effect.chart import effect_bars
from ..effect.explain import sentence

WITHOUT_FIGURES = ("volume_before", "volume_after", "no_defect")


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    sentence = fields.Text("In Words", compute="_compute_sentence")
    chart = fields.Html("Before and After", compute="_compute_chart", sanitize=False)
    control_chart = fields.Html("Weeks of the Control", compute="_compute_chart", sanitize=False)
    reduction_known = fields.Boolean(
        compute="_compute_reduction_known", help="There was enough to calculate a reduction."
    )

    @api.depends("why")
    def _compute_reduction_known(self):
        for effect in self:
            effect.reduction_known = bool(effect.why) and effect.why not in WITHOUT_FIGURES

    @api.depends("state", "why")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for effect in self:
            effect.sentence = sentence(self.env, effect.sudo())

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_chart(self):
        labels = {"before": self.env._("Before the training"), "after": self.env._("After")}
        weeks = self._weeks_by_window()
        for effect in self:
            effect.chart = effect_bars(self.env, weeks.get((effect.id, False), []), labels)
            effect.control_chart = effect_bars(self.env, weeks.get((effect.id, True), []), labels)

    def _weeks_by_window(self):
        """{(effect id, of the control): weeks, people together}, for whoever reads the effect."""
        rows = (
            self.env["hr.quality.effect.line"]
            .sudo()
            ._read_group(
                [("effect_id", "in", self.ids)],
                ["effect_id", "is_control", "window", "week:day"],
                ["produced:sum", "defective:sum"],
                order="week:day",
            )
        )
        found = {}
        for effect, is_control, window, week, produced, defective in rows:
            figures = {
                "window": window,
                "week": week,
                "produced": produced,
                "defective": defective,
            }
            found.setdefault((effect.id, is_control), []).append(figures)
        return found
