"""Operations that have a problem, and those that only look like it."""

from odoo.tests import tagged

from .common import BAD, GOOD, RuleCase
from .plant import MONDAY, label


@tagged("post_install", "-at_install")
class TestLookAlikes(RuleCase):
    def check(self, weeks, outcome, run=(), **arguments):
        """Given these weeks (newest last), an evaluation comes to this outcome and these weeks.

        :param run: how many weeks back, counted from the last complete one, newest last.
        """
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, weeks, **arguments)
        row = self.outcome(operation)
        self.assertEqual(row["outcome"], outcome)
        self.assertEqual(row["weeks"], [label(back) for back in run])
        self.assertEqual(len(self.needs(operation)), outcome == "raised")
        return operation

    def test_three_bad_weeks_and_low_scores_raise(self):
        self.check([GOOD, BAD, BAD, BAD], "raised", (2, 1, 0))

    def test_two_bad_weeks_do_not(self):
        self.check([GOOD, GOOD, BAD, BAD], "run_too_short", (1, 0))

    def test_a_good_week_breaks_the_run(self):
        self.check([BAD, BAD, GOOD, BAD], "run_too_short", (0,))

    def test_at_the_limit_is_within_the_standard(self):
        self.check([(600, 30)] * 4, "within_standard")

    def test_one_piece_above_the_limit_is_above_the_standard(self):
        self.check([(600, 31)] * 4, "raised", (3, 2, 1, 0))

    def test_skilled_people_need_no_training(self):
        for person in self.people:
            self.plant.sign(person, 90, day="2025-02-01")
        self.check([BAD, BAD, BAD], "skilled", (2, 1, 0))

    def test_a_mean_of_exactly_the_threshold_is_not_below_it(self):
        for person, score in zip(self.people, ("79.5", "80", "80.5"), strict=True):
            self.plant.sign(person, score, day="2025-02-01")
        self.check([BAD, BAD, BAD], "skilled", (2, 1, 0))

    def test_three_bad_pieces_of_five_are_too_few_to_count(self):
        self.check([(5, 3)] * 4, "low_volume")

    def test_a_week_at_the_minimum_volume_counts(self):
        self.check([(50, 10)] * 3, "raised", (2, 1, 0))

    def test_a_low_volume_week_neither_counts_nor_breaks_the_run(self):
        self.check([BAD, BAD, (40, 0), BAD], "raised", (3, 2, 0))

    def test_a_bad_low_volume_week_does_not_complete_the_run(self):
        self.check([BAD, BAD, (40, 40)], "run_too_short", (2, 1))

    def test_a_week_without_production_does_not_break_the_run(self):
        self.check([BAD, None, BAD, BAD], "raised", (3, 1, 0))

    def test_a_week_without_production_does_not_count(self):
        self.check([BAD, BAD, None, GOOD], "run_too_short", (3, 2))

    def test_bad_material_of_one_lot_in_one_week_is_no_run(self):
        self.check([GOOD, GOOD, (600, 240), GOOD], "run_too_short", (1,))

    def test_a_stricter_revision_in_the_middle_counts_from_its_monday(self):
        """3 % is fine under 5 %, and not under 2 % which holds from W33 on."""
        operation = self.plant.operation("OP0110")
        self.revise(operation, "2026-08-10", 0.02)
        self.plant.produce(operation, [GOOD] * 4)
        row = self.outcome(operation)
        self.assertEqual(row["outcome"], "run_too_short")
        self.assertEqual(row["weeks"], [label(1), label(0)])

    def test_a_run_over_two_revisions_names_both_limits(self):
        operation = self.plant.operation("OP0110")
        revision = self.revise(operation, "2026-08-12", 0.07)
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.evaluate()
        weeks = self.needs(operation).week_ids
        # In force on the Monday: the 10th still has 5 %, the 12th is a Wednesday.
        self.assertEqual(weeks.mapped("limit"), [0.05, 0.05, 0.07])
        self.assertEqual(weeks[-1].revision_id, revision)
        self.assertIn("8% where 5% is allowed", self.plain(self.needs(operation).reason_text))

    def revise(self, operation, day, limit):
        """A second revision from this day on; the first ends the day before."""
        revision = operation.standard_ids.add_revision("2", day, limit)
        return self.env["hr.quality.standard.revision"].browse(revision)

    def plain(self, text):
        return text.replace("\N{NO-BREAK SPACE}%", "%")

    def test_without_a_standard_nothing_is_above_it(self):
        operation = self.plant.operation("OP0110", limit=None)
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.assertEqual(self.outcome(operation)["outcome"], "no_standard")

    def test_a_week_before_the_standard_neither_counts_nor_breaks(self):
        operation = self.plant.operation("OP0110")
        operation.standard_ids.revision_ids.date_from = "2026-08-10"
        self.plant.produce(operation, [BAD, BAD, BAD])
        row = self.outcome(operation)
        self.assertEqual((row["outcome"], len(row["weeks"])), ("run_too_short", 2))
        self.assertEqual(self.kept(operation).weeks_no_standard, 1)

    def test_a_late_correction_before_the_evaluation_counts(self):
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.correct_last_week(operation)
        self.assertEqual(self.outcome(operation)["outcome"], "run_too_short")

    def correct_last_week(self, operation):
        """The last week was 3 % after all, says a second revision of its counts."""
        day = MONDAY.fromordinal(MONDAY.toordinal() - 7 + 2)
        records = self.plant.records(operation, day, GOOD, ("b1", "b2", "b3"))
        answer = self.plant.feed([{**record, "revision": 2} for record in records])
        self.assertEqual(answer["replaced"], 3)

    def test_a_late_correction_after_the_need_leaves_its_evidence(self):
        operation, need = self.raise_need()
        before = need.read()[0]
        self.correct_last_week(operation)
        self.plant.sign(self.people[0], 99)
        operation.standard_ids.revision_ids.limit = 0.5
        self.env.invalidate_all()
        after = need.read()[0]
        for name in ("defect_rate", "limit", "mean_score", "reason_text", "weeks", "week_bars"):
            self.assertEqual(after[name], before[name])
        self.assertEqual(need.week_ids.mapped("defect_rate"), [0.08] * 3)

    def test_a_double_delivery_counts_once(self):
        """Two weeks at 8 % of 30 pieces, each delivered twice, do not reach 50 pieces."""
        operation = self.plant.operation("OP0110")
        for _delivery in range(2):
            self.plant.produce(operation, [(30, 6)] * 3)
        self.assertEqual(self.outcome(operation)["outcome"], "low_volume")

    def test_an_unknown_badge_is_not_a_score_of_zero(self):
        """Two skilled people and an unknown badge: the mean is theirs alone."""
        for person in self.people:
            self.plant.sign(person, 85, day="2025-02-01")
        operation = self.check([BAD, BAD, BAD], "skilled", (2, 1, 0), badges=("b1", "b2", "??"))
        self.assertEqual(self.kept(operation).people_count, 2)

    def test_a_person_without_a_score_is_left_out_and_named(self):
        newcomer = self.plant.employee("b4")
        operation = self.check(
            [BAD, BAD, BAD], "raised", (2, 1, 0), badges=("b1", "b2", "b3", "b4")
        )
        need = self.needs(operation)
        self.assertEqual((need.mean_score, need.people_count, need.unscored_count), (72.0, 4, 1))
        line = need.person_ids.filtered(lambda person: person.employee_id == newcomer)
        self.assertFalse(line.has_score)
        self.assertIn("1 more without a score", need.reason_text)

    def test_only_people_of_the_run_count(self):
        """Who worked in the good week before is not asked for his score."""
        operation = self.plant.operation("OP0110")
        self.plant.employee("old", 10)
        self.plant.produce(operation, [GOOD, None, None, None], badges=("old",))
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.evaluate()
        self.assertEqual(self.needs(operation).person_ids.employee_id, self.people)

    def test_nobody_known(self):
        operation = self.check([BAD, BAD, BAD], "no_score", (2, 1, 0), badges=("x", "y"))
        self.assertIn("nobody is known", self.kept(operation).explanation)

    def test_nobody_with_a_score(self):
        self.plant.employee("n1")
        self.check([BAD, BAD, BAD], "no_score", (2, 1, 0), badges=("n1",))

    def test_an_expired_score_is_no_score(self):
        self.plant.sign(self.plant.employee("e1"), 95, day="2025-01-02", valid_until="2025-12-31")
        self.check([BAD, BAD, BAD], "no_score", (2, 1, 0), badges=("e1",))

    def test_the_skill_that_people_write_themselves_is_not_read(self):
        """Anybody may set his own hr.employee.skill to 100; the ledger decides."""
        person = self.plant.employee("s1", 40)
        expert = self.plant.skill.skill_type_id.skill_level_ids.filtered("level_progress")
        self.env["hr.employee.skill"].search(
            [("employee_id", "=", person.id)]
        ).skill_level_id = expert
        operation = self.check([BAD, BAD, BAD], "raised", (2, 1, 0), badges=("s1",))
        self.assertEqual(self.needs(operation).person_ids.score, 40)

    def test_an_operation_without_a_skill(self):
        operation = self.plant.operation("OP0110", skill=False)
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.assertEqual(self.outcome(operation)["outcome"], "no_skill")

    def test_the_weakest_skill_decides(self):
        """Good at 6S, bad at the equipment: the training is about the equipment."""
        tidy = self.plant.new_skill("6S")
        operation = self.plant.operation("OP0110")
        operation.skill_line_ids = [(0, 0, {"skill_id": tidy.id})]
        for person in self.people:
            self.plant.sign(person, 95, tidy)
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.evaluate()
        need = self.needs(operation)
        self.assertEqual((need.skill_id, need.mean_score), (self.plant.skill, 72.0))
        self.assertEqual(need.people_count, 3)

    def test_the_current_week_is_not_complete(self):
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [BAD, BAD])
        self.plant.feed(self.plant.records(operation, MONDAY, BAD, ("b1",)))
        sunday = MONDAY.fromordinal(MONDAY.toordinal() + 6)
        next_monday = MONDAY.fromordinal(MONDAY.toordinal() + 7)
        self.assertEqual(self.outcome(operation, as_of=sunday)["outcome"], "run_too_short")
        self.assertEqual(self.outcome(operation, as_of=next_monday)["outcome"], "raised")

    def test_a_run_outside_the_horizon_is_history(self):
        self.check([BAD, BAD, BAD] + [GOOD] * 8, "within_standard")

    def test_a_run_that_ends_inside_the_horizon_is_taken_whole(self):
        self.check([BAD] * 4 + [GOOD] * 7, "raised", (10, 9, 8, 7))

    def test_the_latest_long_enough_run_is_taken(self):
        self.check([BAD] * 3 + [GOOD] + [BAD] * 3 + [GOOD], "raised", (3, 2, 1))

    def test_weeks_over_the_turn_of_the_year(self):
        """2026-W53 lies between W52 and 2027-W01."""
        operation = self.plant.operation("OP0110")
        for day in ("2026-12-22", "2026-12-31", "2027-01-05"):
            self.plant.feed(self.plant.records(operation, day, BAD, ("b1", "b2", "b3")))
        row = self.outcome(operation, as_of="2027-01-11")
        self.assertEqual(row["weeks"], ["2026-W52", "2026-W53", "2027-W01"])
        self.assertEqual(self.needs(operation).weeks, "2026-W52, W53, 2027-W01")
