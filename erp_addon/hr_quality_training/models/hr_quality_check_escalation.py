"""Overdue checks: the inspector is reminded, then his superiors are told, one after the other."""

from datetime import timedelta

from odoo import api, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.tools import format_date

REMINDED = 1


class HrQualityCheck(models.Model):
    _inherit = "hr.quality.check"

    @api.model
    def _cron_escalate(self):
        """Raise the level of every overdue check whose time has come, and tell who is meant."""
        today = plant_day(self.env)
        overdue = self.sudo().search([("state", "=", "due"), ("due_on", "<", today)])
        rising = {}
        for check in overdue:
            level = check._level_on(today)
            if level > check.escalation_level:
                rising[level] = rising.get(level, self.browse()) | check
        for level, checks in rising.items():
            checks._by_system().act_escalate(level=level, today=today)
            checks._tell_level(level)
        return overdue

    def _level_on(self, today):
        """0: nobody is told yet; 1: the inspector; 2 and more: so many people above him."""
        plan = self.sampling_plan_id
        days = (today - self.due_on).days
        if days < plan.remind_after_days:
            return 0
        steps = days // (plan.escalate_after_days or 1)
        return min(REMINDED + steps, REMINDED + len(self._superiors()))

    def _superiors(self):
        """Who is told of an overdue check one after the other, above its inspector."""
        told = self.env["res.users"]
        person = self.inspector_id.employee_ids[:1].parent_id
        seen = self.env["hr.employee"]
        while person and person not in seen:
            seen |= person
            told |= person.user_id.filtered("active")
            person = person.parent_id
        told |= self.sampling_plan_id.escalation_user_id.filtered("active")
        return told - self.inspector_id

    def _act_told(self):
        """Who is told at the check's level of escalation."""
        told = self.env["res.users"]
        for check in self:
            if check.escalation_level <= REMINDED:
                told |= check.inspector_id or check._superiors()[:1]
            else:
                told |= check._superiors()[check.escalation_level - REMINDED - 1]
        return told

    def _tell_level(self, level):
        """A message to whom the level means; from the second on an activity as well."""
        for check in self:
            for user in check._act_told().filtered("active"):
                spoken = check.with_context(lang=user.lang)
                check.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=spoken.env._("Overdue: %s", spoken.display_name),
                    body=spoken._overdue_text(),
                )
        if level > REMINDED:
            self._act_assign("_act_told", due_days=0)

    def _overdue_text(self):
        words = {
            "day": format_date(self.env, self.due_on),
            "days": (plant_day(self.env) - self.due_on) // timedelta(days=1),
            "inspector": self.inspector_id.name,
        }
        if self.inspector_id:
            return self.env._(
                "The supervision check was due on %(day)s, %(days)s days ago. %(inspector)s is"
                " expected to make it.",
                **words,
            )
        return self.env._(
            "The supervision check was due on %(day)s, %(days)s days ago, and nobody has taken it.",
            **words,
        )
