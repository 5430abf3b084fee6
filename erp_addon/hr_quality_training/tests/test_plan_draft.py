"""The draft of a plan: who is proposed, in which variant, with which course."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .plan_world import PlanWorld


@tagged("post_install", "-at_install")
class TestPlanDraft(PlanWorld):
    def test_one_click_drafts_it(self):
        """Given a reviewed need, when HR asks for a plan, then course and people are proposed."""
        plan = self.draft()
        self.assertRegex(plan.name, r"^TP/\d{4}/\d{4}$")
        self.assertEqual((plan.state, plan.course_id), ("draft", self.course))
        self.assertEqual(plan.participant_ids.employee_id, self.otto | self.olga | self.lars)
        self.assertEqual(set(plan.participant_ids.mapped("origin")), {"score"})
        self.assertEqual(set(plan.participant_ids.mapped("variant")), {"retraining"})
        self.assertEqual(self.need.state, "reviewed")

    def test_a_second_click_opens_the_same(self):
        self.assertEqual(self.draft(), self.draft())

    def test_only_hr_drafts(self):
        for user in (self.quality, self.manager, self.plant.analyst, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.need.with_user(user).action_draft_plan()
        self.assertFalse(self.need.plan_ids)

    def test_what_quality_has_not_reviewed_is_not_planned(self):
        for state in ("raised", "confirmed"):
            need = self.new_need(state=state)
            with self.subTest(state):
                with self.refused("with the key points of"):
                    need.with_user(self.hr).action_draft_plan()
                with self.assertRaises(UserError):
                    self.env["hr.quality.plan"].with_user(self.hr).create(
                        {
                            "need_id": need.id,
                            "operation_id": self.operation.id,
                            "course_id": self.course.id,
                            "due_on": "2031-01-01",
                        }
                    )

    def test_a_need_moves_to_no_unreviewed_one(self):
        plan = self.draft()
        other = self.new_need(state="confirmed")
        with self.assertRaises(UserError):
            plan.with_user(self.hr).need_id = other

    def test_who_scored_well_but_did_the_work_is_proposed_too(self):
        self.need.person_ids.sudo()
        need = self.new_need(score_below=60)
        self.assertEqual(set(self.draft(need).participant_ids.mapped("origin")), {"work"})

    def test_without_evidence_it_is_those_who_work_there(self):
        """A need from a person names nobody: who did the operation of late, or is in the ledger."""
        self.plant.feed(
            [
                self.plant.record(
                    "w1", self.operation, self.env.cr.now().date(), 10, 0, self.otto.barcode
                )
            ]
        )
        need = self.new_need(people=self.env["hr.employee"], kind="person")
        self.assertEqual(self.draft(need).participant_ids.employee_id, self.otto)

    def test_a_new_process_concerns_the_department(self):
        need = self.new_need(people=self.env["hr.employee"], kind="process")
        proposed = self.draft(need).participant_ids.employee_id
        self.assertLessEqual(self.otto | self.olga | self.lars, proposed)

    def test_newcomers_and_unknown_people_take_the_whole_course(self):
        """Hired lately, or never assessed: onboarding."""
        fresh = self.worker("Fresh", None)
        fresh.version_id.date_version = self.env.cr.now().date()
        unknown = self.worker("Unknown", None, score=None)
        plan = self.draft(self.new_need(people=fresh | unknown | self.otto))
        self.assertEqual(self.person(plan, fresh).variant, "onboarding")
        self.assertEqual(self.person(plan, unknown).variant, "onboarding")
        self.assertEqual(self.person(plan, self.otto).variant, "retraining")

    def test_the_course_with_the_best_effect_comes_first(self):
        better = self.course.copy({"operation_ids": [(6, 0, self.operation.ids)]})

        def measured(courses, among=None, operations=None):
            here = self.operation.id
            return {(better.id, here): (0.6, 1), (self.course.id, here): (0.3, 2)}

        self.patch(type(self.course), "_measured_effects", measured)
        self.assertEqual(self.draft().course_id, better)

    def test_the_need_names_the_course_before_there_is_a_plan(self):
        """Given a course that helped here, then operations and quality read it on the need."""
        need = self.new_need()

        def measured(courses, among=None, operations=None):
            return {(self.course.id, self.operation.id): (0.3, 2)}

        self.patch(type(self.course), "_measured_effects", measured)
        need.invalidate_recordset()
        self.assertEqual(need.proposed_course_id, self.course)
        self.assertIn("here by 30", need.proposed_course_text)
        self.assertIn("2 times", need.proposed_course_text)
        self.draft(need)
        need.invalidate_recordset()
        self.assertFalse(need.proposed_course_id)
        self.assertFalse(need.proposed_course_text)

    def test_a_course_of_another_sector_is_not_proposed(self):
        self.course.sector = "hospital"
        need = self.new_need()
        self.assertFalse(need.proposed_course_id)
        self.assertIn("No course fits yet", need.proposed_course_text)
        self.assertFalse(self.draft(need).course_id)

    def test_leaving_somebody_out_shows(self):
        """Whom the evidence names is excused with a reason, and never just gone."""
        plan = self.draft().with_user(self.hr)
        otto = self.person(plan, self.otto)
        with self.refused("excuse him"):
            otto.unlink()
        with self.assertRaises(UserError):
            plan.write({"participant_ids": [(2, otto.id, 0)]})
        with self.assertRaises(UserError):
            otto.act_excuse(reason=" ")
        otto.act_excuse(reason="Long illness")
        self.assertEqual((otto.state, otto.excuse), ("excused", "Long illness"))
        self.assertIn("Otto: Long illness", plan.left_out_note)

    def test_adding_somebody_needs_a_reason(self):
        plan = self.draft().with_user(self.hr)
        new = self.worker("New", None)
        with self.refused("say why"):
            plan.write({"participant_ids": [(0, 0, {"employee_id": new.id})]})
        plan.write({"participant_ids": [(0, 0, {"employee_id": new.id, "reason": "Asked"})]})
        self.assertEqual(self.person(plan, new).origin, "added")
        self.person(plan, new).unlink()
        self.assertFalse(self.person(plan, new))

    def test_nobody_poses_as_evidence(self):
        plan = self.draft().with_user(self.hr)
        with self.assertRaises(AccessError):
            plan.write(
                {"participant_ids": [(0, 0, {"employee_id": self.trainer.id, "origin": "score"})]}
            )

    def test_the_trainer_does_not_take_part(self):
        plan = self.draft().with_user(self.hr)
        with self.assertRaises(ValidationError):
            plan.trainer_id = self.otto
        with self.assertRaises(ValidationError):
            plan.session_ids = [self.session(trainer_id=self.olga.id)]
        plan.trainer_id = self.trainer
        with self.assertRaises(ValidationError):
            plan.participant_ids = [(0, 0, {"employee_id": self.trainer.id, "reason": "Too"})]
