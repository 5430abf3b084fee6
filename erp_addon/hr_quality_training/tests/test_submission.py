"""Needs from people and from records: who submits, whom they wait for, what they keep."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BAD, GOOD, RuleCase
from .plant import MONDAY


@tagged("post_install", "-at_install")
class TestSubmission(RuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.plant.operation("OP0110")

    def setUp(self):
        super().setUp()
        # The plant's production ends in the week before.
        rules = self.registry["hr.quality.rule"]
        self.patch(rules, "_evaluation_day", lambda _rule, _as_of: MONDAY)

    def submit(self, user, operation=None, **values):
        values = {"problem": "The seam has pores since Monday", **values}
        needs = self.env["hr.quality.need"].with_user(user)
        need = needs.browse(needs.submit((operation or self.operation).id, **values))
        return need.with_env(self.env)

    def test_an_operators_need_waits_for_his_manager(self):
        """He is no member of any party, and sees his own need and nobody else's."""
        need = self.submit(self.plant.operator)
        self.assertEqual((need.state, need.kind), ("raised", "person"))
        self.assertEqual(need.author_id, self.plant.operator)
        self.assertEqual(need.responsible_id, self.plant.manager)
        self.assertEqual(need.activity_ids.user_id, self.plant.manager)
        other = self.submit(self.plant.quality)
        seen = self.env["hr.quality.need"].with_user(self.plant.operator).search([])
        self.assertEqual(seen, need)
        with self.assertRaises(AccessError):
            other.with_user(self.plant.operator).read(["problem"])
        with self.assertRaises(AccessError):
            need.with_user(self.plant.operator).act_confirm()

    def test_qualitys_need_waits_for_the_manager_too(self):
        need = self.submit(self.plant.quality)
        self.assertEqual((need.state, need.responsible_id), ("raised", self.plant.manager))
        with self.assertRaises(AccessError):
            need.with_user(self.plant.quality).act_confirm_own()

    def test_a_manager_confirms_by_submitting(self):
        """His own department, or one below; the trail says so, and quality comes next."""
        for user in (self.plant.manager, self.plant.director):
            with self.subTest(user.login):
                need = self.submit(user)
                self.assertEqual((need.state, need.confirmed_by_id), ("confirmed", user))
                entry = need.act_log_ids[0]
                self.assertEqual((entry.act, entry.user_id), ("act_confirm_own", user))

    def test_another_departments_manager_does_not(self):
        need = self.submit(self.plant.other_manager)
        self.assertEqual((need.state, need.responsible_id), ("raised", self.plant.manager))
        with self.assertRaises(AccessError):
            need.with_user(self.plant.other_manager).act_confirm_own()

    def test_a_manager_outside_operations_asks_the_one_above(self):
        party = self.env.ref("base_act.base_act_group_operations")
        self.plant.manager.group_ids = [(3, party.id)]
        need = self.submit(self.plant.manager)
        self.assertEqual((need.state, need.responsible_id), ("raised", self.plant.director))

    def test_a_problem_is_demanded(self):
        for problem in ("", "  \n", None, False, 7):
            with self.subTest(problem), self.assertRaises(UserError):
                self.submit(self.plant.operator, problem=problem)

    def test_only_what_a_person_may_submit(self):
        for values in ({"kind": "rule"}, {"kind": "check"}, {"kind": "forged"}):
            with self.subTest(values), self.assertRaises(UserError):
                self.submit(self.plant.operator, **values)
        self.operation.active = False
        with self.assertRaises(UserError):
            self.submit(self.plant.operator)
        with self.assertRaises(AccessError):
            self.submit(self.plant.feeder)

    def test_a_new_process_takes_the_same_way(self):
        need = self.submit(self.plant.manager, kind="process", problem="Robot 3 welds the frame")
        self.assertEqual((need.kind, need.state), ("process", "confirmed"))

    def test_pictures_come_along_and_only_ones_own(self):
        mine = self.picture(self.plant.operator)
        need = self.submit(self.plant.operator, attachment_ids=mine.ids)
        self.assertEqual((mine.res_model, mine.res_id), (need._name, need.id))
        self.assertIn(mine, need.message_ids.attachment_ids)
        anothers = self.picture(self.plant.quality)
        for stolen in (mine, anothers):
            with self.assertRaises(AccessError):
                self.submit(self.plant.operator, attachment_ids=stolen.ids)

    def picture(self, user):
        attachments = self.env["ir.attachment"].with_user(user)
        return attachments.create({"name": "seam.png", "raw": b"picture"}).sudo()

    def test_it_says_where_the_operation_stands(self):
        self.plant.produce(self.operation, [GOOD, BAD])
        need = self.submit(self.plant.operator)
        self.assertEqual((need.produced, need.defective), (1200, 66))
        self.assertEqual(need.week_ids.mapped("defect_rate"), [0.03, 0.08])
        self.assertEqual(need.person_ids.mapped("score"), [70, 72, 74])
        text = need.reason_text.replace("\N{NO-BREAK SPACE}", "")
        self.assertEqual(text, "2026-W33 … 2026-W34: 5.5% of 1,200 pcs defective, 5% allowed")

    def test_without_measurements_or_a_standard_it_reads_well(self):
        bare = self.plant.operation("OP0999", limit=None)
        need = self.submit(self.plant.operator, bare)
        self.assertFalse(need.week_ids or need.reason_text or need.week_bars)
        self.plant.produce(bare, [BAD])
        need = self.submit(self.plant.operator, bare)
        self.assertIn("no standard in force", need.reason_text)
        self.assertIn("8%", need.week_bars.replace("\N{NO-BREAK SPACE}", ""))

    def test_the_author_reads_no_scores(self):
        self.plant.produce(self.operation, [BAD])
        need = self.submit(self.plant.operator)
        self.env.invalidate_all()
        seen = need.with_user(self.plant.operator)
        self.assertEqual(len(seen.week_ids), 1)
        for read in (
            lambda: seen.person_ids.read(["score"]),
            lambda: seen.read(["evidence_mean_score"]),
        ):
            with self.assertRaises(AccessError):
                read()

    def test_the_dialog_reports(self):
        dialog = (
            self.env["hr.quality.need.submit"]
            .with_user(self.plant.operator)
            .create({"operation_id": self.operation.id, "problem": "Pores in the seam"})
        )
        action = dialog.action_submit()
        self.assertEqual(action["res_model"], "hr.quality.need")
        self.assertEqual(
            self.env["hr.quality.need"].browse(action["res_id"]).author_id, self.plant.operator
        )

    # From records

    def test_a_record_raises_one_need(self):
        """Called again, for instance by a cron, it is the same need; its words are frozen."""
        revision = self.operation.standard_ids.revision_ids
        needs = self.env["hr.quality.need"]
        values = {"evidence_text": "Revision 1 narrows the current"}
        need = needs._raise_need("standard", self.operation, "New limits", values, origin=revision)
        again = needs._raise_need("standard", self.operation, "New limits", values, origin=revision)
        self.assertEqual(need, again)
        self.assertEqual((need.origin_model, need.origin_id), (revision._name, revision.id))
        name = revision.display_name
        revision.standard_id.name = "Renamed"
        self.assertEqual(need.origin_name, name)
        self.assertIn("narrows", need.reason_text)
        self.assertEqual(need.action_open_origin()["res_id"], revision.id)
        other = needs._raise_need("check", self.operation, "Failed", origin=revision)
        self.assertNotEqual(other, need)
