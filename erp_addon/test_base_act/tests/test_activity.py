"""The next person knows what waits for him."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DocumentCase


@tagged("post_install", "-at_install")
class TestActivity(DocumentCase):
    def test_the_act_closes_and_schedules(self):
        document = self.document()
        document._act_assign("responsible_id", due_days=2)
        waiting = document.activity_ids
        self.assertEqual(waiting.user_id, self.people["operations"])
        self.assertEqual(waiting.summary, "Confirm / Reject")
        self.by("operations", document).act_confirm()
        self.assertFalse(waiting.active)
        following = document.activity_ids
        self.assertEqual(following.user_id, self.people["quality"] + self.people["quality_2"])
        self.assertEqual(set(following.mapped("summary")), {"Reject / Approve"})
        due = fields.Date.context_today(document) + timedelta(days=3)
        self.assertEqual(set(following.mapped("date_deadline")), {due})

    def test_the_summary_is_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.people["operations"].lang = "zh_CN"
        document = self.document()
        document._act_assign("responsible_id")
        self.assertEqual(document.activity_ids.summary, "确认 / 驳回")

    def test_an_act_that_leaves_the_state_closes_ones_own_only(self):
        document = self.document()
        document._act_assign("responsible_id")
        document._act_assign("author_id")
        self.by("operations_2", document).act_add_line(text="Seen")
        self.assertEqual(document.activity_ids.user_id, self.people["operations"])

    def test_the_first_signature_leaves_the_others(self):
        document = self.document()
        self.by("operations", document).act_confirm()
        self.by("quality", document).act_approve()
        waiting = self.people["quality_2"] + self.people["hr"] + self.people["hr_2"]
        self.assertEqual(document.activity_ids.user_id, waiting)

    def test_other_activities_stay(self):
        document = self.document()
        todo = document.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.people["hr"].id
        )
        self.by("operations", document).act_confirm()
        self.assertTrue(todo.active)

    def test_who_has_left_gets_none(self):
        self.people["quality_2"].active = False
        document = self.document()
        self.by("operations", document).act_confirm()
        self.assertEqual(document.activity_ids.user_id, self.people["quality"])
