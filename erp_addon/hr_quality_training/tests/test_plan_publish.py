"""Publishing a plan: complete or not at all; enrolled, told, frozen."""

import base64

import vobject
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_world import REASON, PlanWorld


@tagged("post_install", "-at_install")
class TestPlanPublish(PlanWorld):
    def test_it_says_all_that_is_missing(self):
        plan = self.draft(course_id=False, due_on="2020-01-01").with_user(self.hr)
        with self.assertRaises(UserError) as refused:
            plan.act_publish()
        self.assertIn("no course", str(refused.exception))
        self.assertIn("past", str(refused.exception))
        self.assertIn("no course", plan.missing_note)
        self.assertEqual((plan.state, self.need.state), ("draft", "reviewed"))

    def test_an_unpublished_or_empty_course_teaches_nobody(self):
        plan = self.draft().with_user(self.hr)
        self.short.is_published = False
        with self.refused("not published in eLearning"):
            plan.act_publish()
        self.short.is_published = True
        self.short.slide_ids.unlink()
        with self.refused("no content"):
            plan.act_publish()

    def test_a_new_process_needs_both_variants(self):
        plan = self.draft(self.new_need(kind="process")).with_user(self.hr)
        self.course.retraining_channel_id = False
        with self.refused("both variants"):
            plan.act_publish()

    def test_the_need_is_planned(self):
        plan = self.publish()
        self.assertEqual((plan.state, self.need.state), ("published", "planned"))
        entry = self.need.act_log_ids[0]
        self.assertEqual((entry.act, entry.user_id), ("act_plan", self.hr))

    def test_the_need_is_not_planned_without_a_published_plan(self):
        self.draft()
        with self.refused("no published plan"):
            self.need.with_user(self.hr).act_plan()

    def test_who_reviewed_does_not_plan(self):
        """In both groups, he is still the same person."""
        self.quality.group_ids += self.env.ref("base_act.base_act_group_hr")
        plan = self.draft()
        with self.assertRaises(AccessError):
            plan.with_user(self.quality).act_publish()
        self.assertEqual((plan.state, self.need.state), ("draft", "reviewed"))

    def test_participants_are_enrolled_each_in_his_variant(self):
        plan = self.draft()
        self.person(plan, self.olga).with_user(self.hr).variant = "onboarding"
        plan.with_user(self.hr).act_publish()
        self.assertEqual(self.person(plan, self.otto).channel_id, self.short)
        self.assertEqual(self.person(plan, self.olga).channel_id, self.channel)
        self.assertIn(self.plant.operator.partner_id, self.short.partner_ids)
        self.assertIn(self.olga_user.partner_id, self.channel.partner_ids)
        self.assertNotIn(self.olga_user.partner_id, self.short.partner_ids)

    def test_each_is_told_in_his_language(self):
        """Mail with date, place, link and calendar; activity for those with a login."""
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        template = self.env.ref("hr_quality_training.mail_template_invitation")
        template.with_context(lang="zh_CN").subject = "您的培训:{{ object.course_id.name }}"
        self.plant.operator.lang, self.olga_user.lang = "en_US", "zh_CN"
        plan = self.publish(session_ids=[self.session()])
        otto, olga = self.mails(self.otto), self.mails(self.olga)
        self.assertEqual(otto.subject, "Your training: Welding")
        self.assertEqual(olga.subject, "您的培训:Welding")
        self.assertEqual(otto.recipient_ids, self.plant.operator.partner_id)
        self.assertIn("Hall 3", otto.body_html)
        self.assertIn(self.short.website_url, otto.body_html)
        calendar = vobject.readOne(base64.b64decode(otto.attachment_ids.datas).decode())
        event = calendar.vevent
        self.assertEqual(event.location.value, "Hall 3")
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), plan.session_ids.starts)
        self.assertEqual(self.person(plan, self.otto).activity_ids.user_id, self.plant.operator)

    def test_who_has_no_login_is_called_by_his_manager(self):
        plan = self.publish()
        call = plan.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertIn("Lars", call.note)
        self.assertNotIn("Otto", call.note)
        self.assertFalse(self.mails(self.lars))
        said = "".join(plan.message_ids.mapped(lambda message: message.body or ""))
        self.assertIn("Without a login, to be called by their managers: Lars", said)

    def test_without_a_login_but_with_an_address_he_gets_the_mail_too(self):
        self.lars.work_email = "lars@plant.example"
        self.publish()
        self.assertEqual(self.mails(self.lars).email_to, "lars@plant.example")
        self.assertIn("kiosk", self.mails(self.lars).body_html)

    def test_the_terms_are_frozen(self):
        """Nobody lowers the pass mark between exam and result."""
        self.course.pass_mark = 85
        plan = self.publish()
        self.assertEqual(plan.pass_mark, 85)
        for values in ({"pass_mark": 10}, {"exam_weight": 90}, {"channel_id": False}):
            with self.subTest(values), self.refused("Duplicate the course"):
                self.course.sudo().write(values)
        with self.assertRaises(UserError):
            self.course.sudo().item_ids = [(0, 0, {"name": "More"})]
        with self.assertRaises(UserError):
            self.course.sudo().item_ids.max_points = 99
        with self.assertRaises(AccessError):
            plan.sudo().pass_mark = 10
        self.course.name = "Welding, first level"
        plan.with_user(self.hr).act_cancel(reason=REASON)
        self.course.pass_mark = 70
        self.assertEqual(plan.pass_mark, 85)

    def test_cancelling_gives_the_need_back(self):
        plan = self.publish(session_ids=[self.session()])
        plan.with_user(self.hr).act_cancel(reason="The machine is sold")
        self.assertEqual((plan.state, self.need.state), ("cancelled", "reviewed"))
        self.assertIn("The machine is sold", self.mails(self.otto)[-1].body_html)
        self.assertFalse(self.person(plan, self.otto).activity_ids)
        self.assertNotEqual(self.draft(), plan)

    def test_changes_after_publication_have_a_reason_and_are_told(self):
        plan = self.publish(session_ids=[self.session()], trainer_id=self.trainer.id)
        plan = plan.with_user(self.hr)
        new = self.worker("New", None)
        plan.act_add(employee_ids=new.ids, reason="Came from the night shift")
        self.assertEqual(self.person(plan, new).reason, "Came from the night shift")
        self.assertTrue(self.person(plan, new).attendance_ids)
        plan.act_change_due(due_on="2031-01-01", reason="Holidays")
        self.assertEqual(str(plan.due_on), "2031-01-01")
        activity = self.person(plan, self.otto).activity_ids
        self.assertEqual(str(activity.date_deadline), "2031-01-01")
        teacher = self.env["hr.employee"].create({"name": "Teacher"})
        plan.act_change_trainer(trainer_id=teacher.id, reason="Left")
        self.assertEqual(plan.trainer_id | plan.session_ids.trainer_id, teacher)
        session = plan.session_ids.with_user(self.hr)
        session.act_move(
            starts="2030-02-01 08:00:00", ends="2030-02-01 09:00:00", place="Hall 4", reason="Full"
        )
        self.assertEqual(session.edition, 1)
        self.assertIn("Hall 4", self.mails(self.otto)[-1].body_html)
        for wrong in ({"due_on": "2020-01-01"}, {"due_on": "soon"}, {"due_on": None}):
            with self.subTest(wrong), self.assertRaises(UserError):
                plan.act_change_due(reason="Why", **wrong)
        for wrong in ([], ["x"], "abc", [0], None, self.otto.ids):
            with self.subTest(wrong), self.assertRaises(UserError):
                plan.act_add(employee_ids=wrong, reason="Why")

    def test_a_session_more_is_told(self):
        plan = self.publish()
        plan.with_user(self.hr).session_ids = [self.session()]
        self.assertEqual(len(plan.session_ids.attendance_ids), 3)
        self.assertIn("Hall 3", self.mails(self.otto)[-1].body_html)

    def test_overlap_of_a_trainer_is_warned_of(self):
        plan = self.draft(session_ids=[self.session(), self.session()])
        self.assertIn("Tina", plan.session_ids[0].overlap_note)
        plan.session_ids[1].with_user(self.hr).trainer_id = False
        self.env.invalidate_all()
        self.assertFalse(plan.session_ids[0].overlap_note)
