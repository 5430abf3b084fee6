"""Measuring an effect, looking again, accepting what is not proven."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act import act
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ..effect.windows import DAY, MOST_WEEKS
from ..statistics import Cell, measure
from .hr_quality_effect_window import _window_values

_lt = LazyTranslate(__name__)

MEASURABLE = ("answered", "measured")
"""States of a need whose effect is measured: operations have said what was put right."""


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    # People

    def _act_trainers(self):
        """Who held the training."""
        plans = self.env["hr.quality.plan"].sudo().search([("need_id", "in", self.need_id.ids)])
        trainers = plans.trainer_id | plans.session_ids.trainer_id
        return self.env["hr.quality.assessment"]._people_behind(trainers)

    def _act_deciders(self):
        """Who is asked what follows where the figures alone do not say: the need's reviewer."""
        asking = self.filtered(
            lambda effect: (
                effect.state == "not_proven"
                or (effect.state == "not_effective" and not effect.responsibility_ids)
            )
        )
        return asking.need_id.reviewer_id - asking._act_trainers()

    # Acts

    @act(
        label=_lt("Measure"),
        source=("waiting",),
        target="not_proven",
        party=("quality", "system"),
        assigns="_act_deciders",
    )
    def act_measure(self):
        """Measure, once the window after is complete and operations have given their feedback.

        The state is what the figures say: effective, not effective, or not proven.
        """
        for effect in self:
            effect._check_measurable()
            effect.sudo()._measure(effect)
        self.sudo()._after_measuring()

    @act(
        label=_lt("Extend the Windows"),
        source=("not_proven",),
        target="waiting",
        party="quality",
        excludes=("_act_trainers",),
        demands=("weeks", "reason"),
        wizard="hr_quality_training.hr_quality_effect_extend_action",
        primary=False,
    )
    def act_extend(self, weeks=None, reason=None):
        """Look at more weeks, before and after alike.

        :param int weeks: so many more per window
        """
        for effect in self:
            own = effect.sudo()
            windows = own._extended_windows(weeks)
            added = own._window_lines(
                own.operation_id,
                windows.before_from,
                own.before_from - DAY,
                own.basis,
                own.employee_ids,
            )
            effect._act_write(
                {
                    **_window_values(windows),
                    "looks": own.looks + 1,
                    "reason": reason,
                    "line_ids": own._only_before() + [Command.create(values) for values in added],
                }
            )

    @act(
        label=_lt("Accept as Not Proven"),
        source=("not_proven",),
        target="accepted",
        party="quality",
        excludes=("_act_trainers",),
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_accept(self, reason=None):
        """Close the need though the effect is not proven, saying why."""
        self._act_write({"reason": reason})
        self.sudo().need_id.with_user(SUPERUSER_ID).act_close(reason=reason)

    # Measuring

    def _check_measurable(self):
        """Refuse before the last week after is over, and before operations' feedback."""
        own = self.sudo()
        if own.after_to >= plant_day(self.env):
            raise UserError(
                self.env._(
                    "%(effect)s: the window after the training ends on %(day)s. Measure it then.",
                    effect=self._act_document(),
                    day=format_date(self.env, own.after_to),
                )
            )
        if own.need_id.state not in MEASURABLE:
            raise UserError(
                self.env._(
                    "%(effect)s: the need is “%(state)s”. The effect is measured after the feedback"
                    " of %(party)s.",
                    effect=self._act_document(),
                    party=self._act_party_name("operations"),
                    state=own.need_id._act_state_labels()[own.need_id.state],
                )
            )

    def _measure(self, acting):
        """Read the figures, judge them and write both.

        :param acting: this one effect inside its act
        """
        after = self._window_lines(
            self.operation_id, self.after_from, self.after_to, self.basis, self.employee_ids,
            after=True,
        )  # fmt: skip
        kind, operation, people, control = self._control()
        lines = [*after, *control]
        cells = [_cell(line) for line in self.line_ids] + [_cell_of(values) for values in lines]
        found = measure(cells, self.target, self.confidence, self.min_volume, self.looks)
        acting._act_write(
            {
                "state": found.verdict,
                "measured_on": fields.Datetime.now(),
                "control": kind,
                "control_operation_id": operation.id if kind == "operation" else False,
                "control_people_count": len(people),
                "line_ids": [Command.create(values) for values in lines],
                **_result_values(found),
            }
        )

    def _after_measuring(self):
        """The need is measured; closed where the training was effective."""
        for effect in self:
            need = effect.need_id.with_user(SUPERUSER_ID)
            if need.state == "answered":
                need.act_measured()
            if effect.state == "effective":
                need.act_close(reason=effect._in_language_of(need).sentence)
            elif effect.state == "not_effective":
                effect._propose_responsibility()

    def _in_language_of(self, need):
        return self.with_context(lang=need.responsible_id.lang or self.env.lang)

    @api.model
    def _cron_measure(self):
        """Measure what is due, each in a transaction of its own."""
        today = plant_day(self.env)
        due = self.search(
            [
                ("state", "=", "waiting"),
                ("due_on", "<=", today),
                ("need_id.state", "in", MEASURABLE),
            ]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for effect in due:
            effect.act_measure()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    # Extending

    def _extended_windows(self, weeks):
        whole = isinstance(weeks, int) and not isinstance(weeks, bool)
        if not whole or weeks < 1 or self.weeks + weeks > MOST_WEEKS:
            raise UserError(
                self.env._(
                    "Say by how many whole weeks, so that a window has no more than %(most)s; it"
                    " has %(now)s.",
                    most=MOST_WEEKS,
                    now=self.weeks,
                )
            )
        return self._frozen_windows().extended(weeks)

    def _only_before(self):
        """Take back what is read anew when it is measured again; the figures before stay."""
        read_anew = self.line_ids.filtered(lambda line: line.is_control or line.window == "after")
        return [Command.delete(line.id) for line in read_anew]


def _cell(line):
    return Cell(
        line.is_control, line.window == "after", line.week, line.employee_id.id or None,
        line.produced, line.defective,
    )  # fmt: skip


def _cell_of(values):
    return Cell(
        values["is_control"], values["window"] == "after", values["week"], values["employee_id"],
        float(values["produced"]), float(values["defective"]),
    )  # fmt: skip


def _result_values(found):
    """An effect of ``statistics`` as values of the record."""
    values = {"why": found.why, "design_effect": found.spread.design_effect}
    values["clusters"] = found.spread.clusters
    values["bare_reduction"] = found.bare_reduction or 0.0
    samples = {
        "before": found.before,
        "after": found.after,
        "control_before": found.control_before,
        "control_after": found.control_after,
    }
    for name, sample in samples.items():
        values[f"{name}_produced"] = sample.produced if sample else 0.0
        values[f"{name}_defective"] = sample.defective if sample else 0.0
        values[f"{name}_rate"] = sample.rate if sample else 0.0
    for name in ("reduction", "difference"):
        estimate = getattr(found, name)
        values[name] = estimate.value if estimate else 0.0
        values[f"{name}_low"] = estimate.low if estimate else 0.0
        values[f"{name}_high"] = estimate.high if estimate else 0.0
    return values
