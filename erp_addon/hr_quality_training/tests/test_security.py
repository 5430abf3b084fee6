"""Who reads which needs, outcomes and scores, and who may do what."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import RestrictViolation, UniqueViolation

from .common import BAD, RuleCase
from .plant import MONDAY


@tagged("post_install", "-at_install")
class TestSecurity(RuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.plant.operation("OP0110")
        cls.plant.produce(cls.operation, [BAD, BAD, BAD])
        cls.rule.with_user(cls.plant.quality).evaluate(MONDAY)
        cls.need = cls.env["hr.quality.need"].search([("operation_id", "=", cls.operation.id)])

    def visible(self, model, user):
        """How many records of a model this user finds."""
        self.env.invalidate_all()
        path = "need_id.operation_id" if ".need." in model else "operation_id"
        return self.env[model].with_user(user).search_count([(path, "=", self.operation.id)])

    def test_who_reads_needs(self):
        plant = self.plant
        for user, count in (
            (plant.quality, 1),
            (plant.hr, 1),
            (plant.analyst, 1),
            (plant.system, 1),
            (plant.manager, 1),
            (plant.director, 1),
            (plant.other_manager, 0),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.visible("hr.quality.need", user), count)
                self.assertEqual(self.visible("hr.quality.need.week", user), 3 * count)
                self.assertEqual(self.visible("hr.quality.rule.outcome", user), count)

    def test_operators_and_the_feeder_read_none(self):
        """An operator finds none of the needs that he has not submitted himself."""
        own = ("hr.quality.need", "hr.quality.need.week")
        people = ("hr.quality.need.person", "hr.quality.rule.outcome")
        for model in own:
            with self.subTest(model):
                self.assertEqual(self.visible(model, self.plant.operator), 0)
        refused = [(self.plant.feeder, model) for model in own + people]
        refused += [(self.plant.operator, model) for model in people]
        for user, model in refused:
            with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                self.visible(model, user)

    def test_who_reads_persons(self):
        plant = self.plant
        for user, count in (
            (plant.quality, 3),
            (plant.hr, 3),
            (plant.manager, 3),
            (plant.director, 3),
            (plant.other_manager, 0),
            (plant.analyst, 0),
            (plant.system, 0),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.visible("hr.quality.need.person", user), count)
                lines = self.need.person_ids.with_user(user)
                if not count:
                    with self.assertRaises(AccessError):
                        lines.read(["score"])

    def test_a_need_found_by_id_is_refused_all_the_same(self):
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.need.with_user(self.plant.other_manager).read(["reason_text"])

    def test_a_new_manager_sees_what_his_department_has(self):
        """Rights follow the department, the same minute, and leave with it."""
        newcomer = self.plant.user("nora", "operations")
        employee = self.env["hr.employee"].create({"name": "Nora", "user_id": newcomer.id})
        self.assertEqual(self.visible("hr.quality.need", newcomer), 0)
        self.plant.body_shop.manager_id = employee
        self.assertEqual(self.visible("hr.quality.need", newcomer), 1)
        self.need.with_user(newcomer).act_confirm()
        self.plant.body_shop.manager_id = False
        self.assertEqual(self.visible("hr.quality.need", newcomer), 0)

    def test_the_mean_of_few_is_hidden_from_groups(self):
        """Two people: quality reads 71, the analyst reads neither it nor its way round."""
        operation = self.plant.operation("OP0120")
        self.plant.produce(operation, [BAD, BAD, BAD], badges=("b1", "b2"))
        self.evaluate()
        need = self.needs(operation)
        self.assertEqual(need.with_user(self.plant.quality).mean_score, 71)
        self.assertIn("71", need.with_user(self.plant.manager).reason_text)
        self.env.invalidate_all()
        seen = need.with_user(self.plant.analyst)
        self.assertEqual((seen.mean_score, seen.mean_score_hidden), (0, True))
        self.assertNotIn("71", seen.reason_text)
        self.assertNotIn("71", "".join(seen.message_ids.mapped(lambda note: note.body or "")))
        self.assertNotIn("71", self.kept(operation).with_user(self.plant.analyst).explanation)
        with self.assertRaises(AccessError):
            seen.read(["evidence_mean_score"])
        with self.assertRaises(AccessError):
            seen.search([("evidence_mean_score", "<", 72)])
        with self.assertRaises(ValueError):
            seen.search([("mean_score", "<", 72)])

    def test_another_manager_cannot_decide(self):
        for name, arguments in (("act_confirm", {}), ("act_reject", {"reason": "Not mine"})):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(self.need.with_user(self.plant.other_manager), name)(**arguments)
        self.assertEqual(self.need.state, "raised")

    def test_nobody_else_can_decide(self):
        plant = self.plant
        for user in (plant.quality, plant.hr, plant.analyst, plant.system, plant.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.need.with_user(user).act_confirm()

    def test_a_manager_without_the_party_cannot_decide(self):
        self.plant.manager.group_ids = [(3, self.env.ref("base_act.base_act_group_operations").id)]
        with self.assertRaises(AccessError):
            self.need.with_user(self.plant.manager).act_confirm()

    def test_the_author_cannot_decide_his_own_need(self):
        """A need from a person comes later; who raised it is kept apart already."""
        own = self.env["hr.quality.need"]._act_create(
            [
                {
                    "operation_id": self.operation.id,
                    "responsible_id": self.plant.manager.id,
                    "author_id": self.plant.manager.id,
                }
            ]
        )
        with self.assertRaises(AccessError):
            own.with_user(self.plant.manager).act_confirm()
        own.with_user(self.plant.director).act_confirm()
        self.assertEqual(own.state, "confirmed")

    def test_the_database_refuses_a_second_open_need(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["hr.quality.need"]._act_create(
                [{"operation_id": self.operation.id, "rule_id": self.rule.id}]
            )

    def test_what_a_need_rests_on_cannot_be_deleted(self):
        for record in (self.rule, self.operation):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                record.sudo().unlink()

    def test_comments_need_reading_alone(self):
        """Quality may say something in the chatter, the manager of another department not."""
        self.need.with_user(self.plant.quality).message_post(body="Seen at the line")
        with self.assertRaises(AccessError):
            self.need.with_user(self.plant.other_manager).message_post(body="Hello")
