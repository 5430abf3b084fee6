"""Two people at one plan at the same moment, in two real transactions."""

from odoo import SUPERUSER_ID
from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.at_once import AtOnceCase, run_at_once
from odoo.addons.base_act.tests.common import forget_acts
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestPlanAtOnce(AtOnceCase):
    @classmethod
    def _build(cls, env):
        """A published plan without a need, with two learners."""
        operation = env["hr.quality.operation"].create({"code": "LAST-TWO", "name": "Last two"})
        people = env["hr.employee"].create([{"name": "First"}, {"name": "Second"}])
        late = env["hr.employee"].create({"name": "Late"})
        plan = env["hr.quality.plan"]._act_create(
            [
                {
                    "operation_id": operation.id,
                    "due_on": "2031-01-01",
                    "state": "published",
                    "participant_ids": [(0, 0, {"employee_id": person.id}) for person in people],
                }
            ]
        )
        cls.plan_id, cls.people = plan.id, plan.participant_ids.ids
        draft = env["hr.quality.plan"]._act_create(
            [
                {
                    "operation_id": operation.id,
                    "due_on": "2031-01-01",
                    "participant_ids": [(0, 0, {"employee_id": people[0].id})],
                }
            ]
        )
        cls.draft_id, cls.late_id = draft.id, late.id

    @classmethod
    def _remove(cls, env):
        plan = env["hr.quality.plan"].browse([cls.plan_id, cls.draft_id])
        people, operation = plan.participant_ids, plan.operation_id
        employees = people.employee_id | env["hr.employee"].browse(cls.late_id)
        forget_acts(people)
        forget_acts(plan)
        with_permit(operation).unlink()
        employees.unlink()

    @mute_logger("odoo.sql_db")  # the second one begins anew
    def test_neither_overlooks_the_other(self):
        """Each sees the other as still learning at first; the plan is learned all the same."""

        def finish(person_id):
            def call(env):
                person = env["hr.quality.participant"].browse(person_id)
                with_permit(person).write({"state": "learned"})
                person.plan_id._settle()

            return call

        answers = run_at_once(
            self.registry, *((SUPERUSER_ID, finish(person_id)) for person_id in self.people)
        )
        self.assertEqual(answers, [None, None])
        state = self._in_transaction(lambda env: env["hr.quality.plan"].browse(self.plan_id).state)
        self.assertEqual(state, "learned")

    @mute_logger("odoo.sql_db")  # the second one begins anew
    def test_whoever_publishes_publishes_with_everybody(self):
        """Somebody is added just then: he is in the plan that is published, or comes too late."""

        def add(env):
            values = {"plan_id": self.draft_id, "employee_id": self.late_id}
            return len(env["hr.quality.participant"].create(values))

        def publish(env):
            plan = env["hr.quality.plan"].browse(self.draft_id)
            plan._act_lock("Publish")
            with_permit(plan).write({"state": "published"})
            return len(plan.participant_ids)

        added, told = run_at_once(self.registry, (SUPERUSER_ID, add), (SUPERUSER_ID, publish))
        if added == 1:
            self.assertEqual(told, 2)
        else:
            self.assertIn("no draft any more", added)
            self.assertEqual(told, 1)
