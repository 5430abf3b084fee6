"""What the tests of the ledger and of the standards start from."""

from odoo import Command, fields

from .common import QualityCase


class LedgerCase(QualityCase):
    """Whatever a test enters, it enters as quality, with operations as second signer."""

    def setUp(self):
        super().setUp()
        self.ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])

    def qualify(self, employee=None, score=90, operation=None, **values):
        return self.ledger._qualify(
            employee or self.welder,
            operation or self.operation,
            score,
            values.pop("evidence", "Passed exam and practical"),
            self.users["quality"] + self.users["operations"],
            **values,
        )

    def status(self, employee=None, day=None, operation=None):
        employee, operation = employee or self.welder, operation or self.operation
        found = self.ledger._qualification_status(
            employee, operation, fields.Date.to_date(day) if day else None
        )
        return found[employee.id, operation.id]

    def decide(self, act, *arguments, signer="quality", employee=None, **named):
        ledger = self.env["hr.quality.qualification"].with_user(self.users[signer])
        employee = employee or self.welder
        entry_id = getattr(ledger, act)(employee.id, self.operation.id, *arguments, **named)
        return ledger.browse(entry_id)

    def revision(self, number, date_from, **values):
        return self.env["hr.quality.standard.revision"].create(
            {
                "standard_id": self.standard.id,
                "number": number,
                "date_from": date_from,
                "limit": 0.05,
                **values,
            }
        )

    def current(self, parameter="Welding current", nominal=9.2, lower=8.9, upper=9.5):
        """A command that creates a key point."""
        return Command.create(
            {
                "parameter": parameter,
                "unit": "kA",
                "nominal": nominal,
                "lower": lower,
                "upper": upper,
                "method": "Weld monitor",
            }
        )

    def age(self, *revisions):
        """Have revisions entered so long ago that they are settled, once they are in force."""
        self.env.flush_all()
        for revision in revisions:
            self.env.cr.execute(
                "UPDATE hr_quality_standard_revision SET create_date = '2000-01-01' WHERE id = %s",
                [revision.id],
            )
        self.env.invalidate_all()
