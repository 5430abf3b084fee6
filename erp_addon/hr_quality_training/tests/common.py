"""What the tests of rules and needs start from."""

from odoo.tests.common import TransactionCase

from .plant import MONDAY, Plant

BAD = (600, 48)
"""A week at 8 % where 5 % is allowed."""
GOOD = (600, 18)
"""A week at 3 %."""


class RuleCase(TransactionCase):
    """A plant with one rule; its three people score 70, 72 and 74 unless a test says otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the database holds already, for instance of the demo, stays out of it.
        cls.env["hr.quality.rule"].search([]).active = False
        cls.env["hr.quality.operation"].search([]).active = False
        cls.plant = Plant(cls.env)
        cls.rule = cls.plant.rule()
        cls.people = cls.env["hr.employee"]
        for badge, score in (("b1", 70), ("b2", 72), ("b3", 74)):
            cls.people |= cls.plant.employee(badge, score)

    def evaluate(self, rule=None, as_of=MONDAY, user=None):
        rule = (rule or self.rule).with_user(user or self.plant.quality)
        return rule.evaluate(as_of=as_of)

    def outcome(self, operation, rule=None, **arguments):
        """What an evaluation says about one operation."""
        answer = self.evaluate(rule, **arguments)
        return next(row for row in answer["outcomes"] if row["operation_id"] == operation.id)

    def kept(self, operation):
        return self.env["hr.quality.rule.outcome"].search([("operation_id", "=", operation.id)])

    def needs(self, operation):
        return self.env["hr.quality.need"].search([("operation_id", "=", operation.id)])

    def raise_need(self, code="OP0110", weeks=(BAD, BAD, BAD)):
        """An operation with a need, and that need."""
        operation = self.plant.operation(code)
        self.plant.produce(operation, weeks)
        answer = self.evaluate()
        need = self.env["hr.quality.need"].browse(answer["raised"])
        self.assertEqual(len(need), 1)
        return operation, need
