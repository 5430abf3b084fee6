"""Difficulties: whoever does the work says what is hard, and reads what becomes of it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .monthly import MonthlyCase


@tagged("post_install", "-at_install")
class TestDifficulty(MonthlyCase):
    # Reporting

    def test_an_operator_reports_with_the_short_form(self):
        self.plant.produce(self.operation, [(600, 18)], badges=("b1",))
        self.people[0].user_id = self.plant.operator
        self.otto.user_id = False
        form = Form(self.env["hr.quality.report.difficulty"].with_user(self.plant.operator))
        self.assertEqual(form.operation_id, self.operation)  # where he was counted last
        form.problem = "The clamp slips when the sheet is wet"
        answer = form.save().action_report()
        difficulty = self.env["hr.quality.difficulty"].search([])
        self.assertEqual(difficulty.author_id, self.plant.operator)
        self.assertEqual(difficulty.employee_id, self.people[0])
        self.assertEqual(difficulty.department_id, self.plant.body_shop)
        self.assertEqual(difficulty.month, self.today.replace(day=1))
        self.assertIn(difficulty.list_id.display_name, answer["params"]["message"])

    def test_what_comes_after_submission_is_for_the_next_month(self):
        first = self.submitted()
        second = self.report(problem="The lamp is too dark")
        self.assertNotEqual(first.list_id, second.list_id)
        self.assertGreater(second.month, first.month)
        self.assertEqual(second.list_id.state, "draft")

    def test_one_list_for_a_department_and_month(self):
        self.assertEqual(self.report().list_id, self.report(user=self.plant.manager).list_id)

    def test_nothing_written_and_no_such_operation(self):
        for values in ({"problem": "  "}, {"problem": None}):
            with self.assertRaises(UserError):
                self.report(**values)
        with self.assertRaises(UserError):
            self.report(operation=self.env["hr.quality.operation"].browse(999999999))
        self.operation.active = False
        with self.refused(UserError, "does not exist"):
            self.report()

    def test_an_operation_of_nobody(self):
        orphan = self.plant.operation("OP9", department_id=False)
        self.otto.department_id = False
        with self.refused(UserError, "belongs to no department"):
            self.report(operation=orphan)
        self.otto.department_id = self.plant.paint_shop
        self.assertEqual(self.report(operation=orphan).department_id, self.plant.paint_shop)

    def test_the_author_corrects_his_words_until_they_are_handed_in(self):
        difficulty = self.report()
        own = difficulty.with_user(self.plant.operator)
        own.write({"problem": "The clamp slips on wet sheet", "frequency": "piece"})
        self.assertEqual(difficulty.times_per_month, 1000)
        for other in (self.plant.manager, self.plant.quality, self.plant.hr):
            with self.assertRaises(AccessError):
                difficulty.with_user(other).write({"problem": "Nothing is hard"})
        with self.assertRaises(AccessError):
            difficulty.with_user(self.plant.manager).sudo().write({"problem": "Nothing"})
        difficulty.list_id.with_user(self.plant.manager).act_submit()
        with self.refused(UserError, "handed in"):
            own.write({"problem": "Something else"})

    def test_who_reads_it(self):
        difficulty = self.report()
        mine = self.env["hr.quality.difficulty"]
        for user, sees in (
            (self.plant.operator, True),
            (self.plant.manager, True),
            (self.plant.director, True),
            (self.plant.other_manager, False),
            (self.plant.quality, True),
            (self.plant.hr, True),
            (self.plant.analyst, False),
            (self.plant.system, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(bool(mine.with_user(user).search([])), sees)
        self.assertTrue(difficulty)

    # The list

    def test_only_the_manager_submits(self):
        difficulties = self.report().list_id
        for user in (self.plant.other_manager, self.plant.quality, self.plant.hr):
            with self.assertRaises(AccessError):
                difficulties.with_user(user).act_submit()
        with self.assertRaises(AccessError):
            difficulties.with_user(self.plant.operator).act_submit()
        difficulties.with_user(self.plant.manager).act_submit()
        self.assertEqual(difficulties.submitted_by_id, self.plant.manager)
        with self.assertRaises(UserError):
            difficulties.with_user(self.plant.manager).act_submit()

    def test_the_manager_above_submits_too(self):
        difficulties = self.report().list_id
        difficulties.with_user(self.plant.director).act_submit()
        self.assertEqual(difficulties.submitted_by_id, self.plant.director)

    def test_nothing_this_month_is_signed_too(self):
        action = (
            self.env["hr.quality.difficulty.list"]
            .with_user(self.plant.manager)
            .action_open_current()
        )
        empty = self.env["hr.quality.difficulty.list"].browse(action["res_id"])
        with self.refused(UserError, "no difficulty"):
            empty.with_user(self.plant.manager).act_submit()
        empty.with_user(self.plant.manager).act_submit_nothing()
        self.assertTrue(empty.nothing_to_report)
        empty.with_user(self.plant.quality).act_review()
        self.assertEqual(empty.state, "reviewed")

    def test_a_list_with_a_difficulty_is_not_signed_as_empty(self):
        difficulties = self.report().list_id
        with self.assertRaises(UserError):
            difficulties.with_user(self.plant.manager).act_submit_nothing()

    def test_a_withdrawn_one_does_not_count_but_stays(self):
        difficulty = self.report()
        difficulty.with_user(self.plant.manager).act_withdraw(reason="Was repaired this morning")
        difficulty.list_id.with_user(self.plant.manager).act_submit_nothing()
        self.assertTrue(difficulty.exists())
        self.assertEqual(difficulty.answer, "Was repaired this morning")

    def test_handed_in_it_is_not_withdrawn(self):
        difficulty = self.submitted()
        with self.assertRaises(UserError):
            difficulty.with_user(self.plant.manager).act_withdraw(reason="No longer")

    # Quality's answer

    def test_quality_raises_one_need_for_each_operation(self):
        other = self.plant.operation("OP0120")
        first = self.report(problem="The clamp slips", frequency="weekly")
        second = self.report(problem="The arc jumps", frequency="piece")
        third = self.report(operation=other)
        first.list_id.with_user(self.plant.manager).act_submit()
        (first | second | third).with_user(self.plant.quality).act_raise_need()
        self.assertEqual(first.need_id, second.need_id)
        self.assertNotEqual(first.need_id, third.need_id)
        need = first.need_id
        self.assertEqual((need.kind, need.operation_id), ("difficulty", self.operation))
        self.assertEqual(need.difficulty_ids, first | second)
        self.assertLess(need.problem.index("arc"), need.problem.index("clamp"))

    def test_a_later_one_joins_the_need_that_is_not_planned_yet(self):
        first = self.submitted()
        first.with_user(self.plant.quality).act_raise_need()
        second = self.report(problem="The torch is heavy")
        second.list_id.with_user(self.plant.manager).act_submit()
        second.with_user(self.plant.quality).act_raise_need()
        self.assertEqual(first.need_id, second.need_id)
        self.set_protected(first.need_id, state="planned")
        third = self.report(problem="The gloves are thin")
        self.assertEqual(third.list_id, second.list_id.search([("month", "=", third.month)]))

    def test_quality_answers_with_a_reason_and_the_author_reads_it(self):
        difficulty = self.submitted()
        with self.assertRaises(UserError):
            difficulty.with_user(self.plant.quality).act_answer(reason=" ")
        difficulty.with_user(self.plant.quality).act_answer(reason="New clamps are ordered")
        told = difficulty.message_ids | self.env["mail.message"].search(
            [("partner_ids", "in", self.plant.operator.partner_id.ids)]
        )
        self.assertTrue(told.filtered(lambda m: "New clamps are ordered" in (m.body or "")))

    def test_quality_waits_for_the_manager(self):
        with self.refused(UserError, "not handed in"):
            self.report().with_user(self.plant.quality).act_answer(reason="No")

    def test_nobody_answers_his_own(self):
        difficulty = self.submitted(user=self.plant.quality)
        with self.assertRaises(AccessError):
            difficulty.with_user(self.plant.quality).act_answer(reason="It is nothing")

    def test_a_list_is_looked_through_when_each_has_its_answer(self):
        difficulty = self.submitted()
        with self.refused(UserError, "without an answer"):
            difficulty.list_id.with_user(self.plant.quality).act_review()
        difficulty.with_user(self.plant.quality).act_answer(reason="Done")
        difficulty.list_id.with_user(self.plant.quality).act_review()
        self.assertEqual(difficulty.list_id.reviewed_by_id, self.plant.quality)

    @mute_logger("odoo.models.unlink")
    def test_reading_does_not_cost_more_for_more(self):
        lists = self.env["hr.quality.difficulty.list"].with_user(self.plant.quality)
        fields = {name: {} for name in ("display_name", "difficulty_count", "open_count", "state")}

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lists.web_search_read([], fields)
            return self.env.cr.sql_log_count - before

        self.report()
        queries()
        few = queries()
        for number in range(5):
            department = self.env["hr.department"].create({"name": f"Shop {number}"})
            operation = self.plant.operation(f"OP5{number}", department_id=department.id)
            self.report(operation=operation)
        self.assertEqual(queries(), few)
