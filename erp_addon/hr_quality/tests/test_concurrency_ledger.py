"""Two people of quality decide about one person at once: one enters it, the other reads of it."""

import uuid

from odoo import SUPERUSER_ID, api
from odoo.addons.base_act.tests.at_once import run_at_once
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

RUN = uuid.uuid4().hex[:8]


@tagged("post_install", "-at_install")
class TestConcurrencyLedger(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls.clean)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
            groups = "base_act.base_act_group_quality"
            users = [new_test_user(env, f"two_{RUN}_{n}", groups) for n in range(2)]
            operations = new_test_user(env, f"two_{RUN}_o", "base_act.base_act_group_operations")
            person = env["hr.employee"].create({"name": f"Two {RUN}"})
            operation = env["hr.quality.operation"].create({"code": RUN, "name": RUN})
            env["hr.quality.qualification"]._qualify(
                person, operation, 90, "Passed", [users[0], operations]
            )
            cls.users = [user.id for user in users]
            cls.user_ids = [*cls.users, operations.id]
            cls.pair = (person.id, operation.id)

    @classmethod
    def clean(cls):
        """Past the guard of the table, which holds against everything else."""
        table = "hr_quality_qualification"
        with cls.registry.cursor() as cr:
            cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
            cr.execute(
                "DELETE FROM hr_quality_qualification WHERE operation_id = %s", [cls.pair[1]]
            )
            cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["hr.employee"].browse(cls.pair[0]).unlink()
            env["hr.quality.operation"].browse(cls.pair[1]).unlink()
            env["res.users"].browse(cls.user_ids).unlink()

    @mute_logger("odoo.sql_db")
    def test_one_revokes_and_the_other_reads_who_it_was(self):
        def revoke(env):
            return env["hr.quality.qualification"].revoke(*self.pair, "Ten bad doors")

        answers = run_at_once(self.registry, *((user, revoke) for user in self.users))
        entered = [answer for answer in answers if isinstance(answer, int)]
        refused = [answer for answer in answers if isinstance(answer, str)]
        self.assertEqual((len(entered), len(refused)), (1, 1), answers)
        self.assertIn("Ten bad doors", refused[0])
