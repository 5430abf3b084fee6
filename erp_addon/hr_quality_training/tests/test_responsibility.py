"""Responsibility: what the rules find, who judges, and where the need reopens."""

from freezegun import freeze_time
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BAD
from .path import CURRENT, PORES, PathCase

MANY = [(6000, 480)] * 3
"""8 % of so many that what does not change is certain, also beside a control."""


@tagged("post_install", "-at_install")
class TestResponsibility(PathCase):
    def stay_bad(self, need, operation, weeks=(BAD, BAD, BAD)):
        """The weeks after are as bad as those before."""
        self.produce_after(operation, weeks)
        return self.measure(need)

    def proposed(self, need):
        return {
            proposal.step: proposal
            for proposal in need.responsibility_ids
            if proposal.state == "proposed"
        }

    def test_the_review_left_out_the_tolerance_of_the_equipment(self):
        """The example of the source: not effective, quality answerable, reopened at the review."""
        operation, need = self.trained_need(points=(PORES,))
        self.env["hr.quality.key.point"].create(
            {"revision_id": operation.standard_ids.revision_ids.id, **CURRENT}
        )
        self.assess(need)
        for check in need.check_ids:
            self.record(check, measured="205", findings="Nobody knows how to set the welder")
        self.answer(need)
        effect = self.stay_bad(need, operation)
        self.assertEqual((effect.state, need.state), ("not_effective", "measured"))
        proposal = self.proposed(need)["review"]
        self.assertEqual((proposal.party, proposal.answerable_ids), ("quality", self.plant.quality))
        self.assertIn("3 failures", proposal.sentence)
        self.assertIn("turned on Welding current", proposal.sentence)
        self.assertIn("it named Seam without pores", proposal.sentence)
        proposal.with_user(self.plant.hr).act_confirm(reason="The tolerance was never taught")
        self.assertEqual((proposal.state, need.state, need.round), ("confirmed", "confirmed", 2))
        self.assertEqual(proposal.decided_by_id, self.plant.hr)
        self.assertIn("never taught", need.round_ids.reason)

    def test_nobody_judges_his_own_party(self):
        operation, need = self.trained_need(points=(PORES,))
        self.env["hr.quality.key.point"].create(
            {"revision_id": operation.standard_ids.revision_ids.id, **CURRENT}
        )
        self.assess(need)
        for check in need.check_ids:
            self.record(check, measured="205", findings="Not set")
        self.answer(need)
        self.stay_bad(need, operation)
        proposal = self.proposed(need)["review"]
        barred = (self.plant.quality, self.inspector, self.plant.other_manager, self.plant.analyst)
        for user in barred:
            for act in ("act_confirm", "act_dismiss"):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(proposal.with_user(user), act)(reason="No")
        proposal.with_user(self.plant.manager).act_confirm(reason="Never named")
        self.assertEqual(need.state, "confirmed")

    def test_a_need_without_a_problem(self):
        operation, need = self.answered_need(problem=False)
        self.stay_bad(need, operation)
        proposal = self.proposed(need)["need"]
        self.assertEqual(
            (proposal.party, proposal.answerable_ids), ("operations", self.plant.manager)
        )
        with self.assertRaises(AccessError):
            proposal.with_user(self.plant.director).act_confirm(reason="No")
        proposal.with_user(self.plant.quality).act_confirm(reason="Nobody knew what to teach")
        self.assertEqual(need.state, "raised")

    def test_a_plan_that_missed_people(self):
        operation, need = self.trained_need(weeks=MANY)
        left_out = need.plan_id.participant_ids[2]
        with_permit(left_out).unlink()
        self.assess(need)
        self.check_all(need)
        self.answer(need)
        self.stay_bad(need, operation, MANY)
        proposal = self.proposed(need)["plan"]
        self.assertIn("Person b3", proposal.sentence)
        self.assertIn("33.3", proposal.sentence)

    def test_people_who_were_not_released(self):
        operation, need = self.trained_need(weeks=MANY)
        need.plan_id.participant_ids[0].with_user(self.plant.hr).act_excuse(reason="Late shift")
        self.assess(need)
        self.check_all(need)
        self.answer(need)
        self.stay_bad(need, operation, MANY)
        found = self.proposed(need)
        self.assertIn("Person b1", found["release"].sentence)
        self.assertNotIn("plan", found)

    def test_known_and_not_able(self):
        operation, need = self.trained_need()
        survey = self.env["survey.survey"].create({"title": "Welding"})
        participant = need.plan_id.participant_ids[0]
        attempt = self.attempt(
            participant,
            state="failed",
            survey_id=survey.id,
            exam_done_on="2026-08-27 08:00:00",
            exam_score=95,
            pass_mark=80,
            practical_score=40,
            quality_assessor_id=self.plant.quality.id,
            operations_assessor_id=self.plant.manager.id,
            quality_scored_on="2026-08-27 09:00:00",
            operations_scored_on="2026-08-27 09:00:00",
        )
        participant._failed(attempt, final=True)
        self.assess(need)
        self.check_all(need)
        self.answer(need)
        self.stay_bad(need, operation)
        self.assertIn("Person b1", self.proposed(need)["learning"].sentence)

    def test_passed_too_easily(self):
        operation, need = self.assessed_need()
        for check in need.check_ids:
            self.record(check, measured="205", findings="Too hot")
        self.answer(need)
        self.stay_bad(need, operation)
        found = self.proposed(need)
        self.assertIn("Person b1, Person b2, Person b3", found["assessment"].sentence)
        self.assertNotIn("review", found)

    def test_supervision_late_or_waived(self):
        operation, need = self.assessed_need()
        late, waived, _in_time = need.check_ids
        self.record(late, day="2026-09-10")
        with freeze_time("2026-09-10 10:00:00"):
            waived.with_user(self.inspector).act_waive(reason="No time")
        self.record(need.check_ids[2])
        self.answer(need, day="2026-09-11")
        self.stay_bad(need, operation)
        proposal = self.proposed(need)["check"]
        self.assertIn(
            "Of 3 supervision checks, 1 were late (by up to 6 days) and 1", proposal.sentence
        )
        proposal.with_user(self.plant.hr).act_confirm(reason="Nobody looked in time")
        self.assertEqual((need.state, need.due_check_count), ("assessed", 3))
        waiting = need.effect_ids.filtered(lambda effect: effect.state == "waiting")
        self.assertEqual((len(waiting), waiting.round), (1, 2))

    def test_feedback_late(self):
        operation, need = self.assessed_need()
        self.check_all(need)
        self.env["base.act.log"]._act_create(
            [
                {
                    "res_model": need._name,
                    "res_id": need.id,
                    "kind": "act",
                    "act": "act_checked",
                    "user_id": self.env.uid,
                    "date": "2026-09-02 10:00:00",
                }
            ]
        )
        self.answer(need, day="2026-09-12")
        self.stay_bad(need, operation)
        proposal = self.proposed(need)["feedback"]
        self.assertIn("after 10 days, where 5 are allowed", proposal.sentence)
        self.assertEqual(proposal.answerable_ids, self.plant.manager)

    def test_nobody_was_checked(self):
        _operation, need = self.trained_need()
        for participant in need.plan_id.participant_ids:
            participant._failed(self.attempt(participant, state="failed"), final=True)
        self.assertEqual(need.state, "checked")
        self.assertEqual(need.effect_ids.state, "waiting")
        proposals = list(need.effect_ids._wanting_check())
        self.assertEqual(proposals[0][0], "check_absent")

    def test_a_person_names_the_step_himself(self):
        operation, need = self.answered_need()
        effect = self.stay_bad(need, operation)
        with self.assertRaises(UserError):
            effect.with_user(self.plant.hr).act_hold_responsible(step="weather", reason="Rain")
        with self.assertRaises(AccessError):
            effect.with_user(self.plant.hr).act_hold_responsible(step="plan", reason="Mine")
        self.dialog(
            effect,
            self.plant.quality,
            "act_hold_responsible",
            step="plan",
            reason="The course was about another machine",
        )
        self.assertEqual((need.state, need.round), ("reviewed", 2))
        named = need.responsibility_ids.filtered(lambda one: one.state == "confirmed")
        self.assertEqual((named.step, named.rule, named.party), ("plan", "judged", "hr"))

    def test_one_is_confirmed_and_the_others_are_passed_over(self):
        operation, need = self.assessed_need(problem=False)
        for check in need.check_ids:
            self.record(check, measured="205", findings="Too hot")
        self.answer(need)
        self.stay_bad(need, operation)
        found = self.proposed(need)
        self.assertEqual(set(found), {"need", "assessment"})
        found["need"].with_user(self.plant.hr).act_confirm(reason="Vague")
        self.assertEqual(found["assessment"].state, "passed_over")
        with self.assertRaises(UserError):
            found["assessment"].with_user(self.plant.hr).act_confirm(reason="This too")

    def test_whoever_may_judge_is_asked(self):
        operation, need = self.answered_need(problem=False)
        self.env["base.act.log"]._act_create(
            [
                {
                    "res_model": "hr.quality.plan",
                    "res_id": need.plan_id.id,
                    "kind": "act",
                    "act": "act_publish",
                    "user_id": self.plant.hr.id,
                    "date": "2026-08-25 08:00:00",
                }
            ]
        )
        self.stay_bad(need, operation)
        self.assertEqual(self.proposed(need)["need"].activity_ids.user_id, self.plant.hr)

    def test_the_record_is_for_those_concerned(self):
        operation, need = self.answered_need(problem=False)
        self.stay_bad(need, operation)
        proposal = self.proposed(need)["need"]
        for user in (self.plant.other_manager, self.plant.analyst, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                proposal.with_user(user).read(["sentence"])
        self.assertTrue(proposal.with_user(self.plant.manager).read(["sentence"]))
