"""Evaluating rules: when, for which operations, and not twice."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BAD, GOOD, RuleCase
from .plant import MONDAY, label


@tagged("post_install", "-at_install")
class TestRule(RuleCase):
    def test_twice_in_a_row_raises_one_need(self):
        operation, need = self.raise_need()
        again = self.outcome(operation)
        self.assertEqual((again["outcome"], again["need_id"]), ("need_open", need.id))
        self.assertEqual(self.needs(operation), need)

    def test_a_confirmed_need_is_still_open(self):
        operation, need = self.raise_need()
        need.with_user(self.plant.manager).act_confirm()
        self.assertEqual(self.outcome(operation)["outcome"], "need_open")

    def test_the_weeks_of_a_rejected_need_never_raise_again(self):
        operation, need = self.raise_need()
        need.with_user(self.plant.manager).act_reject(reason="Bad sheet metal")
        self.assertEqual(self.outcome(operation)["outcome"], "already_decided")
        self.assertEqual(self.needs(operation), need)

    def test_after_a_rejected_need_only_new_weeks_count(self):
        """Two more bad weeks are two, not five; the third new one raises."""
        operation, need = self.raise_need()
        need.with_user(self.plant.manager).act_reject(reason="Bad sheet metal")
        for back, outcome in ((0, "run_too_short"), (1, "run_too_short"), (2, "raised")):
            day = MONDAY.fromordinal(MONDAY.toordinal() + 7 * back)
            self.plant.feed(self.plant.records(operation, day, BAD, ("b1", "b2", "b3")))
            row = self.outcome(operation, as_of=day.fromordinal(day.toordinal() + 7))
            self.assertEqual((row["outcome"], len(row["weeks"])), (outcome, back + 1))
        second = self.needs(operation) - need
        self.assertEqual(second.first_week, MONDAY)

    def test_each_rule_raises_its_own(self):
        operation, _need = self.raise_need()
        strict = self.plant.rule(name="Two weeks", weeks=2)
        answer = self.evaluate(strict)
        self.assertEqual(len(answer["raised"]), 1)
        self.assertEqual(self.needs(operation).rule_id, self.rule | strict)

    def test_all_active_rules_when_called_on_none(self):
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [BAD, BAD, BAD])
        rules = self.env["hr.quality.rule"].with_user(self.plant.quality)
        answer = rules.evaluate("2026-08-24")
        self.assertEqual({row["rule_id"] for row in answer["outcomes"]}, {self.rule.id})
        self.assertEqual(self.needs(operation).ids, answer["raised"])

    def test_chosen_operations(self):
        chosen = self.plant.operation("OP0110")
        other = self.plant.operation("OP0120")
        for operation in (chosen, other):
            self.plant.produce(operation, [BAD, BAD, BAD])
        self.evaluate()
        self.assertEqual(len(self.kept(other)), 1)
        narrow = self.plant.rule(scope="chosen", operation_ids=[(6, 0, chosen.ids)])
        answer = self.evaluate(narrow)
        self.assertEqual([row["operation"] for row in answer["outcomes"]], ["OP0110"])

    def test_outcomes_of_what_is_no_longer_watched_go(self):
        operation = self.plant.operation("OP0110")
        self.evaluate()
        self.assertTrue(self.kept(operation))
        operation.active = False
        self.evaluate()
        self.assertFalse(self.kept(operation))

    def test_the_cron_evaluates(self):
        cron = self.env.ref("hr_quality_training.ir_cron_evaluate_rules")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        operation = self.plant.operation("OP0110")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.kept(operation).outcome, "no_production")

    def test_no_rule_is_no_error(self):
        self.rule.active = False
        answer = self.env["hr.quality.rule"].with_user(self.plant.quality).evaluate()
        self.assertEqual(answer, {"raised": [], "outcomes": []})

    def test_a_day_that_is_none(self):
        with self.assertRaisesRegex(UserError, "write YYYY-MM-DD"):
            self.evaluate(as_of="last Monday")

    def test_who_may_evaluate(self):
        plant = self.plant
        for user in (plant.quality, plant.manager, plant.feeder):
            self.evaluate(user=user)
        for user in (plant.hr, plant.analyst, plant.system, plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.evaluate(user=user)

    def test_a_forged_context_opens_nothing(self):
        rule = self.rule.with_user(self.plant.operator).with_context(
            su=True, uid=1, base_act_permit=True, default_state="confirmed"
        )
        with self.assertRaises(AccessError):
            rule.evaluate()

    def test_a_forged_default_does_not_reach_the_need(self):
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.rule.with_user(self.plant.manager).with_context(
            default_state="rejected", default_author_id=self.plant.quality.id
        ).evaluate(MONDAY)
        need = self.needs(operation)
        self.assertEqual(need.state, "raised")
        self.assertFalse(need.author_id)

    def test_the_answer_hides_the_mean_of_few(self):
        """Of two people each knows the other's score from the mean; three say little."""
        few, many = self.plant.operation("OP0110"), self.plant.operation("OP0120")
        self.plant.produce(few, [BAD, BAD, BAD], badges=("b1", "b2"))
        self.plant.produce(many, [BAD, BAD, BAD])
        for user, shown in ((self.plant.feeder, None), (self.plant.quality, 71.0)):
            rule = self.plant.rule()
            rows = {row["operation"]: row for row in self.evaluate(rule, user=user)["outcomes"]}
            self.assertEqual(rows["OP0110"]["mean_score"], shown)
            self.assertEqual(rows["OP0120"]["mean_score"], 72.0)

    def test_a_rule_is_written_by_quality_alone(self):
        for user in (self.plant.manager, self.plant.hr, self.plant.analyst, self.plant.system):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.rule.with_user(user).weeks = 1
        self.rule.with_user(self.plant.quality).weeks = 4

    def test_the_button_says_what_came_of_it(self):
        operation = self.plant.operation("OP0110")
        self.plant.operation("OP0120")
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.rule.horizon_weeks = 520
        notice = self.rule.with_user(self.plant.quality).action_evaluate()["params"]
        self.assertEqual(notice["title"], "1 need raised")
        self.assertIn("Need raised 1", notice["message"])
        self.assertEqual(notice["next"]["domain"], [("rule_id", "=", self.rule.id)])

    def test_why_not_is_kept_in_figures(self):
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [GOOD, (40, 9), BAD, BAD])
        self.evaluate()
        kept = self.kept(operation)
        figures = (
            kept.weeks_produced,
            kept.weeks_counted,
            kept.weeks_bad,
            kept.weeks_low_volume,
            kept.weeks_no_standard,
        )
        self.assertEqual(figures, (4, 3, 2, 1, 0))
        self.assertIn("2 in a row where the rule asks for 3", kept.explanation)
        self.assertEqual(kept.weeks, f"{label(1)}, {label(0)[-3:]}")

    def test_every_outcome_has_words(self):
        """Each kind of outcome explains itself, in both languages."""
        operation, _need = self.raise_need()
        kept = self.kept(operation)
        for outcome, _label in kept._fields["outcome"].selection:
            with self.subTest(outcome):
                self.env.cr.execute(
                    "UPDATE hr_quality_rule_outcome SET outcome = %s WHERE id = %s",
                    [outcome, kept.id],
                )
                kept.invalidate_recordset()
                self.assertTrue(kept.explanation)
