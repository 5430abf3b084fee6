"""Difficulties of those whom the kiosk knows by badge and PIN."""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import UserError

LATELY = timedelta(days=90)
"""Whoever was counted at an operation within that time works there."""
MOST_A_DAY = 20
"""Reports of one person a day; more is a finger that hit the glass."""
SHOWN = 20


class HrQualityDifficulty(models.Model):
    _inherit = "hr.quality.difficulty"

    @api.model
    def _report_at_kiosk(self, employee, kiosk, values):
        """Report what ``employee`` has said at ``kiosk``; only about the work he does.

        His login is the author where he has one; else the record names the person alone.

        :param values: ``operation_id``, ``problem``, ``frequency``
        :return: the difficulty; the very same words of today are not taken twice
        :raise UserError: the words or the operation are not right, with a sentence that says so
        """
        operations = self._operations_at_kiosk(employee)
        if values["operation_id"] not in operations.ids:
            raise UserError(self.env._("Choose the work that it is about."))
        if values["frequency"] not in dict(
            self._fields["frequency"]._description_selection(self.env)
        ):
            raise UserError(self.env._("Choose how often it happens."))
        author = employee.user_id
        today = self._today_at_kiosk(employee)
        again = today.filtered(
            lambda one: (
                one.problem == values["problem"] and one.operation_id.id == values["operation_id"]
            )
        )
        if again:
            return again[0]
        if len(today) >= MOST_A_DAY:
            raise UserError(
                self.env._("You have reported %s difficulties today. Go on tomorrow.", len(today))
            )
        reporting = self.with_user(author or SUPERUSER_ID).sudo()
        whole = {"kind": "hard", "affected": "team", **values}
        reported = reporting._report(author, employee, whole)
        reported._message_log(
            body=self.env._(
                "%(person)s at the kiosk %(kiosk)s, known by badge and PIN",
                person=employee.name,
                kiosk=kiosk.name,
            )
        )
        return reported

    @api.model
    def _operations_at_kiosk(self, employee):
        """The operations that are this person's work, those where he was counted last first.

        Beside them what he is qualified or trained for, and what his department does.
        """
        counted = self.env["hr.quality.measurement"]._read_group(
            [
                ("employee_id", "=", employee.id),
                ("operation_id", "!=", False),
                ("day", ">=", plant_day(self.env) - LATELY),
            ],
            ["operation_id"],
            order="day:max DESC",
        )
        own = self.env["hr.quality.operation"].union(*(operation for (operation,) in counted))
        known = [("employee_id", "=", employee.id)]
        own |= self.env["hr.quality.qualification"].search(known).operation_id
        own |= self.env["hr.quality.participant"].search(known).operation_id
        if employee.department_id:
            own |= own.search([("department_id", "child_of", employee.department_id.id)])
        return own.filtered("active")

    @api.model
    def _reports_at_kiosk(self, employee):
        """What this person has reported, the latest first."""
        return self.search([("employee_id", "=", employee.id)], order="id desc", limit=SHOWN)

    @api.model
    def _today_at_kiosk(self, employee):
        since = fields.Datetime.now() - timedelta(days=1)
        return self.search([("employee_id", "=", employee.id), ("create_date", ">", since)])
