"""Late learners are reminded, then their managers."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit

from .hr_quality_plan_tell import REMINDER

DAYS_AHEAD = 3
"""The first reminder comes so many days before the training is due …"""
DAYS_BETWEEN = 7
"""… and again after so many."""
DAYS_LATE = 3
"""The manager hears of it so many days after the training was due."""
BATCH = 200


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    @api.model
    def _cron_remind(self):
        """Remind those whose training is nearly due or late; tell the managers of the latest."""
        self._commit_in_batches(self._to_remind(), self._remind_now)
        self._commit_in_batches(self._to_escalate(), self._escalate_now)

    def _commit_in_batches(self, people, work):
        cron = self.env["ir.cron"]
        for first in range(0, len(people), BATCH):
            part = people[first : first + BATCH]
            work(part)
            if not cron._commit_progress(len(part), remaining=len(people) - first - len(part)):
                break

    @api.model
    def _learning_domain(self):
        return [("state", "in", ("invited", "learning")), ("plan_id.state", "=", "published")]

    @api.model
    def _to_remind(self):
        today = fields.Date.context_today(self)
        return self.sudo().search(
            [
                *self._learning_domain(),
                ("plan_id.due_on", "<=", today + timedelta(days=DAYS_AHEAD)),
                "|",
                ("reminded_on", "=", False),
                ("reminded_on", "<=", today - timedelta(days=DAYS_BETWEEN)),
            ],
            order="plan_id, id",
        )

    @api.model
    def _to_escalate(self):
        """Those whom a reminder did not move."""
        today = fields.Date.context_today(self)
        return self.sudo().search(
            [
                *self._learning_domain(),
                ("plan_id.due_on", "<=", today - timedelta(days=DAYS_LATE)),
                ("escalated_on", "=", False),
            ],
            order="plan_id, id",
        )

    def _remind_now(self, people):
        people._mail(REMINDER)
        with_permit(people).write({"reminded_on": fields.Date.context_today(self)})

    def _escalate_now(self, people):
        chosen = {person: person._nearest_manager() for person in people}
        for (manager, plan), late in people.grouped(
            lambda person: (chosen[person], person.plan_id)
        ).items():
            if manager:
                plan._report_late(manager, late)
        with_permit(people).write({"escalated_on": fields.Date.context_today(self)})


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    def _report_late(self, manager, people):
        """Tell ``manager`` who of his people is late with this one plan."""
        theirs = self.with_context(lang=manager.lang or self.env.lang)
        self._give_activity(
            manager,
            theirs.env._("Late with their training: %s", len(people)),
            theirs.env._(
                "It was due on %(day)s. Please give them the time to learn, or have them excused by"
                " %(party)s.",
                day=theirs._date_text(self.due_on),
                party=theirs._act_party_name("hr"),
            ),
            people,
            fields.Date.context_today(self),
        )
