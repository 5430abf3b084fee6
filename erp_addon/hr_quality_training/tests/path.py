"""A need on its way from the training to its effect, for tests of what comes last."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo.addons.base_act.permit import with_permit
from odoo.tests import Form

from .common import BAD, RuleCase

TRAINED = "2026-08-28"
"""A Friday of 2026-W35: the weeks before are W32 to W34, those after begin with W36."""
FIRST_AFTER = date(2026, 8, 31)
CHECKED = "2026-09-02"
ANSWERED = "2026-09-04"
MEASURED = "2026-09-24"
"""The window after ends with 2026-W38, on Sunday 20 September, and three days settle."""

CURRENT = {
    "parameter": "Welding current",
    "kind": "range",
    "unit": "A",
    "nominal": 180,
    "lower": 170,
    "upper": 190,
    "method": "Clamp meter",
}
PORES = {"parameter": "Seam without pores", "kind": "attribute", "method": "Look"}


class PathCase(RuleCase):
    """Welding at 8 % for three weeks; three people are trained."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inspector = cls.plant.user("iris", "quality")
        cls.trainer = cls.env["hr.employee"].create(
            {"name": "Trainer", "user_id": cls.plant.user("tara", "quality").id}
        )
        cls.course = cls.env["hr.quality.course"].create(
            {"name": "Setting the welder", "item_ids": [(0, 0, {"name": "Sets the current"})]}
        )

    def trained_need(self, weeks=(BAD, BAD, BAD), points=(CURRENT,), **values):
        """A need whose people have learned: reviewed with ``points``, planned, not yet assessed."""
        operation, need = self.raise_need(weeks=weeks)
        with_permit(need).write(
            {
                "state": "learned",
                "problem": "Spatter at the lower edge of the door, all shifts",
                "confirmed_by_id": self.plant.manager.id,
                "reviewer_id": self.plant.quality.id,
                "key_point_ids": [(0, 0, point) for point in points],
                **values,
            }
        )
        self.plan = self.env["hr.quality.plan"]._act_create(
            [
                {
                    "need_id": need.id,
                    "operation_id": operation.id,
                    "course_id": self.course.id,
                    "trainer_id": self.trainer.id,
                    "due_on": "2026-08-30",
                    "published_on": "2026-08-25",
                    "state": "learned",
                    "participant_ids": [
                        (0, 0, {"employee_id": person.id, "state": "learned"})
                        for person in self.people
                    ],
                }
            ]
        )
        return operation, need

    def attempt(self, participant, **values):
        return self.env["hr.quality.assessment"]._act_create(
            [
                {
                    "participant_id": participant.id,
                    "employee_id": participant.employee_id.id,
                    "plan_id": participant.plan_id.id,
                    "operation_id": participant.operation_id.id,
                    "course_id": self.course.id,
                    "attempt": 1,
                    "opened_on": "2026-08-27",
                    "state": "passed",
                    **values,
                }
            ]
        )

    def assess(self, need, day=TRAINED):
        """Everybody passes on that day: the training has ended."""
        with freeze_time(f"{day} 10:00:00"):
            for participant in need.plan_id.participant_ids:
                if participant.state == "learned":
                    participant._passed(self.attempt(participant))
        self.env.flush_all()
        return need

    def assessed_need(self, **values):
        operation, need = self.trained_need(**values)
        self.assess(need)
        return operation, need

    def record(self, check, user=None, day=CHECKED, measured="181", **values):
        """Record a check as an inspector does: every key point in order unless said otherwise."""
        points = [
            {"key": point["key"], "ok": True}
            if point["kind"] == "attribute"
            else {"key": point["key"], "measured": measured}
            for point in check.get_points()
        ]
        given = {"inspected": "20", "nonconforming": 0, "points": points, **values}
        with freeze_time(f"{day} 10:00:00"):
            check.with_user(user or self.inspector).act_record(**given)
        return check

    def check_all(self, need, **values):
        for check in need.check_ids.filtered(lambda check: check.state == "due"):
            self.record(check, **values)

    def answer(self, need, day=ANSWERED):
        with freeze_time(f"{day} 10:00:00"):
            need.with_user(self.plant.manager).act_answer(
                feedback="The current is set by the card at the machine"
            )

    def answered_need(self, **values):
        operation, need = self.assessed_need(**values)
        self.check_all(need)
        self.answer(need)
        return operation, need

    def produce_after(self, operation, weeks, badges=("b1", "b2", "b3"), first=FIRST_AFTER):
        """Weeks from the first one after the training on."""
        records = []
        for number, figures in enumerate(weeks):
            day = first + timedelta(weeks=number)
            records += self.plant.records(operation, day, figures, badges)
        self.plant.feed(records)

    def measure(self, need, day=MEASURED, user=None):
        effect = need.effect_ids.filtered(lambda effect: effect.state == "waiting")
        with freeze_time(f"{day} 10:00:00"):
            effect.with_user(user or self.plant.quality).act_measure()
        return effect

    def dialog(self, document, user, act, **answers):
        """Answer an act's dialog as the web client shows it."""
        acting = document.with_user(user).with_context(base_act_name=act)
        action = acting.action_act_wizard()
        form = Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"]))
        for name, value in answers.items():
            form[name] = value
        form.save().action_confirm()
