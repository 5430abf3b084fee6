"""Needs: what they keep, whom they reach, and what people do with them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BAD, RuleCase


@tagged("post_install", "-at_install")
class TestNeed(RuleCase):
    def test_it_keeps_the_evidence(self):
        operation, need = self.raise_need()
        self.assertRegex(need.name, r"^TN/\d{4}/\d{4}$")
        self.assertEqual(need.state, "raised")
        self.assertEqual((need.produced, need.defective), (1800, 144))
        self.assertEqual((need.defect_rate, need.limit), (0.08, 0.05))
        self.assertEqual((need.mean_score, need.score_below), (72, 80))
        self.assertEqual(need.weeks, "2026-W32, W33, W34")
        self.assertEqual(need.week_count, 3)
        self.assertEqual(len(need.week_ids), 3)
        self.assertEqual(need.week_ids.revision_id, operation.standard_ids.revision_ids)
        self.assertEqual(need.person_ids.mapped("score"), [70, 72, 74])
        self.assertEqual(need.person_ids.mapped("produced"), [600] * 3)
        self.assertEqual(need.person_ids.qualification_id.employee_id, self.people)

    def test_its_reason_in_plain_words(self):
        _operation, need = self.raise_need()
        self.assertEqual(
            need.reason_text.replace("\N{NO-BREAK SPACE}", ""),
            "[OP0110] Weld OP0110: defect rate above its standard 5% in 2026-W32, W33, W34"
            " (8%, 8%, 8% of 1,800 pcs); mean score in 'Special equipment operation' 72 below"
            " 80 (3 people)",
        )

    def test_it_is_addressed_to_the_production_manager(self):
        _operation, need = self.raise_need()
        self.assertEqual(need.responsible_id, self.plant.manager)
        self.assertEqual(need.activity_ids.user_id, self.plant.manager)
        self.assertIn("defect rate above", "".join(need.message_ids.mapped("body")))

    def test_without_a_manager_it_goes_up(self):
        self.plant.body_shop.manager_id = False
        _operation, need = self.raise_need()
        self.assertEqual(need.responsible_id, self.plant.director)

    def test_a_manager_without_a_login_is_passed_over(self):
        self.plant.body_shop.manager_id = self.people[0]
        _operation, need = self.raise_need()
        self.assertEqual(need.responsible_id, self.plant.director)

    def test_without_any_manager_it_goes_to_the_fallback(self):
        self.rule.fallback_user_id = self.plant.other_manager
        operation = self.plant.operation("OP0110", department_id=False)
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.evaluate()
        self.assertEqual(self.needs(operation).responsible_id, self.plant.other_manager)

    def test_without_anybody_it_is_raised_all_the_same(self):
        operation = self.plant.operation("OP0110", department_id=False)
        self.plant.produce(operation, [BAD, BAD, BAD])
        self.evaluate()
        need = self.needs(operation)
        self.assertEqual((len(need), need.responsible_id.id), (1, False))
        self.assertFalse(need.activity_ids)

    def test_the_manager_confirms(self):
        _operation, need = self.raise_need()
        need.with_user(self.plant.manager).act_confirm()
        self.assertEqual((need.state, need.is_open), ("confirmed", True))
        self.assertNotIn(self.plant.manager, need.activity_ids.user_id)
        self.assertEqual(need.waiting_party, "quality")
        entry = self.env["base.act.log"].search(
            [("res_model", "=", need._name), ("res_id", "=", need.id), ("kind", "=", "act")]
        )
        self.assertEqual((entry.user_id, entry.state_to), (self.plant.manager, "confirmed"))

    def test_the_manager_above_may_decide(self):
        _operation, need = self.raise_need()
        need.with_user(self.plant.director).act_confirm()
        self.assertEqual(need.state, "confirmed")

    def test_the_manager_rejects_with_a_reason(self):
        _operation, need = self.raise_need()
        need.with_user(self.plant.manager).act_reject(reason="Bad sheet metal")
        self.assertEqual((need.state, need.reason), ("rejected", "Bad sheet metal"))
        self.assertFalse(need.is_open)

    def test_a_rejection_needs_a_reason(self):
        _operation, need = self.raise_need()
        for reason in (None, "", "  "):
            with self.subTest(reason), self.assertRaises(UserError):
                need.with_user(self.plant.manager).act_reject(reason=reason)
        self.assertEqual(need.state, "raised")

    def test_what_is_decided_is_decided(self):
        _operation, need = self.raise_need()
        need.with_user(self.plant.manager).act_reject(reason="Bad sheet metal")
        with self.assertRaises(UserError):
            need.with_user(self.plant.manager).act_confirm()

    def test_the_acts_on_offer(self):
        _operation, need = self.raise_need()
        acts = need.with_user(self.plant.manager).get_available_acts()
        self.assertEqual(
            [(act["name"], act["demands"]) for act in acts[0]["acts"]],
            [("act_confirm", []), ("act_reject", ["reason"])],
        )
        acts = need.with_user(self.plant.quality).get_available_acts()
        self.assertEqual(acts[0]["acts"], [])

    def test_the_reader_reads_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        _operation, need = self.raise_need()
        words = need.with_context(lang="zh_CN").reason_text
        self.assertIn("连续", words)
        self.assertIn("8%", words)
        self.assertNotIn("standard", words)

    def test_the_gateway_reads_it_in_one_call(self):
        """Needs with weeks and persons through web_search_read, for the analyst without people."""
        _operation, need = self.raise_need()
        specification = {
            "name": {},
            "state": {},
            "mean_score": {},
            "reason_text": {},
            "operation_id": {"fields": {"code": {}, "display_name": {}}},
            "week_ids": {"fields": {"week_name": {}, "defect_rate": {}, "limit": {}}},
            "person_ids": {"fields": {"employee_name": {}, "score": {}, "has_score": {}}},
        }
        for user, persons in ((self.plant.manager, 3), (self.plant.analyst, 0)):
            self.env.invalidate_all()
            rows = need.with_user(user).web_search_read([("id", "=", need.id)], specification)
            record = rows["records"][0]
            self.assertEqual(len(record["week_ids"]), 3)
            self.assertEqual(len(record["person_ids"]), persons)

    def test_a_manager_who_left_is_not_answerable(self):
        self.plant.manager.active = False
        _operation, need = self.raise_need()
        self.assertEqual(need.responsible_id, self.plant.director)

    def test_a_direct_write_is_refused_to_everybody(self):
        _operation, need = self.raise_need()
        for values in ({"state": "confirmed"}, {"evidence_mean_score": 99}, {"defect_rate": 0.01}):
            with self.subTest(values), self.assertRaises(AccessError):
                need.sudo().write(values)
