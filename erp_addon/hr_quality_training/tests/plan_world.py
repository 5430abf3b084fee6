"""What the tests of plans start from: a reviewed need, a course, people, not all with a login."""

import base64
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import TransactionCase

from .plant import Plant

REASON = "Long illness"


class PlanWorld(TransactionCase):
    """A welding operation with a reviewed need that names three people.

    Otto and Olga have a login, Lars has none; Mira is the manager of Lars.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plant = Plant(cls.env)
        cls.hr, cls.quality, cls.manager = cls.plant.hr, cls.plant.quality, cls.plant.manager
        cls.operation = cls.plant.operation("OP0110")
        cls.channel = cls.new_channel("Setting the machine", 2)
        cls.short = cls.new_channel("What changed", 1)
        cls.course = cls.env["hr.quality.course"].create(
            {
                "name": "Welding",
                "channel_id": cls.channel.id,
                "retraining_channel_id": cls.short.id,
                "operation_ids": [(6, 0, cls.operation.ids)],
                "exam_weight": 0,
                "item_ids": [(0, 0, {"name": "Seam without pores"})],
            }
        )
        cls.boss = cls.manager.employee_ids
        cls.otto = cls.worker("Otto", cls.plant.operator)
        cls.olga_user = cls.plant._user("olga", "base.group_user")
        cls.olga = cls.worker("Olga", cls.olga_user)
        cls.lars = cls.worker("Lars", None)
        cls.trainer_user = cls.plant._user("tina", "base.group_user")
        cls.trainer = cls.env["hr.employee"].create(
            {"name": "Tina", "user_id": cls.trainer_user.id}
        )
        cls.need = cls.new_need()

    @classmethod
    def worker(cls, name, user, score=70):
        """Somebody known to the ledger, and longer here than a newcomer."""
        person = cls.env["hr.employee"].create(
            {
                "name": name,
                "barcode": f"plan{name}",
                "user_id": user.id if user else False,
                "parent_id": cls.boss.id,
                "department_id": cls.plant.body_shop.id,
            }
        )
        person.version_id.date_version = "2020-01-01"
        if score is not None:
            cls.plant.sign(person, score)
        return person

    @classmethod
    def new_channel(cls, name, slides):
        channel = cls.env["slide.channel"].create(
            {
                "name": name,
                "visibility": "members",
                "enroll": "invite",
                "is_published": True,
                "publish_template_id": False,
            }
        )
        for number in range(slides):
            cls.env["slide.slide"].create(
                {
                    "channel_id": channel.id,
                    "name": f"{name} {number}",
                    "slide_category": "article",
                    "html_content": "<p>Set 180 A</p>",
                    "is_published": True,
                }
            )
        return channel

    @classmethod
    def new_need(cls, people=None, **values):
        people = cls.otto | cls.olga | cls.lars if people is None else people
        return cls.env["hr.quality.need"]._act_create(
            [
                {
                    "operation_id": cls.operation.id,
                    "responsible_id": cls.manager.id,
                    "state": "reviewed",
                    "reviewer_id": cls.quality.id,
                    "score_below": 80,
                    "key_point_ids": [
                        (0, 0, {"parameter": "Current", "unit": "A", "method": "Clamp meter"})
                    ],
                    "person_ids": [
                        (
                            0,
                            0,
                            {
                                "employee_id": person.id,
                                "employee_name": person.name,
                                "produced": 100,
                                "has_score": True,
                                "score": 70,
                            },
                        )
                        for person in people
                    ],
                    **values,
                }
            ]
        )

    # When

    @contextmanager
    def refused(self, text="", exception=UserError):
        """Expect a refusal that says ``text``, and undo whatever happened on the way to it."""
        with self.assertRaises(exception) as refusal:
            yield
        self.assertIn(text, str(refusal.exception))

    def draft(self, need=None, **values):
        need = (need or self.need).with_user(self.hr)
        plan = self.env["hr.quality.plan"].browse(need.action_draft_plan()["res_id"])
        if values:
            plan.with_user(self.hr).write(values)
        return plan

    def publish(self, need=None, **values):
        plan = self.draft(need, **values)
        plan.with_user(self.hr).act_publish()
        return plan

    def session(self, days=3, **values):
        """Command that adds a session of two hours, so many days from now."""
        starts = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
        return (
            0,
            0,
            {
                "starts": starts,
                "ends": starts + timedelta(hours=2),
                "place": "Hall 3",
                "trainer_id": self.trainer.id,
                **values,
            },
        )

    def person(self, plan, employee):
        return plan.participant_ids.filtered(lambda person: person.employee_id == employee)

    def finish(self, channel, user):
        """Go through the online course as the learner does."""
        channel.with_user(user).slide_content_ids.action_mark_completed()

    def mails(self, employee):
        people = self.env["hr.quality.participant"].search([("employee_id", "=", employee.id)])
        return self.env["mail.mail"].search(
            [("model", "=", people._name), ("res_id", "in", people.ids)], order="id"
        )

    def assessment(self):
        """Something that a trail can name."""
        return self.course


def file(name, content):
    return {"name": name, "datas": base64.b64encode(content)}
