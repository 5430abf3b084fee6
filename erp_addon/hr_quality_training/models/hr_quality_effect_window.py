"""The windows of an effect are frozen when the training ends, with the figures before it."""

from odoo import api, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.fields import Command

from ..effect.statement import volumes, weekly
from ..effect.windows import BASELINE_WEEKS, DAY, Windows, after_run, around, fitting

TRAINED = ("learned", "passed", "failed")
"""Whoever took part, whatever came of it: without those who failed, the winners were chosen."""


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    @api.model
    def _freeze(self, needs):
        """An effect for each of these needs whose path has none under way."""
        begun = self.sudo().search(
            [("need_id", "in", needs.ids), ("state", "in", ("waiting", "not_proven"))]
        )
        effects = self.browse()
        for need in needs - begun.need_id:
            effects |= self._act_create([self._frozen_values(need)])
        return effects

    def _frozen_values(self, need):
        plan = need.plan_id
        people = plan.participant_ids.filtered(lambda person: person.state in TRAINED).employee_id
        trained_from, trained_until = self._training_days(need, plan)
        company = need.department_id.company_id or plan.company_id or self.env.company
        windows = self._windows(need, company, trained_from, trained_until)
        basis = self._basis(need.operation_id, windows, people)
        rule_target = need.rule_id.effect_target
        return {
            "need_id": need.id,
            "round": need.round,
            "operation_id": need.operation_id.id,
            # Of this round alone: what an earlier course did not achieve is not its merit.
            "course_ids": [Command.set(plan.course_id.ids)],
            "employee_ids": [Command.set(people.ids)],
            "people_count": len(people),
            "basis": basis,
            "unit": need.operation_id.unit,
            "trained_from": trained_from,
            "trained_until": trained_until,
            "target": rule_target or company.quality_effect_target,
            "confidence": company.quality_effect_confidence,
            "min_volume": company.quality_effect_volume,
            **_window_values(windows),
            **self._baseline_values(need.operation_id, windows, basis, people),
            "line_ids": [
                Command.create(values)
                for values in self._window_lines(
                    need.operation_id, windows.before_from, windows.before_to, basis, people
                )
            ],
        }

    def _training_days(self, need, plan):
        """When the training began, and today, when the last one was assessed."""
        today = plant_day(self.env)
        begun = [plant_day(self.env, session.starts) for session in plan.session_ids]
        begun.append(plan.published_on or today)
        return min(*begun, today), today

    def _windows(self, need, company, trained_from, trained_until):
        if company.quality_effect_before == "run" and need.first_week and need.last_week:
            return after_run(need.first_week, need.last_week, trained_until)
        weeks = fitting(need.week_count if need.kind == "rule" else company.quality_effect_weeks)
        return around(trained_from, trained_until, weeks)

    def _basis(self, operation, windows, people):
        """The people trained, unless figures of the operation name nobody at all."""
        self.env["hr.quality.measurement"].flush_model()
        ((named, _theirs, whole),) = self.env.execute_query(
            volumes(operation.id, windows, people.ids)
        )
        return "operation" if whole and not named else "people"

    def _baseline_values(self, operation, windows, basis, people):
        """The same work's rate in the half year before: what it comes back to by itself."""
        rows = self._weekly_rows(
            operation, windows.baseline_from, windows.before_from - DAY, basis, people
        )
        produced, defective = (sum(row[place] for row in rows) for place in (2, 3))
        return {
            "baseline_weeks": BASELINE_WEEKS if produced else 0,
            "baseline_produced": produced,
            "baseline_defective": defective,
            "baseline_rate": defective / produced if produced else 0,
        }

    @api.model
    def _weekly_rows(self, operation, first, last, basis, people):
        """Rows of employee id or None, Monday, produced, defective."""
        self.env["hr.quality.measurement"].flush_model()
        chosen = people.ids if basis == "people" else None
        return self.env.execute_query(weekly(operation.id, first, last, chosen))

    @api.model
    def _window_lines(self, operation, first, last, basis, people, after=False, control=False):
        """Values of the lines of one window."""
        return [
            {
                "is_control": control,
                "window": "after" if after else "before",
                "employee_id": employee_id,
                "week": week,
                "produced": produced,
                "defective": defective,
            }
            for employee_id, week, produced, defective in self._weekly_rows(
                operation, first, last, basis, people
            )
        ]

    def _frozen_windows(self):
        """The windows of this one effect."""
        return Windows(self.before_from, self.before_to, self.after_from, self.after_to)


def _window_values(windows):
    return {
        "weeks": windows.weeks,
        "before_from": windows.before_from,
        "before_to": windows.before_to,
        "after_from": windows.after_from,
        "after_to": windows.after_to,
        "due_on": windows.due_on,
    }
