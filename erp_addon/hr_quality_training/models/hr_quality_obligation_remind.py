"""Reminders before, on and after the due day, and the next level when they do not help."""

from datetime import timedelta

from odoo import models
from odoo.addons.base_act import act
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityObligationDue(models.Model):
    _inherit = "hr.quality.obligation.due"

    @act(label=_lt("Remind"), source=("due",), party="system", button=False)
    def act_remind(self, day=None, escalate=False):
        """Remind who owes it; with ``escalate``, tell the next level above as well."""
        day = day or plant_day(self.env)
        for due in self:
            values = {"reminded_on": day, "is_told": True}
            above = due._act_level_above() if escalate else self.env["res.users"]
            if above:
                values["escalation"] = due.sudo().escalation + 1
            due._act_write(values)
            due._mail(due._act_owers() | above, day)
            if above:
                due._act_assign("_act_told_level", due_days=0)

    def _remind(self, day):
        """Announce, remind and escalate what is still open, each at most once a day."""
        for due in self.filtered(lambda due: due.reminded_on != day):
            if not due.is_told and due._announced_from() <= day:
                due.act_remind(day=day)
                due._act_assign("_act_owers", due_days=max((due.due_on - day).days, 0))
            elif due.is_told and due.due_on <= day:
                due._remind_again(day)

    def _remind_again(self, day):
        """On the due day, on the day after the grace, and every so many days from there."""
        step = self.obligation_id.escalate_days
        overdue = (day - self.last_day).days
        escalates = overdue >= step * (self.escalation + 1) and bool(self._act_level_above())
        if escalates or day == self.due_on or (overdue > 0 and (overdue - 1) % step == 0):
            self.act_remind(day=day, escalate=escalates)

    def _announced_from(self):
        return self.due_on - timedelta(days=self.obligation_id.remind_days)

    def _act_told_level(self):
        """The level above that was told last."""
        due = self.sudo().ensure_one()
        return due._levels_above()[due.escalation - 1]

    def _act_next_label(self, user):
        """What the activity says: the obligation itself, in the user's language."""
        return self.sudo().with_context(lang=user.lang).obligation_id.name

    def _mail(self, users, day):
        """One message per person, in his language."""
        for user in users:
            spoken = self.with_context(lang=user.lang or self.env.lang).sudo()
            self.sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=spoken._reminder_subject(day),
                body=spoken._reminder_body(day),
            )

    def _reminder_subject(self, day):
        words = {"what": self.display_name}
        if day < self.due_on:
            return self.env._("Due soon: %(what)s", **words)
        if day <= self.last_day:
            return self.env._("Due now: %(what)s", **words)
        return self.env._("Overdue: %(what)s", **words)

    def _reminder_body(self, day):
        words = {
            "what": self.display_name,
            "due": format_date(self.env, self.due_on),
            "who": ", ".join(self._act_owers()[:3].mapped("name")) or "-",
            "days": (day - self.last_day).days,
        }
        if day <= self.last_day:
            return self.env._("%(what)s is due on %(due)s. It is for %(who)s to do.", **words)
        return self.env._(
            "%(what)s was due on %(due)s and is %(days)s days overdue. It is for %(who)s to do.",
            **words,
        )
