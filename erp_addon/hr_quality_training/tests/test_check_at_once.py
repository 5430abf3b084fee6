"""The last two checks recorded at the same moment: the need goes on all the same."""

from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.at_once import AtOnceCase, run_at_once
from odoo.addons.base_act.tests.common import forget_acts
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestChecksAtOnce(AtOnceCase):
    @classmethod
    def _build(cls, env):
        users = [
            new_test_user(
                env,
                login=f"check_at_once_{number}",
                groups="base_act.base_act_group_quality",
                context={"no_reset_password": True},
            )
            for number in (1, 2)
        ]
        people = env["hr.employee"].create([{"name": "At once 1"}, {"name": "At once 2"}])
        operation = env["hr.quality.operation"].create({"code": "AT-ONCE-7", "name": "At once"})
        need = env["hr.quality.need"]._act_create(
            [{"operation_id": operation.id, "state": "assessed", "kind": "person"}]
        )
        checks = env["hr.quality.check"]._act_create(
            [
                {
                    "employee_id": person.id,
                    "operation_id": operation.id,
                    "origin": "sampling",
                    "standing": "trained",
                    "need_id": need.id,
                    "due_on": "2026-01-05",
                }
                for person in people
            ]
        )
        cls.made = {
            "hr.quality.check": checks.ids,
            "hr.quality.need": need.ids,
            "hr.quality.operation": operation.ids,
            "hr.employee": people.ids,
            "res.users": [user.id for user in users],
        }

    @classmethod
    def _remove(cls, env):
        partners = env["res.users"].browse(cls.made["res.users"]).partner_id
        for model, ids in cls.made.items():
            records = env[model].browse(ids)
            if hasattr(records, "_acts"):
                forget_acts(records)
            else:
                with_permit(records).unlink()
        partners.unlink()

    def test_the_second_one_sees_the_first(self):
        def record(check_id):
            return lambda env: env["hr.quality.check"].browse(check_id).act_record(inspected="20")

        users, checks = self.made["res.users"], self.made["hr.quality.check"]
        calls = [(user, record(check)) for user, check in zip(users, checks, strict=True)]
        self.assertEqual(run_at_once(self.registry, *calls), [True, True])

        def states(env):
            need = env["hr.quality.need"].browse(self.made["hr.quality.need"])
            return need.state, need.check_ids.mapped("state")

        self.assertEqual(self._in_transaction(states), ("checked", ["passed", "passed"]))

    def test_two_who_record_the_same_check(self):
        def make(env):
            template = env["hr.quality.check"].browse(self.made["hr.quality.check"][0])
            values = {
                "employee_id": template.employee_id.id,
                "operation_id": template.operation_id.id,
                "origin": "sampling",
                "standing": "new",
                "due_on": "2026-01-06",
            }
            return env["hr.quality.check"]._act_create([values]).id

        check_id = self._in_transaction(make)
        self.made["hr.quality.check"].append(check_id)

        def record(quantity):
            return lambda env: (
                env["hr.quality.check"].browse(check_id).act_record(inspected=quantity)
            )

        first, second = self.made["res.users"]
        answers = run_at_once(self.registry, (first, record("20")), (second, record("30")))
        self.assertEqual([answer is True for answer in answers].count(True), 1)
        refusal = next(answer for answer in answers if answer is not True)
        self.assertIn("check_at_once_", refusal)
