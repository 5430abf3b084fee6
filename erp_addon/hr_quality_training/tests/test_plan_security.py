"""Who reads plans and participations, and who cannot change HR's plan by any door."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_world import PlanWorld

FORGED = {"base_act_permit": True, "import_file": True, "uid": 1, "su": True}


@tagged("post_install", "-at_install")
class TestPlanSecurity(PlanWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parties = (cls.quality, cls.manager, cls.plant.director, cls.plant.analyst)

    def found(self, model, user, plan):
        self.env.invalidate_all()
        path = "id" if model == "hr.quality.plan" else "plan_id"
        return self.env[model].with_user(user).search_count([(path, "=", plan.id)])

    def test_who_reads_what(self):
        plan = self.publish(session_ids=[self.session()], trainer_id=self.trainer.id)
        plant = self.plant
        for user, plans, people in (
            (plant.hr, 1, 3),
            (plant.quality, 1, 3),
            (plant.manager, 1, 3),
            (plant.operator, 1, 1),
            (self.trainer_user, 1, 3),
            (plant.other_manager, 0, 0),
            (plant.analyst, 0, 0),
            (plant.system, 0, 0),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.found("hr.quality.plan", user, plan), plans)
                self.assertEqual(self.found("hr.quality.session", user, plan), plans)
                self.assertEqual(self.found("hr.quality.participant", user, plan), people)
                attended = self.env["hr.quality.attendance"].with_user(user)
                self.assertEqual(attended.search_count([]), people)

    def test_money_is_for_hr_and_quality(self):
        plan = self.publish(budget=1000)
        for user in (self.manager, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                plan.with_user(user).read(["budget"])
        self.assertEqual(plan.with_user(self.quality).budget, 1000)

    def test_operations_and_quality_change_nothing(self):
        """Neither draft nor published plan, by no door: write, commands, import, copy, delete."""
        for plan in (self.draft(), self.publish(self.new_need(), session_ids=[self.session()])):
            person = plan.participant_ids[0]
            for user in (*self.parties, self.plant.operator, self.trainer_user):
                for context in ({}, FORGED):
                    theirs = plan.with_user(user).with_context(**context)
                    with self.subTest(f"{user.login} {plan.state} {context}"):
                        self.refused_doors(theirs, person, self.need.with_user(user))

    def refused_doors(self, plan, person, need):
        commands = (
            (0, 0, {"employee_id": self.trainer.id, "reason": "x"}),
            (1, person.id, {"variant": "onboarding"}),
            (2, person.id, 0),
            (5, 0, 0),
        )
        doors = [
            lambda: plan.write({"due_on": "2031-01-01"}),
            lambda: plan.write({"course_id": False}),
            lambda: plan.write({"spent": 5}),
            lambda: plan.copy(),
            lambda: plan.unlink(),
            lambda: plan.action_archive() if plan._active_name else plan.unlink(),
            lambda: plan.act_publish(),
            lambda: plan.act_cancel(reason="x"),
            lambda: plan.act_add(employee_ids=self.trainer.ids, reason="x"),
            lambda: plan.create({"operation_id": self.operation.id, "due_on": "2031-01-01"}),
            lambda: plan.session_ids.create(
                {"plan_id": plan.id, **self.session()[2]},
            ),
            lambda: need.write({"plan_ids": [(1, plan.id, {"due_on": "2031-01-01"})]}),
            lambda: person.with_env(plan.env).write({"variant": "onboarding"}),
            lambda: person.with_env(plan.env).act_excuse(reason="x"),
            *(
                lambda command=command: plan.write({"participant_ids": [command]})
                for command in commands
            ),
        ]
        for number, door in enumerate(doors):
            with self.subTest(door=number), self.assertRaises(UserError):
                door()
        answer = plan.load([".id", "due_on"], [[str(plan.id), "2031-01-01"]])
        self.assertFalse(answer["ids"])

    def test_hr_itself_changes_a_published_plan_by_acts_alone(self):
        plan = self.publish(session_ids=[self.session()]).with_user(self.hr)
        person, session = plan.participant_ids[0], plan.session_ids
        plan, person = plan.with_context(**FORGED), person.with_context(**FORGED)
        other = self.draft(self.new_need())
        doors = {
            "plan": lambda: plan.write({"due_on": "2031-01-01"}),
            "course": lambda: plan.sudo().write({"course_id": self.course.copy().id}),
            "need": lambda: plan.write({"need_id": False}),
            "state": lambda: plan.sudo().write({"state": "assessed"}),
            "participant in": lambda: plan.write(
                {"participant_ids": [(0, 0, {"employee_id": self.trainer.id, "reason": "x"})]}
            ),
            "participant out": lambda: plan.write({"participant_ids": [(2, person.id, 0)]}),
            "variant": lambda: person.write({"variant": "onboarding"}),
            "other person": lambda: person.write({"employee_id": self.trainer.id}),
            "moved away": lambda: person.write({"plan_id": other.id}),
            "progress": lambda: person.sudo().write({"completion": 100}),
            "learned": lambda: person.act_learn(reason="x"),
            "passed": lambda: person.act_pass(reason="x"),
            "time": lambda: session.write({"starts": "2030-01-01 00:00:00"}),
            "session out": lambda: plan.write({"session_ids": [(2, session.id, 0)]}),
            "attendance": lambda: session.attendance_ids.sudo().write({"state": "attended"}),
            "attendance made": lambda: session.attendance_ids.sudo().create(
                {"session_id": session.id, "participant_id": person.id}
            ),
            "delete": lambda: plan.unlink(),
            "settled need": lambda: self.need.with_user(self.hr).act_assess(),
        }
        for name, door in doors.items():
            with self.subTest(name), self.assertRaises(UserError):
                door()
        self.assertEqual((plan.state, person.state), ("published", "invited"))

    def test_a_learner_does_not_certify_himself(self):
        """The operator opens his course, and that is all he may."""
        plan = self.publish()
        own = self.person(plan, self.otto).with_user(self.plant.operator)
        self.assertEqual(own.action_open_course()["url"], self.short.website_url)
        for door in (
            lambda: own.write({"state": "learned"}),
            lambda: own.act_learn(reason="x"),
            lambda: own.act_excuse(reason="x"),
            lambda: own.sudo().write({"course_done_on": "2026-01-01"}),
        ):
            with self.assertRaises(UserError):
                door()
        others = self.person(plan, self.olga).with_user(self.plant.operator)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            others.action_open_course()

    def test_quality_reads_courses_and_does_not_write_them(self):
        self.assertTrue(self.channel.with_user(self.quality).has_access("read"))
        for user in (self.quality, self.manager, self.plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.course.with_user(user).pass_mark = 10
        with self.assertRaises(AccessError):
            self.channel.with_user(self.hr).name = "Mine"
