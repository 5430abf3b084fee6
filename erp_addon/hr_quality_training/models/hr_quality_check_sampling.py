"""Checks that the sampling plan makes due for those who work, whoever trained them or nobody."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.addons.hr_quality.tools.qualification import NONE
from odoo.tools import SQL

LEAD_DAYS = 14
"""So many days before it is due at the earliest a check is made: a list of what may change till
then is no help."""


@dataclass(frozen=True)
class Worked:
    """Somebody who works at an operation, and his checks there so far."""

    employee_id: int
    operation_id: int
    last_day: date
    last_checked: date | None
    due_id: int | None
    due_on: date | None


class HrQualityCheck(models.Model):
    _inherit = "hr.quality.check"

    @api.model
    def _cron_sample(self):
        """Make the checks that come due, and bring forward those of people who stand worse now."""
        today = plant_day(self.env)
        worked = self._who_worked(today)
        operations = self.env["hr.quality.operation"].browse({row.operation_id for row in worked})
        people = self.env["hr.employee"].browse({row.employee_id for row in worked})
        plans = self.env["hr.quality.sampling.plan"]._plan_by_operation(operations)
        held = self.env["hr.quality.qualification"]._held_statuses(people, operations, today)
        wanted = []
        for row in worked:
            plan = plans.get(row.operation_id)
            if plan and (today - row.last_day).days <= plan.worked_within_days:
                status = held.get((row.employee_id, row.operation_id), NONE)
                wanted.append((row, plan, plan._standing(status, today)))
        made = self._make_samples([each for each in wanted if not each[0].due_id], today)
        self._advance_samples([each for each in wanted if each[0].due_id], today)
        return made

    @api.model
    def _make_samples(self, wanted, today):
        operations = self.env["hr.quality.operation"].browse(row.operation_id for row, *_ in wanted)
        vals_list = []
        for (row, plan, standing), operation in zip(wanted, operations, strict=True):
            due_on = plan._due_on(row, standing, today)
            if row.last_checked and due_on > today + timedelta(days=LEAD_DAYS):
                continue
            vals_list.append(
                {
                    "employee_id": row.employee_id,
                    "origin": "sampling",
                    "standing": standing,
                    "due_on": due_on,
                    "inspector_id": self._fit_inspector(plan, row.employee_id).id,
                    **self._plan_values(plan, operation, today),
                }
            )
        checks = self._act_create(vals_list) if vals_list else self.browse()
        checks._tell_inspectors()
        return checks

    @api.model
    def _fit_inspector(self, plan, employee_id):
        """The plan's inspector, unless he is the person himself."""
        inspector = plan.inspector_id.filtered("active")
        return inspector.filtered(lambda user: employee_id not in user.employee_ids.ids)

    @api.model
    def _advance_samples(self, wanted, today):
        """A revoked qualification does not wait for the quarter's end."""
        for row, plan, standing in wanted:
            due_on = plan._due_on(row, standing, today)
            if due_on < row.due_on:
                check = self.browse(row.due_id)._by_system()
                check.act_advance(due_on=due_on, standing=standing)

    @api.model
    def _who_worked(self, today):
        """Who produced at which operation within the longest time that a plan looks back."""
        plans = self.env["hr.quality.sampling.plan"].sudo()
        ((days,),) = plans._read_group([], [], ["worked_within_days:max"])
        if not days:
            return []
        self.env["hr.quality.measurement"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(SQL(_WORKED, since=today - timedelta(days=days), today=today))
        return [Worked(*row) for row in rows]


class HrQualitySamplingPlan(models.Model):
    _inherit = "hr.quality.sampling.plan"

    def _standing(self, status, today):
        """How somebody of this qualification status stands in the plan.

        Exempt people work without a qualification. Who must be trained anew counts as new.
        """
        if status.status == "retraining_due":
            return "new"
        if status.status != "qualified":
            return "unqualified"
        is_new = status.since and (today - status.since).days < self.new_within_days
        return "new" if is_new else "qualified"

    def _interval(self, standing):
        return self["interval_" + standing]

    def _due_on(self, row, standing, today):
        """When somebody is to be checked next.

        An interval after the last check. At first: at once without a qualification, else on a day
        of the interval that his number decides, so that a plant is not checked all on one day.
        """
        interval = self._interval(standing)
        if row.last_checked:
            return max(today, row.last_checked + timedelta(days=interval))
        if standing == "unqualified":
            return today
        return today + timedelta(days=row.employee_id % interval)


_WORKED = """
WITH worked AS (
    SELECT employee_id, operation_id, max(day) AS last_day
      FROM hr_quality_measurement
     WHERE current AND state = 'taken' AND employee_id IS NOT NULL
       AND day BETWEEN %(since)s AND %(today)s
     GROUP BY employee_id, operation_id
    HAVING sum(produced) > 0
), checked AS (
    SELECT employee_id, operation_id,
           max(done_on::date) FILTER (WHERE state <> 'due') AS last_checked,
           min(id) FILTER (WHERE state = 'due') AS due_id,
           min(due_on) FILTER (WHERE state = 'due') AS due_on
      FROM hr_quality_check
     WHERE (employee_id, operation_id) IN (SELECT employee_id, operation_id FROM worked)
     GROUP BY employee_id, operation_id
)
SELECT worked.employee_id, worked.operation_id, worked.last_day,
       checked.last_checked, checked.due_id, checked.due_on
  FROM worked
  JOIN hr_employee employee ON employee.id = worked.employee_id AND employee.active
  JOIN hr_quality_operation operation ON operation.id = worked.operation_id AND operation.active
  LEFT JOIN checked
    ON checked.employee_id = worked.employee_id AND checked.operation_id = worked.operation_id
 ORDER BY worked.operation_id, worked.employee_id
"""
