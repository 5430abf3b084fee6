"""Checks that a training makes due: one per participant and operation."""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, models
from odoo.addons.hr_quality.tools.plant_day import plant_day

UNCHECKED = frozenset(("excused", "failed"))
"""Whom a training's check leaves out: who was not trained, and who may not do the work. If he does
it all the same, the sampling plan checks him more often than anybody."""


class HrQualityCheck(models.Model):
    _inherit = "hr.quality.check"

    @api.model
    def _make_for_training(self, participants):
        """Make the checks that these participants lack, and tell their inspectors.

        Again, or at the same time, makes none twice.
        """
        people = participants.sudo().filtered(lambda person: person.state not in UNCHECKED)
        made = {
            (check.participant_id.id, check.operation_id.id, check.round)
            for check in self.sudo().search([("participant_id", "in", people.ids)])
        }
        lacking = people.filtered(
            lambda person: (person.id, person.operation_id.id, person._path_round()) not in made
        )
        plans = self.env["hr.quality.sampling.plan"]._plan_by_operation(lacking.operation_id)
        today = plant_day(self.env)
        checks = self._act_create(
            [self._training_values(person, plans, today) for person in lacking]
        )
        checks._tell_inspectors()
        return checks

    def _training_values(self, person, plans, today):
        operation = person.operation_id
        plan = plans.get(operation.id, self.env["hr.quality.sampling.plan"])
        values = {
            "employee_id": person.employee_id.id,
            "origin": "training",
            "standing": "trained",
            "need_id": person.need_id.id,
            "participant_id": person.id,
            "round": person._path_round(),
            "due_on": today + timedelta(days=plan.days_after_training),
            **self._plan_values(plan, operation, today),
        }
        draft = self.new(values)
        wanted = plan.inspector_id | person.need_id.reviewer_id
        fit = wanted.filtered("active") - draft._act_barred()
        return {**values, "inspector_id": fit[:1].id}

    @api.model
    def _plan_values(self, plan, operation, today):
        """What a check takes over from its sampling plan, frozen."""
        return {
            "operation_id": operation.id,
            "unit": operation.unit,
            "made_on": today,
            "sampling_plan_id": plan.id,
            "sample_size": plan.sample_size,
            "acceptance_number": plan.acceptance_number,
        }

    def _tell_inspectors(self):
        """An activity for whoever has a check to make, due when the check is."""
        today = plant_day(self.env)
        for due_on, checks in self.sudo().filtered("inspector_id").grouped("due_on").items():
            checks._act_assign("inspector_id", due_days=(due_on - today).days)

    def _by_system(self):
        """These checks for the system's own acts."""
        return self.with_user(SUPERUSER_ID)
