"""One passes the review while another deletes its only key point, in two real transactions."""

from odoo import api
from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.at_once import AtOnceCase, run_at_once
from odoo.addons.base_act.tests.common import forget_acts
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestReviewAtOnce(AtOnceCase):
    @classmethod
    def _build(cls, env):
        """A confirmed need with one key point, and two who may review it."""
        cls.reviewer_ids = [
            new_test_user(
                env,
                f"at_once_{name}",
                "base.group_user,base_act.base_act_group_quality",
                lang="en_US",
                context={"no_reset_password": True},
            ).id
            for name in ("one", "two")
        ]
        operation = env["hr.quality.operation"].create({"code": "POINT", "name": "Only point"})
        need = env["hr.quality.need"]._act_create(
            [
                {
                    "operation_id": operation.id,
                    "state": "confirmed",
                    "key_point_ids": [
                        (0, 0, {"parameter": "Current", "unit": "A", "method": "Clamp meter"})
                    ],
                }
            ]
        )
        cls.need_id = need.id

    @classmethod
    def _remove(cls, env):
        need = env["hr.quality.need"].browse(cls.need_id)
        operation = need.operation_id
        with_permit(need.key_point_ids).unlink()
        forget_acts(need)
        with_permit(operation).unlink()
        users = env["res.users"].browse(cls.reviewer_ids)
        partners = users.partner_id
        users.unlink()
        partners.unlink()

    @mute_logger("odoo.sql_db")  # the second one begins anew
    def test_no_review_is_passed_without_a_key_point(self):
        """One of the two wins; the other reads why he does not."""
        self._in_transaction(self._confirm_anew)

        def review(env):
            need = env["hr.quality.need"].browse(self.need_id)
            need.mapped("key_point_ids.parameter")  # read before the other one deletes it
            need.act_review()

        def delete(env):
            env["hr.quality.need"].browse(self.need_id).key_point_ids.unlink()

        first, second = self.reviewer_ids
        answers = run_at_once(self.registry, (first, review), (second, delete))
        state, points = self._in_transaction(self._state_and_points)
        self.assertIn((state, points), (("reviewed", 1), ("confirmed", 0)))
        refused = answers[1] if state == "reviewed" else answers[0]
        self.assertTrue(refused, "whoever came second is told")
        self.assertEqual(answers.count(None), 1)

    @mute_logger("odoo.sql_db")  # the first one begins anew
    def test_a_deletion_in_between_is_not_overlooked(self):
        """The reviewer has read the key point; before he passes the review, it is gone."""
        self._in_transaction(self._confirm_anew)
        reviewer, other = self.reviewer_ids
        deleted = []

        def review(env):
            need = env["hr.quality.need"].browse(self.need_id)
            if not deleted:
                deleted.append(need.key_point_ids.ids)
                with self.registry.cursor() as cr:
                    theirs = api.Environment(cr, other, {})["hr.quality.need"]
                    theirs.browse(self.need_id).key_point_ids.unlink()
            need.act_review()

        (answer,) = run_at_once(self.registry, (reviewer, review))
        self.assertTrue(deleted[0])
        self.assertIn("Key Points", answer)
        self.assertEqual(self._in_transaction(self._state_and_points), ("confirmed", 0))

    @classmethod
    def _confirm_anew(cls, env):
        need = env["hr.quality.need"].browse(cls.need_id)
        point = {"parameter": "Current", "unit": "A", "method": "Clamp meter"}
        points = [(5, 0, 0), (0, 0, point)]
        with_permit(need).write({"state": "confirmed", "key_point_ids": points})

    @classmethod
    def _state_and_points(cls, env):
        need = env["hr.quality.need"].browse(cls.need_id)
        return need.state, len(need.key_point_ids)
