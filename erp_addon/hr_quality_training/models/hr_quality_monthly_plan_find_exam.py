"""What exams say about training: the question that most people get wrong."""

from datetime import timedelta

from odoo import models
from odoo.addons.hr_quality.tools.plant_day import plant_day

from ..planning.finding import LOOK_BACK_DAYS, Finding

FEWEST_WRONG = 2
"""One person's mistake is his own; of two, it may be the course's."""

SHARE_WRONG = 0.3
"""From this share of those examined on, the course does not get the question through."""


class HrQualityMonthlyPlan(models.Model):
    _inherit = "hr.quality.monthly.plan"

    def _find(self, operations, window):
        return [*super()._find(operations, window), *self._find_wrong(operations, window)]

    def _find_wrong(self, operations, window):
        """Of each operation, the question of its exams that most of those examined got wrong."""
        since = window.today - timedelta(days=LOOK_BACK_DAYS)
        examined = self._examined(operations, since)
        wrong = {}
        answers = (
            self.env["hr.quality.wrong.answer"]
            .sudo()
            .search([("operation_id", "in", operations.ids), ("day", ">=", since)], order="id")
        )
        for answer in answers:
            key = answer.operation_id.id, answer.course_id.id, answer.question
            wrong.setdefault(key, []).append(answer)
        often = {}
        for (operation, course, question), found in sorted(wrong.items()):
            people = frozenset(answer.employee_id.id for answer in found)
            of = len(examined.get((operation, course), ()))
            enough = len(people) >= FEWEST_WRONG and len(people) >= SHARE_WRONG * of
            if enough and len(people) > len(often.get(operation, ((),))[0]):
                often[operation] = people, of, question, found
        for operation, (people, of, question, found) in often.items():
            active = self.env["hr.employee"].sudo().browse(people).filtered("active")
            yield Finding(
                "wrong",
                operation,
                frozenset(active.ids),
                tuple((answer._name, answer.id) for answer in found),
                {"count": len(people), "of": max(of, len(people)), "question": question},
            )

    def _examined(self, operations, since):
        """(operation id, course id) → ids of those who have taken its exam since."""
        attempts = (
            self.env["hr.quality.assessment"]
            .sudo()
            .search(
                [
                    ("operation_id", "in", operations.ids),
                    # A day earlier, in universal time: the day itself is the plant's.
                    ("exam_done_on", ">=", since - timedelta(days=1)),
                ]
            )
        )
        examined = {}
        for attempt in attempts:
            if plant_day(self.env, attempt.exam_done_on) >= since:
                key = attempt.operation_id.id, attempt.course_id.id
                examined.setdefault(key, set()).add(attempt.employee_id.id)
        return examined
