"""What trainings came to, by course: participation, passing, effect."""

from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GOOD
from .path import PathCase

MEASURES = (
    "planned:sum",
    "participation:avg",
    "pass_rate:avg",
    "first_rate:avg",
    "measured:sum",
    "effective_rate:avg",
    "reduction:avg",
)


@tagged("post_install", "-at_install")
class TestTrainingReport(PathCase):
    def row(self, user=None):
        self.env.flush_all()
        report = self.env["hr.quality.training.report"].with_user(user or self.plant.hr)
        [row] = report.formatted_read_group(
            [("course_id", "=", self.course.id)], ["course_id"], list(MEASURES)
        )
        return row

    def test_one_training_from_its_people_to_its_effect(self):
        """Given three who learned, one failing once before he passes, then a fall to 3 %."""
        operation, need = self.trained_need()
        row = self.row()
        self.assertEqual((row["planned:sum"], row["participation:avg"]), (3, 1))
        self.assertFalse(row["pass_rate:avg"])
        self.attempt(need.plan_id.participant_ids[0], state="failed", attempt=0)
        self.assess(need)
        self.check_all(need)
        self.answer(need)
        row = self.row()
        self.assertEqual(row["pass_rate:avg"], 1)
        self.assertAlmostEqual(row["first_rate:avg"], 2 / 3)
        self.assertFalse(row["measured:sum"])
        self.produce_after(operation, (GOOD, GOOD, GOOD))
        effect = self.measure(need)
        row = self.row()
        self.assertEqual((row["measured:sum"], row["effective_rate:avg"]), (1, 1))
        self.assertAlmostEqual(row["reduction:avg"], effect.reduction, 5)
        self.assertEqual((row["planned:sum"], row["participation:avg"]), (3, 1))

    def test_who_was_excused_did_not_take_part(self):
        _operation, need = self.trained_need()
        need.plan_id.participant_ids[0].with_user(self.plant.hr).act_excuse(reason="Late shift")
        self.assertAlmostEqual(self.row()["participation:avg"], 2 / 3)

    def test_who_still_has_time_is_not_expected_yet(self):
        _operation, need = self.trained_need()
        plan = need.plan_id
        with_permit(plan).write({"due_on": "2999-01-31"})
        people = plan.participant_ids
        with_permit(people[:2]).write({"state": "learning"})
        self.assertEqual(self.row()["participation:avg"], 1)
        with_permit(plan).write({"due_on": "2020-01-31"})
        self.assertAlmostEqual(self.row()["participation:avg"], 1 / 3)

    def test_a_reduction_weighs_as_much_as_was_produced(self):
        _operation, need = self.trained_need()
        self.env["hr.quality.effect"]._act_create(
            [
                {
                    "need_id": need.id,
                    "operation_id": need.operation_id.id,
                    "course_ids": [(6, 0, self.course.ids)],
                    "weeks": 3,
                    "target": 0.3,
                    "confidence": 0.95,
                    "trained_from": "2026-08-24",
                    "trained_until": "2026-08-28",
                    "before_from": "2026-08-03",
                    "before_to": "2026-08-23",
                    "after_from": "2026-08-31",
                    "after_to": "2026-09-20",
                    "due_on": "2026-09-24",
                    **values,
                }
                for values in (
                    {"state": "effective", "why": "reached", "reduction": 0.6}
                    | {"before_produced": 300, "after_produced": 300},
                    {"state": "not_effective", "why": "missed", "reduction": 0.0}
                    | {"before_produced": 100, "after_produced": 100},
                    {"state": "accepted", "why": "volume_after", "reduction": 0.9}
                    | {"before_produced": 900, "after_produced": 1},
                )
            ]
        )
        row = self.row()
        self.assertEqual((row["measured:sum"], row["effective_rate:avg"]), (2, 0.5))
        self.assertAlmostEqual(row["reduction:avg"], 0.45)

    def test_everybody_sees_what_is_his(self):
        _operation, need = self.trained_need()
        self.env.flush_all()
        report = self.env["hr.quality.training.report"]
        mine = [("need_id", "=", need.id)]
        for user in (self.plant.hr, self.plant.quality, self.plant.manager):
            self.assertEqual(report.with_user(user).search_count(mine), 3, user.login)
        self.assertEqual(report.with_user(self.plant.other_manager).search_count(mine), 0)
        for user in (self.plant.analyst, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).search_count(mine)

    def test_a_course_opens_its_own(self):
        action = self.course.with_user(self.plant.hr).action_open_report()
        self.assertEqual(action["domain"], [("course_id", "in", self.course.ids)])
