"""Effects: what is frozen, what is measured, and what follows; the path to its end."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BAD, GOOD
from .path import FIRST_AFTER, MEASURED, PORES, PathCase

QUIET = "2026-11-20"


@tagged("post_install", "-at_install")
class TestEffect(PathCase):
    def test_the_windows_are_frozen_when_the_training_ends(self):
        _operation, need = self.assessed_need()
        effect = need.effect_ids
        self.assertEqual((effect.state, effect.weeks, effect.basis), ("waiting", 3, "people"))
        self.assertEqual(
            (str(effect.before_from), str(effect.before_to)), ("2026-08-03", "2026-08-23")
        )
        self.assertEqual(
            (str(effect.after_from), str(effect.after_to)), ("2026-08-31", "2026-09-20")
        )
        self.assertEqual(str(effect.due_on), "2026-09-23")
        self.assertEqual(effect.employee_ids, self.people)
        self.assertEqual(effect.course_ids, self.course)
        self.assertEqual(sum(effect.line_ids.mapped("produced")), 1800)
        self.assertIn("2026-W36 … 2026-W38", effect.sentence)

    def test_an_answered_need_waits_for_its_window(self):
        _operation, need = self.answered_need()
        self.assertEqual(str(need.due_on), "2026-09-26")

    def test_what_comes_later_does_not_change_the_weeks_before(self):
        operation, need = self.answered_need()
        record = self.plant.record("OP0110-2026-08-03-b1", operation, "2026-08-03", 200, 0, "b1", 2)
        self.plant.feed([record])
        self.produce_after(operation, [GOOD] * 3)
        self.assertEqual(self.measure(need).before_defective, 144)

    def test_welding_from_eight_to_three_percent(self):
        """The whole path from assessed to closed, everybody by his own act."""
        operation, need = self.assessed_need()
        self.check_all(need)
        self.assertEqual(need.state, "checked")
        self.answer(need)
        self.produce_after(operation, [GOOD] * 3)
        effect = self.measure(need)
        self.assertEqual((effect.state, effect.why, need.state), ("effective", "reached", "closed"))
        self.assertEqual((effect.before_rate, effect.after_rate), (0.08, 0.03))
        self.assertEqual(effect.reduction, 0.625)
        self.assertGreater(effect.reduction_low, 0.45)
        self.assertLess(effect.reduction_high, 0.75)
        words = effect.sentence.replace("\N{NO-BREAK SPACE}", "")
        for said in (
            "62.5% lower",
            "144 of 1,800 pcs",
            "54 of 1,800 pcs",
            "30% lower",
            "by himself",
        ):
            self.assertIn(said, words)
        acts = need.act_log_ids.filtered(lambda row: row.kind == "act").mapped("act")
        self.assertEqual(acts[:4], ["act_close", "act_measured", "act_answer", "act_checked"])
        self.assertEqual(acts[4], "act_assess")

    def test_the_cron_measures_what_is_due(self):
        operation, need = self.answered_need()
        self.produce_after(operation, [GOOD] * 3)
        cron = self.env.ref("hr_quality_training.ir_cron_effect_measure")
        for day, state in (("2026-09-22", "answered"), (MEASURED, "closed")):
            with self.enter_registry_test_mode(), freeze_time(f"{day} 04:00:00"):
                cron.method_direct_trigger()
            need.invalidate_recordset()
            self.assertEqual(need.state, state)

    def test_not_before_the_weeks_are_over(self):
        _operation, need = self.answered_need()
        with self.assertRaisesRegex(UserError, "ends on"):
            self.measure(need, day="2026-09-20")

    def test_not_before_operations_have_answered(self):
        _operation, need = self.assessed_need()
        self.check_all(need)
        with self.assertRaisesRegex(UserError, "feedback"):
            self.measure(need)

    def test_others_do_not_measure(self):
        _operation, need = self.answered_need()
        for user in (self.plant.manager, self.plant.hr, self.plant.analyst):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.measure(need, user=user)

    # Control

    def test_others_at_the_operation_are_the_control(self):
        """Everything became better, with the training or without: nothing is proven."""
        self.plant.employee("c1"), self.plant.employee("c2")
        operation = self.plant.operation("OP0110")
        self.plant.produce(operation, [(400, 32)] * 3, ("c1", "c2"))
        self.people = self.people.browse(self.people.ids)
        need = self.need_of(operation)
        self.produce_after(operation, [GOOD] * 3)
        self.produce_after(operation, [(400, 12)] * 3, ("c1", "c2"))
        effect = self.measure(need)
        self.assertEqual((effect.control, effect.control_people_count), ("people", 2))
        self.assertEqual((effect.control_before_rate, effect.control_after_rate), (0.08, 0.03))
        self.assertEqual((effect.reduction, effect.bare_reduction), (0, 0.625))
        self.assertIn("taken off", effect.sentence)
        self.assertEqual((effect.state, effect.why), ("not_proven", "chance"))

    def need_of(self, operation):
        """A need for an operation where others produce as well; the path to its feedback."""
        self.plant.produce(operation, [BAD] * 3)
        answer = self.evaluate()
        need = self.env["hr.quality.need"].browse(answer["raised"])
        self.raise_need = lambda weeks: (operation, need)
        return self.answered_need()[1]

    def test_a_comparable_operation_is_the_control_else(self):
        alike = self.plant.operation("OP0300", limit=None)
        trained = self.plant.operation("OP0400", limit=None)
        for operation, size in ((alike, 1000), (trained, 2000)):
            self.plant.produce(operation, [(size, size // 10)] * 3, ("x",))
            self.produce_after(operation, [(size, size // 10)] * 3, ("x",))
        self.env["hr.quality.plan"]._act_create(
            [
                {
                    "operation_id": trained.id,
                    "course_id": self.course.id,
                    "due_on": "2026-09-10",
                    "published_on": "2026-09-01",
                    "state": "published",
                    "participant_ids": [(0, 0, {"employee_id": self.people[0].id})],
                }
            ]
        )
        operation, need = self.answered_need()
        self.produce_after(operation, [GOOD] * 3)
        effect = self.measure(need)
        self.assertEqual((effect.control, effect.control_operation_id), ("operation", alike))
        self.assertEqual((effect.state, effect.reduction), ("effective", 0.625))

    def test_the_longer_time_before_is_said_where_there_is_no_control(self):
        weeks = [(600, 18)] * 10 + [BAD] * 3
        operation, need = self.answered_need(weeks=weeks)
        self.produce_after(operation, [GOOD] * 3)
        effect = self.measure(need)
        self.assertEqual((effect.control, effect.baseline_rate), ("none", 0.03))
        self.assertIn("against that it is unchanged", effect.sentence)

    # Not proven

    def test_too_little_after_is_not_proven(self):
        operation, need = self.answered_need()
        self.produce_after(operation, [(30, 1)] * 3)
        effect = self.measure(need)
        self.assertEqual((effect.state, effect.why), ("not_proven", "volume_after"))
        self.assertEqual(need.state, "measured")
        self.assertIn("at least 150 pcs", effect.sentence)
        self.assertEqual(effect.activity_ids.user_id, self.plant.quality)

    def test_looking_longer_with_a_reason(self):
        operation, need = self.answered_need(weeks=[GOOD, GOOD, *[BAD] * 3])
        self.produce_after(operation, [(30, 1)] * 3)
        effect = self.measure(need)
        with self.assertRaises(AccessError):
            effect.with_user(self.trainer.user_id).act_extend(weeks=2, reason="More")
        for weeks in (0, -1, 99, "2", True):
            with self.subTest(weeks), self.assertRaises(UserError):
                effect.with_user(self.plant.quality).act_extend(weeks=weeks, reason="More")
        self.dialog(effect, self.plant.quality, "act_extend", weeks=2, reason="It stood still")
        self.assertEqual((effect.state, effect.weeks, effect.looks), ("waiting", 5, 2))
        self.assertEqual(effect.before_from, date(2026, 7, 20))
        self.assertEqual(sum(effect.line_ids.mapped("produced")), 3000)
        self.produce_after(operation, [GOOD] * 2, first=FIRST_AFTER + timedelta(weeks=3))
        effect = self.measure(need, day="2026-10-15")
        self.assertEqual((effect.state, need.state), ("effective", "closed"))
        self.assertEqual(effect.after_produced, 1290)
        self.assertIn("97.5", effect.sentence)

    def test_accepting_closes_the_need_as_not_proven(self):
        operation, need = self.answered_need()
        self.produce_after(operation, [(30, 1)] * 3)
        effect = self.measure(need)
        effect.with_user(self.plant.quality).act_accept(reason="The line was sold")
        self.assertEqual((effect.state, need.state), ("accepted", "closed"))

    def test_nobody_named_measures_the_whole_operation(self):
        operation, need = self.trained_need()
        revised = [
            self.plant.record(f"OP0110-{day}-{badge}", operation, day, 200, 16, None, 2)
            for day in ("2026-08-03", "2026-08-11", "2026-08-19")
            for badge in ("b1", "b2", "b3")
        ]
        self.plant.feed(revised)
        self.assess(need)
        self.check_all(need)
        self.answer(need)
        self.produce_after(operation, [GOOD] * 3, (None,))
        effect = self.measure(need)
        self.assertEqual((effect.basis, effect.state), ("operation", "effective"))
        self.assertIn("the whole operation", effect.sentence)

    # What courses achieved

    def test_courses_are_ranked_by_what_they_achieved(self):
        operation, need = self.answered_need()
        self.produce_after(operation, [GOOD] * 3)
        self.measure(need)
        courses = self.env["hr.quality.course"]
        found = courses._measured_effects(self.course, operation)
        self.assertEqual(found, {(self.course.id, operation.id): (0.625, 1)})
        self.assertEqual((self.course.mean_reduction, self.course.effect_count), (0.625, 1))
        self.assertFalse(courses._measured_effects(self.course, self.plant.operation("OP9")))

    # Who sees what

    def test_an_analyst_sees_no_effect_of_few_people(self):
        operation, need = self.answered_need()
        self.produce_after(operation, [GOOD] * 3)
        effect = self.measure(need)
        effects = self.env["hr.quality.effect"].with_user(self.plant.analyst)
        self.assertIn(effect, effects.search([]))
        with self.assertRaises(AccessError):
            effect.with_user(self.plant.analyst).read(["employee_ids"])
        with self.assertRaises(AccessError):
            effect.line_ids.with_user(self.plant.analyst).read(["produced"])
        self.assertIn("62.5", need.with_user(self.plant.analyst).effect_sentence)

    def test_the_page_on_the_need(self):
        operation, need = self.answered_need(points=(PORES,))
        self.produce_after(operation, [GOOD] * 3)
        effect = self.measure(need)
        need.invalidate_recordset()
        self.assertEqual(need.effect_id, effect)
        self.assertIn("2026-W36", need.effect_chart)
