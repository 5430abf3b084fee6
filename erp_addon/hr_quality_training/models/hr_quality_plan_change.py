"""What changes in a published plan: with a reason, and told to whom it concerns."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .hr_quality_plan_draft import ADDED
from .hr_quality_plan_tell import CHANGE

_lt = LazyTranslate(__name__)

WIZARD = "hr_quality_training.hr_quality_plan_change_action"


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    @act(
        label=_lt("Add Participants"),
        source="published",
        party="hr",
        demands=("employee_ids", "reason"),
        primary=False,
        wizard=WIZARD,
    )
    def act_add(self, employee_ids=None, reason=None):
        """Let more people take part: they are enrolled and told like the others.

        :param employee_ids: ids of ``hr.employee`` who do not take part yet
        """
        employees = self._existing_employees(employee_ids)
        for plan in self:
            known = plan.sudo().participant_ids.employee_id
            people = plan._propose(dict.fromkeys(employees - known, ADDED), reason=reason)
            if not people:
                raise UserError(self.env._("They all take part in %s already.", plan.name))
            people._check_trainer()
            people._enrol()
            people._expect()
            plan._tell(people)

    @act(
        label=_lt("Change the Due Date"),
        source="published",
        party="hr",
        demands=("due_on", "reason"),
        primary=False,
        wizard=WIZARD,
    )
    def act_change_due(self, due_on=None, reason=None):
        """Give the participants more time, or less.

        :param due_on: a day from today on, as ``2026-08-24``
        """
        day = self._day(due_on)
        if day < fields.Date.context_today(self):
            raise UserError(self.env._("The new due date is past: choose a day from today on."))
        self._act_write({"due_on": day})
        for plan in self:
            learners = plan._learners()
            learners._act_close_activities()
            learners._remind_of_learning()
            plan._mail_learners(CHANGE)

    @act(
        label=_lt("Change the Trainer"),
        source=("published", "learned"),
        party="hr",
        demands=("trainer_id", "reason"),
        primary=False,
        wizard=WIZARD,
    )
    def act_change_trainer(self, trainer_id=None, reason=None):
        """Let somebody else train, also in the sessions still to come.

        :param trainer_id: id of ``hr.employee``
        """
        trainer = self._existing_employees([trainer_id])
        for plan in self:
            coming = plan.sudo().session_ids.filtered(
                lambda session, plan=plan: (
                    session.state == "planned" and session.trainer_id == plan.sudo().trainer_id
                )
            )
            plan._act_write({"trainer_id": trainer.id})
            coming._follow_trainer(trainer)
            plan._mail_learners(CHANGE)

    def _existing_employees(self, ids):
        is_list = isinstance(ids, list | tuple) and all(type(id_) is int for id_ in ids)
        employees = self.env["hr.employee"].sudo().browse(ids if is_list else ()).exists()
        if not is_list or not employees or len(employees) != len(set(ids)):
            raise UserError(self.env._("Name people who exist, by the ids of their employees."))
        return employees

    def _day(self, value):
        try:
            return fields.Date.to_date(value)
        except (ValueError, TypeError) as error:
            raise UserError(self.env._("“%s” is not a day: write YYYY-MM-DD.", value)) from error
