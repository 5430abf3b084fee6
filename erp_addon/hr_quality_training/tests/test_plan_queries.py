"""What a plan costs does not grow out of hand with its participants, nor a list with its plans."""

from odoo.tests import tagged

from .plan_world import PlanWorld


@tagged("post_install", "-at_install")
class TestPlanQueries(PlanWorld):
    def crowd(self, count, prefix):
        users = self.env["res.users"].with_context(no_reset_password=True)
        users = users.create(
            [
                {
                    "name": f"{prefix} {number}",
                    "login": f"{prefix}{number}",
                    "email": f"{prefix}{number}@plant.example",
                    "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
                }
                for number in range(count)
            ]
        )
        return self.env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id} for user in users]
        )

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_publishing_for_two_hundred(self):
        """Mails, activities, places and attendance are made in batches."""
        few = self.draft(self.new_need(people=self.crowd(20, "few")), session_ids=[self.session()])
        many = self.draft(
            self.new_need(people=self.crowd(200, "many")), session_ids=[self.session()]
        )
        base = self.queries(few.with_user(self.hr).act_publish)
        cost = self.queries(many.with_user(self.hr).act_publish)
        self.assertEqual(len(many.participant_ids.activity_ids), 200)
        sent = self.env["mail.mail"].search_count(
            [("model", "=", "hr.quality.participant"), ("res_id", "in", many.participant_ids.ids)]
        )
        self.assertEqual(sent, 200)
        self.assertLessEqual((cost - base) / 180, 12)

    def test_drafting_for_many(self):
        few, many = (self.new_need(people=self.crowd(size, f"x{size}")) for size in (5, 50))
        base = self.queries(lambda: self.draft(few))
        cost = self.queries(lambda: self.draft(many))
        self.assertLessEqual(cost - base, 30)

    def test_lists_cost_the_same_for_more_rows(self):
        names = ("name", "course_id", "participant_count", "progress", "learned_count")
        specification = {name: {} for name in names}
        plans = self.env["hr.quality.plan"].with_user(self.manager)

        def read():
            plans.web_search_read([], specification)

        mine = self.env["hr.quality.participant"].with_user(self.manager)
        names = ("employee_id", "plan_id", "due_on", "completion", "state", "is_late", "schedule")

        def read_people():
            mine.web_search_read([], {name: {} for name in names})

        self.publish(session_ids=[self.session()])
        for work in (read, read_people):
            work()
            few = self.queries(work)
            for _number in range(5):
                self.publish(self.new_need(), session_ids=[self.session()])
            work()
            self.assertLessEqual(self.queries(work), few + 1)
