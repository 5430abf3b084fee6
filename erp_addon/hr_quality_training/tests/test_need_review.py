"""Quality's review: its key points are its own, and nobody gets past it."""

from odoo.addons.base_act.tests.people import FORGED_CONTEXT
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import BAD, RuleCase

CURRENT = {
    "parameter": "Welding current",
    "unit": "A",
    "nominal": 180,
    "lower": 170,
    "upper": 190,
    "method": "Clamp meter",
}


class ReviewCase(RuleCase):
    """A confirmed need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.plant.operation("OP0110")
        cls.plant.produce(cls.operation, [BAD, BAD, BAD])
        cls.evaluate(cls)
        cls.need = cls.env["hr.quality.need"].search([("operation_id", "=", cls.operation.id)])
        cls.need.with_user(cls.plant.manager).act_confirm(problem="Pores since Monday")
        cls.points = cls.env["hr.quality.need.key.point"]

    def write_point(self, user=None, **values):
        points = self.points.with_user(user or self.plant.quality)
        return points.create({"need_id": self.need.id, **CURRENT, **values}).with_env(self.env)

    def review(self, user=None):
        self.need.with_user(user or self.plant.quality).act_review(note="Both fixtures")


@tagged("post_install", "-at_install")
class TestReview(ReviewCase):
    def test_the_manager_has_stated_the_problem(self):
        self.assertEqual(self.need.problem, "Pores since Monday")
        self.assertEqual(self.need.confirmed_by_id, self.plant.manager)

    def test_without_a_key_point_it_is_not_passed(self):
        with self.assertRaisesRegex(UserError, "Key Points"):
            self.review()
        point = self.write_point()
        self.review()
        self.assertEqual((self.need.state, self.need.reviewer_id), ("reviewed", self.plant.quality))
        self.assertEqual(self.need.review_note, "Both fixtures")
        self.assertEqual(point.display_name, "Welding current: 180 (170 … 190) A")

    def test_hr_cannot_skip_it_and_operations_cannot_edit(self):
        point = self.write_point()
        plant = self.plant
        for user in (plant.hr, plant.manager, plant.director, plant.analyst, plant.system):
            with self.subTest(user.login):
                for attack in (
                    lambda who: self.need.with_user(who).act_review(),
                    lambda who: self.need.with_user(who).act_send_back(reason="No"),
                    lambda who: self.write_point(who),
                    lambda who: point.with_user(who).write({"upper": 500}),
                    lambda who: point.with_user(who).unlink(),
                    lambda who: point.with_user(who).copy(),
                    lambda who: self.need.with_user(who).write(
                        {"key_point_ids": [Command.create(CURRENT)]}
                    ),
                ):
                    with self.assertRaises(AccessError):
                        attack(user)
        with self.assertRaises(UserError):
            self.need.with_user(plant.hr).act_plan()
        self.assertEqual((self.need.state, point.upper), ("confirmed", 190))

    def test_neither_the_author_nor_who_confirmed_reviews(self):
        """One person in two parties is still one person."""
        manager = self.plant.manager
        manager.group_ids += self.env.ref("base_act.base_act_group_quality")
        self.write_point()
        for attack in (lambda: self.review(manager), lambda: self.write_point(manager)):
            with self.assertRaises(AccessError):
                attack()
        self.assertNotIn(manager, self.need.waiting_for_ids)

    def test_after_the_review_the_key_points_stay(self):
        """Neither directly, nor by a forged context, sudo, import, a copy, or from another need."""
        point = self.write_point()
        self.review()
        _operation, other = self.raise_need("OP0120")
        other.with_user(self.plant.manager).act_confirm()
        free = self.points.with_user(self.plant.quality).create(
            {"need_id": other.id, **CURRENT, "parameter": "Pressure"}
        )
        quality = point.with_user(self.plant.quality)
        attacks = {
            "write": lambda at: at.write({"upper": 500}),
            "unlink": lambda at: at.unlink(),
            "copy": lambda at: at.copy(),
            "create": lambda at: at.create({"need_id": self.need.id, **CURRENT}),
            "move here": lambda at: at.browse(free.id).write({"need_id": self.need.id}),
            "move away": lambda at: at.write({"need_id": other.id}),
            "translate": lambda at: at.update_field_translations("method", {"en_US": "Look"}),
            "through the need": lambda at: at.need_id.write(
                {"key_point_ids": [Command.update(point.id, {"upper": 500})]}
            ),
        }
        doors = {
            "quality": quality,
            "forged": quality.with_context(**FORGED_CONTEXT),
            "sudo": quality.sudo(),
            "system": point,
        }
        for door, attacked in doors.items():
            for name, attack in attacks.items():
                with self.subTest(door=door, attack=name), self.assertRaises(UserError):
                    attack(attacked)
        answer = quality.load([".id", "upper"], [[str(point.id), "500"]])
        self.assertFalse(answer["ids"])
        self.assertEqual((point.upper, self.need.key_point_ids), (190, point))

    def test_a_default_of_the_context_forges_no_need(self):
        self.write_point()
        self.review()
        forged = self.points.with_user(self.plant.quality).with_context(
            default_need_id=self.need.id
        )
        with self.assertRaises(UserError):
            forged.create(CURRENT)

    def test_it_is_sent_back_with_a_reason(self):
        need = self.need.with_user(self.plant.quality)
        with self.assertRaises(UserError):
            need.act_send_back(reason=" ")
        need.act_send_back(reason="Which fixture?")
        self.assertEqual((self.need.state, self.need.waiting_party), ("raised", "operations"))
        self.assertEqual(self.need.send_back_reason, "Which fixture?")
        self.assertEqual(self.need.activity_ids.user_id, self.plant.manager)
        self.need.with_user(self.plant.director).act_confirm(problem="The left one")
        self.assertEqual(self.need.confirmed_by_id, self.plant.director)
        self.assertFalse(self.need.send_back_reason)

    def test_key_points_are_taken_from_the_standard(self):
        """Those in force, once; they are a proposal that quality may change."""
        need = self.need.with_user(self.plant.quality)
        with self.assertRaisesRegex(UserError, "no key points yet"):
            need.action_copy_key_points()
        revision = self.operation.standard_ids.add_revision("2", "2025-06-01", 0.05)
        self.env["hr.quality.key.point"].create({"revision_id": revision, **CURRENT})
        need.action_copy_key_points()
        need.action_copy_key_points()
        self.assertEqual(self.need.key_point_ids.mapped("upper"), [190])
        with self.assertRaises(AccessError):
            self.need.with_user(self.plant.hr).action_copy_key_points()

    def test_feedback_by_operations_alone(self):
        self.write_point()
        self.review()
        self.need._act_move("checked")
        for user in (self.plant.quality, self.plant.hr, self.plant.other_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.need.with_user(user).act_answer(feedback="All well")
        with self.assertRaises(UserError):
            self.need.with_user(self.plant.manager).act_answer(feedback="  ")
        self.need.with_user(self.plant.manager).act_answer(feedback="New fixture")
        self.assertEqual((self.need.state, self.need.feedback), ("answered", "New fixture"))
        self.assertEqual(self.need.answered_by_id, self.plant.manager)

    def test_the_reviewer_gives_no_feedback(self):
        self.write_point()
        self.plant.director.group_ids += self.env.ref("base_act.base_act_group_quality")
        self.review(self.plant.director)
        self.need._act_move("checked")
        with self.assertRaises(AccessError):
            self.need.with_user(self.plant.director).act_answer(feedback="New fixture")


@tagged("post_install", "-at_install")
class TestReopening(ReviewCase):
    def setUp(self):
        super().setUp()
        self.write_point()
        self.review()
        self.need._act_move("checked")
        self.need.with_user(self.plant.manager).act_answer(feedback="New fixture")
        self.need._act_move("measured")

    def reopen(self, state, reason="The tolerance was missing"):
        self.need.with_user(self.plant.director)._reopen(state, reason)

    def test_at_the_review_the_key_points_open_again(self):
        self.reopen("confirmed")
        self.assertEqual((self.need.state, self.need.round), ("confirmed", 2))
        self.assertEqual(self.need.waiting_party, "quality")
        self.assertFalse(self.need.reviewer_id or self.need.feedback)
        self.write_point(parameter="Gas flow")
        self.review()
        self.assertEqual(len(self.need.key_point_ids), 2)

    def test_the_earlier_round_stays_readable(self):
        self.reopen("confirmed")
        line = self.need.round_ids
        self.assertEqual(
            (line.number, line.state_from, line.state_to), (1, "measured", "confirmed")
        )
        self.assertEqual(line.reopened_by_id, self.plant.director)
        self.assertEqual(line.reason, "The tolerance was missing")
        self.assertEqual((line.reviewer_id, line.feedback), (self.plant.quality, "New fixture"))
        self.assertIn("Welding current", line.key_points)
        entry = self.need.act_log_ids[0]
        self.assertEqual((entry.kind, entry.user_id), ("moved", self.plant.director))
        self.assertEqual((entry.state_from, entry.state_to), ("measured", "confirmed"))
        self.assertIn("Round 2", self.need.path_html)

    def test_at_the_plan_the_review_stands(self):
        self.reopen("reviewed")
        self.assertEqual(
            (self.need.reviewer_id, self.need.waiting_party), (self.plant.quality, "hr")
        )
        with self.assertRaises(UserError):
            self.write_point()

    def test_only_backwards_and_with_a_reason(self):
        for state, reason in (
            ("closed", "x"),
            ("measured", "x"),
            ("nowhere", "x"),
            ("raised", " "),
        ):
            with self.subTest(state), self.assertRaises(UserError):
                self.reopen(state, reason)
        self.need._act_move("closed")
        with self.assertRaises(UserError):
            self.reopen("confirmed")
        self.assertEqual(self.need.round, 1)


@tagged("post_install", "-at_install")
class TestRevisionRaises(RuleCase):
    def test_a_new_revision_asks_for_training_once(self):
        operation = self.plant.operation("OP0110")
        revision = operation.standard_ids.revision_ids
        entries = self.env["hr.quality.qualification"].search([], limit=3)
        for _time in range(2):
            revision._raise_retraining(entries)
        need = self.needs(operation)
        self.assertEqual((len(need), need.kind, need.state), (1, "standard", "raised"))
        self.assertEqual(need.origin_name, revision.display_name)
        self.assertIn("3", need.evidence_text)
