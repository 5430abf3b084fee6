"""Two people score, or try a PIN, at the same moment: real transactions, really committed."""

from datetime import date, timedelta

from odoo import SUPERUSER_ID, Command, api
from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.at_once import run_at_once
from odoo.addons.base_act.tests.common import forget_acts
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

LOGINS = {"quality": "quality", "quality_2": "quality", "operations": "operations"}


@tagged("post_install", "-at_install")
class TestScoredAtOnce(BaseCase):
    """Commits, because only committed rows meet another transaction; takes it all back."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self.in_transaction, self.remove)
        self.in_transaction(self.build)

    def in_transaction(self, work):
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))

    def build(self, env):
        self.users = {
            name: new_test_user(
                env,
                f"at_once_{name}",
                f"base_act.base_act_group_{party}",
                lang="en_US",
                context={"no_reset_password": True},
            ).id
            for name, party in LOGINS.items()
        }
        manager = env["hr.employee"].create(
            {"name": "Manager", "user_id": self.users["operations"]}
        )
        department = env["hr.department"].create({"name": "At once", "manager_id": manager.id})
        person = env["hr.employee"].create(
            {"name": "At once", "barcode": "ATONCE", "pin": "1234", "parent_id": manager.id}
        )
        operation = env["hr.quality.operation"].create(
            {"code": "AT-ONCE", "name": "At once", "department_id": department.id}
        )
        course = env["hr.quality.course"].create({"name": "At once"})
        plan = env["hr.quality.plan"]._act_create(
            [
                {
                    "operation_id": operation.id,
                    "course_id": course.id,
                    "due_on": date.today() + timedelta(days=30),
                    "state": "learned",
                    "max_attempts": 1,
                    "practical_minimum": 90,
                    "participant_ids": [
                        Command.create({"employee_id": person.id, "state": "learned"})
                    ],
                }
            ]
        )
        assessment = env["hr.quality.assessment"]._open(plan.participant_ids)
        kiosk = env["hr.quality.kiosk"].create({"name": "At once"})
        self.made = {
            "assessment": assessment.id,
            "participant": plan.participant_ids.id,
            "plan": plan.id,
            "course": course.id,
            "operation": operation.id,
            "people": (person + manager).ids,
            "department": department.id,
            "kiosk": kiosk.id,
        }

    def remove(self, env):
        made = self.made
        assessment = env["hr.quality.assessment"].browse(made["assessment"])
        with_permit(assessment.practical_ids.line_ids).unlink()
        with_permit(assessment.practical_ids).unlink()
        forget_acts(assessment)
        forget_acts(env["hr.quality.participant"].browse(made["participant"]))
        forget_acts(env["hr.quality.plan"].browse(made["plan"]))
        forget_acts(env["hr.quality.kiosk"].browse(made["kiosk"]))
        env.cr.execute("DELETE FROM hr_quality_kiosk_lock")
        env["hr.quality.course"].browse(made["course"]).unlink()
        env["hr.quality.operation"].browse(made["operation"]).unlink()
        env["hr.department"].browse(made["department"]).manager_id = False
        env["hr.employee"].browse(made["people"]).unlink()
        env["hr.department"].browse(made["department"]).unlink()
        env["res.users"].browse(self.users.values()).unlink()

    def score(self, party):
        def call(env):
            assessment = env["hr.quality.assessment"].browse(self.made["assessment"])
            points = [{"item": 1, "points": 50}]
            return getattr(assessment, f"act_score_{party}")(points=points)

        return call

    def test_two_of_one_party(self):
        """One wins; the other reads who was first."""
        answers = run_at_once(
            self.registry,
            (self.users["quality"], self.score("quality")),
            (self.users["quality_2"], self.score("quality")),
        )
        self.assertEqual(sum(answer is True for answer in answers), 1)
        sentence = next(answer for answer in answers if answer is not True)
        self.assertIn("has given this score sheet", sentence)
        self.in_transaction(lambda env: self.check_sheets(env, 1, "open"))

    def test_one_of_each_party(self):
        """Both are in, and the second of them concludes the attempt."""
        answers = run_at_once(
            self.registry,
            (self.users["quality"], self.score("quality")),
            (self.users["operations"], self.score("operations")),
        )
        self.assertEqual(answers, [True, True])
        self.in_transaction(lambda env: self.check_sheets(env, 2, "failed"))

    def check_sheets(self, env, count, state):
        assessment = env["hr.quality.assessment"].browse(self.made["assessment"])
        self.assertEqual((len(assessment.practical_ids), assessment.state), (count, state))
        self.assertEqual(assessment.practical_ids.mapped("revealed"), [count == 2] * count)

    def test_tries_at_once_are_all_counted(self):
        """Whoever tries many PINs at the same moment has as many tries as one after the other."""

        def try_pin(env):
            kiosk = env["hr.quality.kiosk"].browse(self.made["kiosk"])
            session, _answer = (
                env["hr.quality.kiosk.session"].sudo()._log_in(kiosk.sudo(), "ATONCE", "0000")
            )
            return bool(session)

        with mute_logger("odoo.sql_db"):  # the database says whom it sends back to begin anew
            run_at_once(self.registry, *[(SUPERUSER_ID, try_pin)] * 3)
        self.in_transaction(self.check_tries)

    def check_tries(self, env):
        lock = env["hr.quality.kiosk.lock"].search([("kind", "=", "badge"), ("key", "=", "ATONCE")])
        self.assertEqual(lock.fails, 3)
