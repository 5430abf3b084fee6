"""What the tests of difficulties, obligations, monthly plans and sector words start from."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.addons.base_act.permit import with_permit
from odoo.addons.hr_quality.tools.plant_day import plant_day

from .common import RuleCase


class MonthlyCase(RuleCase):
    """A plant whose body shop is managed by Mira and has one operation; Otto works there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A database may know another language only; what these tests read is English.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.today = plant_day(cls.env)
        cls.operation = cls.plant.operation("OP0110")
        cls.otto = cls.env["hr.employee"].create(
            {
                "name": "Otto",
                "user_id": cls.plant.operator.id,
                "department_id": cls.plant.body_shop.id,
            }
        )
        cls.env["hr.quality.obligation"].search([]).active = False

    def report(self, user=None, operation=None, **values):
        difficulties = self.env["hr.quality.difficulty"]
        given = {"problem": "The clamp slips", **values}
        reported = difficulties.with_user(user or self.plant.operator).report(
            operation_id=(operation or self.operation).id, **given
        )
        return difficulties.browse(reported)

    def submitted(self, **values):
        """A difficulty on a list that the manager has handed in."""
        difficulty = self.report(**values)
        difficulty.list_id.with_user(self.plant.manager).act_submit()
        return difficulty

    def obligation(self, kind, **values):
        period = "week" if kind == "library" else "month"
        return self.env["hr.quality.obligation"].create(
            {
                "name": f"Owed: {kind}",
                "kind": kind,
                "period": period,
                "since": self.today - timedelta(days=120),
                **values,
            }
        )

    def due(self, kind, **values):
        """The open occurrence of today's period, made by the system."""
        obligation = self.obligation(kind)
        start = self.today - timedelta(days=self.today.weekday())
        if kind != "library":
            start = self.today.replace(day=1)
        department = self.plant.body_shop if kind == "difficulties" else None
        return self.env["hr.quality.obligation.due"]._act_create(
            [
                {
                    "obligation_id": obligation.id,
                    "kind": kind,
                    "party": obligation.party,
                    "department_id": department.id if department else False,
                    "period": obligation.period,
                    "period_start": start,
                    "due_on": self.today,
                    "last_day": self.today,
                    **values,
                }
            ]
        )

    @contextmanager
    def refused(self, exception, text):
        """Expect a refusal that says this, and undo what happened on the way to it."""
        with self.assertRaises(exception) as refusal:
            yield
        self.assertIn(text, str(refusal.exception))

    def set_protected(self, record, **values):
        """Put a record into a past that the test cannot live through."""
        with_permit(record).write(values)

    def days_ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)
