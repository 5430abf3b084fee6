"""Whom a need waits for, and who comes next when nothing happens."""

from itertools import islice

from odoo import api, models
from odoo.addons.base_act.act import PARTY_GROUPS
from odoo.addons.base_act.permit import with_permit
from odoo.fields import Command


class HrQualityNeed(models.Model):
    """Levels: the first is asked at once, each further one when the step escalates.

    Operations: the department's manager, then the manager above, and so on. Quality and HR: the
    step's coordinator, then the whole party, then the coordinator's managers; without a
    coordinator the party is asked at once.
    """

    _inherit = "hr.quality.need"

    def _step_times(self):
        """The step that this one need waits in; None when it is settled."""
        return self.env["hr.quality.step"]._times(self._step_company()).get(self.sudo().state)

    def _step_company(self):
        return self.sudo().department_id.company_id or self.env.company

    def _step_coordinator(self, state):
        """Who is asked first in a state of this one need, where somebody is named."""
        times = self.env["hr.quality.step"]._times(self._step_company()).get(state)
        users = self.env["res.users"].sudo()
        return users.browse(times.coordinator_id or ()).filtered("active") if times else users

    def _step_levels(self):
        """Yield the users of each level, the first to be asked first; nobody twice."""
        need, times = self.sudo(), self._step_times()
        if times is None:
            return
        asked = need._step_excluded()
        for level in need._levels_of(times.party, need._step_coordinator(need.state)):
            level = level.filtered("active") - asked
            if level:
                yield level
                asked |= level

    def _levels_of(self, party, coordinator):
        if party == "operations":
            return self._operations_levels(coordinator)
        return self._party_levels(party, coordinator)

    def _operations_levels(self, coordinator):
        managers = self.department_id._quality_managers()
        nearest = managers.filtered("active")[:1]
        answerable = self.responsible_id & managers or nearest or self.responsible_id
        first = answerable or coordinator
        yield first
        yield from self._managers_above(first)
        yield from managers

    def _party_levels(self, party, coordinator):
        yield coordinator
        yield self._party_members(party)
        yield from self._managers_above(coordinator)

    def _party_members(self, party):
        """Those of the party who work in the need's company."""
        members = self.env.ref(PARTY_GROUPS[party]).sudo().all_user_ids
        company = self._step_company()
        return members.filtered(lambda user: company in user.company_ids).sorted("id")

    @api.model
    def _managers_above(self, user):
        """The users of the managers of a user's employee, the nearest first."""
        if not user:
            return []
        employee = user.sudo()._quality_employees()[:1]
        seen, managers = employee, []
        while employee.parent_id and employee.parent_id not in seen:
            employee = employee.parent_id
            seen |= employee
            if employee.user_id:
                managers.append(employee.user_id)
        return managers

    def _step_excluded(self):
        """People whom the acts of this state do not accept."""
        need = self.sudo()
        if need.state == "confirmed":
            return need.author_id | need.confirmed_by_id
        if need.state == "raised":
            return need.author_id - need._act_own_manager()
        if need.state == "checked":
            return need.reviewer_id
        return self.env["res.users"]

    # Changing hands

    @api.model
    def _departments_changed(self, departments):
        """Ask the people who are answerable now, where a department got another manager."""
        self.sudo().search(
            [
                ("is_open", "=", True),
                ("waiting_party", "=", "operations"),
                ("department_id", "child_of", departments.ids),
            ]
        )._refresh_waiting()

    def _refresh_waiting(self):
        """Hand the open needs over to those who are asked now; levels reached stay reached."""
        for need in self.sudo():
            levels = islice(need._step_levels(), need.escalation_level + 1)
            people = self.env["res.users"].sudo().union(*levels)
            gone = need.waiting_for_ids.with_context(active_test=False) - people
            if people != need.waiting_for_ids or gone:
                with_permit(need).write({"waiting_for_ids": [Command.set(people.ids)]})
                for user in gone:
                    need._act_close_activities(user)
        self._assign_waiting()
