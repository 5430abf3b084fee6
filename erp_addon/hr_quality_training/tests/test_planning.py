"""The plan's arithmetic, without a database: weights, sessions, dates, the choice of a course."""

from datetime import date

from odoo.tests import TransactionCase

from ..planning.calendar import due_day, next_month, period_end, period_start, previous_month
from ..planning.finding import Finding, Window
from ..planning.proposal import propose, sessions, weight
from ..planning.ranking import best_course

WINDOW = Window(date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 12))


class TestProposal(TransactionCase):
    def test_a_reviewed_need_outweighs_everything_else(self):
        rest = [
            Finding(kind, 1, figures={"count": 99}) for kind in ("failed", "lapsed", "expiring")
        ]
        need = Finding("reviewed", 2, frozenset({7}), need_id=5)
        lines = propose([*rest, need], {}, WINDOW)
        self.assertEqual([line.key for line in lines], ["need:5", "operation:1"])

    def test_a_need_has_its_own_line_and_the_rest_of_the_operation_one(self):
        findings = [
            Finding("expiring", 1, frozenset({1, 2}), figures={"count": 2}),
            Finding("reviewed", 1, frozenset({3}), need_id=8),
            Finding("reviewed", 1, frozenset({4}), need_id=9),
            Finding("difficulty", 1, figures={"count": 1}),
        ]
        lines = {line.key: line for line in propose(findings, {1: frozenset({5})}, WINDOW)}
        self.assertEqual(set(lines), {"need:8", "need:9", "operation:1"})
        self.assertEqual(lines["operation:1"].people, {1, 2})
        self.assertEqual(
            [f.kind for f in lines["operation:1"].findings], ["expiring", "difficulty"]
        )

    def test_whoever_works_there_where_nobody_is_named(self):
        (line,) = propose([Finding("difficulty", 1)], {1: frozenset({5, 6})}, WINDOW)
        self.assertEqual(line.people, {5, 6})

    def test_failed_checks_add_sessions_and_weight(self):
        """The hospital's clause: the more checks fail, the more often the training is held."""
        for failed, held in ((0, 1), (1, 1), (2, 2), (4, 3), (6, 4), (60, 4)):
            found = [Finding("failed", 1, figures={"count": failed})] if failed else []
            self.assertEqual(sessions(found), held)
        few, many = (weight([Finding("failed", 1, figures={"count": n})]) for n in (1, 3))
        self.assertLess(few, many)

    def test_it_is_due_before_what_ends(self):
        for deadline, planned in (
            (None, date(2026, 12, 31)),
            (date(2026, 12, 10), date(2026, 12, 10)),
            (date(2026, 11, 25), date(2026, 12, 1)),
            (date(2027, 1, 5), date(2026, 12, 31)),
        ):
            (line,) = propose([Finding("expiring", 1, deadline=deadline)], {}, WINDOW)
            self.assertEqual(line.planned_on, planned)

    def test_the_same_findings_in_any_order_make_the_same_plan(self):
        findings = [
            Finding(kind, operation, frozenset({operation}), ((kind, operation),))
            for kind in ("open", "newcomer", "unread", "failed")
            for operation in (3, 1, 2)
        ]
        self.assertEqual(propose(findings, {}, WINDOW), propose(findings[::-1], {}, WINDOW))


class TestRanking(TransactionCase):
    def best(self, by_operation=(), by_skill=(), effects=None):
        return best_course(1, by_operation, by_skill, effects or {})

    def test_none_fits(self):
        self.assertIsNone(self.best())

    def test_the_operations_own_before_the_skills(self):
        self.assertEqual(self.best(by_operation=[9], by_skill=[3]).course_id, 9)

    def test_what_helped_here_comes_first(self):
        choice = self.best(by_operation=[1, 2], effects={(1, 1): (0.1, 1), (2, 1): (0.41, 2)})
        self.assertEqual((choice.course_id, choice.reduction, choice.cases), (2, 0.41, 2))
        self.assertTrue(choice.here)
        self.assertEqual(self.best(by_operation=[1], effects={(7, 1): (0.2, 1)}).course_id, 7)

    def test_what_helped_elsewhere_decides_among_equals(self):
        choice = self.best(by_skill=[1, 2], effects={(2, 5): (0.5, 1), (2, 6): (0.2, 3)})
        self.assertEqual((choice.course_id, choice.here, choice.cases), (2, False, 4))
        self.assertAlmostEqual(choice.reduction, 0.275)

    def test_what_made_it_worse_comes_last(self):
        self.assertEqual(self.best(by_operation=[1, 2], effects={(1, 1): (-0.3, 1)}).course_id, 2)

    def test_the_older_course_wins_a_draw(self):
        self.assertEqual(self.best(by_operation=[5, 4]).course_id, 4)


class TestCalendar(TransactionCase):
    def test_periods(self):
        thursday = date(2026, 12, 31)
        self.assertEqual(period_start("week", thursday), date(2026, 12, 28))
        self.assertEqual(period_end("week", date(2026, 12, 28)), date(2027, 1, 3))
        self.assertEqual(period_end("month", date(2028, 2, 1)), date(2028, 2, 29))
        self.assertEqual(next_month(thursday), date(2027, 1, 1))
        self.assertEqual(previous_month(date(2027, 1, 31)), date(2026, 12, 1))
        self.assertEqual(due_day("month", date(2027, 2, 1), 31), date(2027, 2, 28))
        self.assertEqual(due_day("week", date(2026, 12, 28), 5), date(2027, 1, 1))
