"""Nothing waits unseen: reminded when due, then the next level up is asked."""

from collections import defaultdict
from datetime import timedelta
from itertools import islice

from markupsafe import Markup
from odoo import api, models
from odoo.addons.base_act.permit import with_permit
from odoo.fields import Command

BATCH = 200
"""Needs per transaction of the cron."""

MOST_NAMES = 5
"""Names that a line of the chatter says; the others are counted."""


class HrQualityNeed(models.Model):
    """Reminders and escalations are mailed once a day, one mail per person with all his needs."""

    _inherit = "hr.quality.need"

    @api.model
    def _cron_steps(self):
        """Remind of what is due, ask the next level about what is late, replace who has left."""
        today = self._today()
        orphans = (
            self.sudo()
            .with_context(active_test=False)
            .search([("is_open", "=", True), ("waiting_for_ids.active", "=", False)])
        )
        orphans._refresh_waiting()
        due = [("is_open", "=", True), ("due_on", "<=", today), ("reminded_on", "=", False)]
        late = [("is_open", "=", True), ("escalate_on", "<=", today)]
        self._in_batches(due, lambda needs: needs._remind(today))
        self._in_batches(late, lambda needs: needs._escalate(today))

    @api.model
    def _in_batches(self, domain, work):
        """Do the work on every need that the domain finds now, a transaction per batch."""
        found = self.sudo().search(domain, order="due_on, id")
        for start in range(0, len(found), BATCH):
            work(found[start : start + BATCH])
            remaining = max(len(found) - start - BATCH, 0)
            self.env["ir.cron"]._commit_progress(BATCH, remaining=remaining)

    def _remind(self, today):
        """Remind those who are asked, once per step."""
        with_permit(self).write({"reminded_on": today})
        self._assign_waiting()
        told = {need: need.waiting_for_ids for need in self.sudo()}
        self._note({need: need._reminder_note() for need in self.sudo()})
        self._mail(told, reminder=True)

    def _escalate(self, today):
        """Ask the next level too, once per level; at the top the need stays with those asked."""
        told = {}
        for need in self.sudo():
            level, times = need.escalation_level + 1, need._step_times()
            people = next(islice(need._step_levels(), level, None), None)
            if not people:
                with_permit(need).write({"escalate_on": False})
                continue
            told[need] = people
            with_permit(need).write(
                {
                    "escalation_level": level,
                    "escalate_on": today + timedelta(days=times.days_escalate),
                    "waiting_for_ids": [Command.link(user.id) for user in people],
                }
            )
        escalated = self.browse(need.id for need in told)
        escalated._note({need: need._escalation_note(people) for need, people in told.items()})
        escalated._assign_waiting()
        self._mail(told, reminder=False)

    # Words

    def _note(self, notes):
        """A line in the chatter of each need."""
        if notes:
            needs = self.sudo().browse(need.id for need in notes)
            needs._message_log_batch({need.id: note for need, note in notes.items()})

    def _reminder_note(self):
        return self.env._(
            "Due today. Reminded: %s", ", ".join(self._told_names(self.waiting_for_ids))
        )

    def _escalation_note(self, people):
        return self.env._(
            "Escalated to level %(level)s: %(people)s. It has waited for %(party)s since %(day)s.",
            level=self.escalation_level,
            people=", ".join(self._told_names(people)),
            party=self._act_party_name(self.waiting_party),
            day=self.waiting_since.date(),
        )

    @api.model
    def _told_names(self, people):
        """The first names of many, and how many more."""
        names = people.sudo().mapped("name")
        more = len(names) - MOST_NAMES
        return [*names[:MOST_NAMES], self.env._("%s more", more)] if more > 0 else names

    @api.model
    def _mail(self, told, reminder):
        """One message per person, with all needs that concern him.

        :param told: need → users
        """
        per_person = defaultdict(self.browse)
        for need, people in told.items():
            for user in people.filtered("active"):
                per_person[user] |= need
        for user, needs in per_person.items():
            spoken = needs.with_context(lang=user.lang or self.env.lang)
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=spoken._mail_subject(reminder),
                body=spoken._mail_body(reminder),
            )

    def _mail_subject(self, reminder):
        if reminder:
            return self.env._("Training needs that wait for you: %s", len(self))
        return self.env._("Training needs that have waited too long: %s", len(self))

    def _mail_body(self, reminder):
        first = (
            self.env._("These wait for you and are due today:")
            if reminder
            else self.env._(
                "These were not done in time by those who were asked first. Please see to it:"
            )
        )
        steps = self.env["hr.quality.step"]._along_the_path()
        tasks = {step.state: step.task for step in steps}
        address = f"{self.browse().get_base_url()}/odoo/training-needs"
        lines = [
            Markup('<li><a href="%s">%s</a> – %s</li>')
            % (f"{address}/{need.id}", need.display_name, tasks.get(need.state, ""))
            for need in self
        ]
        return Markup("<p>%s</p><ul>%s</ul>") % (first, Markup("").join(lines))
