"""Reporting a difficulty at the kiosk: by whom, about which work, in how many words."""

from datetime import timedelta

from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.hr_quality_difficulty import MOST_LETTERS
from ..models.hr_quality_difficulty_kiosk import MOST_A_DAY
from .kiosk_case import KioskCase

SLIPS = "The clamp slips\nwhen the sheet is wet"


class KioskDifficultyCase(KioskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["hr.quality.operation"].create(
            {
                "code": "PAINT",
                "name": "Paint",
                "department_id": cls.env["hr.department"].create({"name": "Paint shop"}).id,
            }
        )

    def report(self, problem=SLIPS, operation=None, **values):
        given = {"frequency": "shift", **values}
        operation_id = str((operation or self.operation).id)
        return self.post("/difficulty/report", operation_id=operation_id, problem=problem, **given)

    def reports(self):
        self.env.invalidate_all()
        return self.env["hr.quality.difficulty"].search([], order="id")


@tagged("post_install", "-at_install")
class TestKioskDifficulty(KioskDifficultyCase):
    def test_somebody_without_a_login_reports(self):
        """Given badge and PIN, what is hard is on the department's list, under his name."""
        page = self.log_in()
        self.assertIn(f"{self.base}/difficulty", page.text)
        form = self.get("/difficulty").text
        self.assertIn(self.operation.display_name, form)
        self.assertNotIn("PAINT", form)
        answer = self.report()
        self.assertIn("Thank you", answer.text)
        self.assertIn("when the sheet is wet", answer.text)
        self.assertIn("Reported", answer.text)
        self.assertNotIn("Thank you", self.get("/difficulty").text)
        reported = self.reports()
        self.assertEqual(reported.employee_id, self.trainee)
        self.assertFalse(reported.author_id)
        self.assertEqual((reported.problem, reported.frequency), (SLIPS, "shift"))
        self.assertEqual(reported.list_id.department_id, self.department)
        self.assertIn("Hall 3", str(reported.message_ids.mapped("body")))
        self.assertTrue(reported.with_user(self.manager).has_access("read"))

    def test_whoever_has_a_login_is_its_author(self):
        self.trainee.user_id = self.trainee_user
        self.log_in()
        self.report()
        self.assertEqual(self.reports().author_id, self.trainee_user)
        self.assertTrue(self.reports().with_user(self.trainee_user).is_mine_to_write)

    def test_what_became_of_it_is_read_at_the_kiosk(self):
        self.log_in()
        self.report()
        difficulty = self.reports()
        difficulty.list_id.with_user(self.manager).act_submit()
        difficulty.with_user(self.assessor).act_answer(reason="New clamps are ordered")
        page = self.get("/difficulty").text
        self.assertIn("Answered", page)
        self.assertIn("New clamps are ordered", page)

    def test_in_chinese(self):
        self.log_in("T200", "0815")
        page = self.report()
        for words in ("谢谢", "已上报"):
            self.assertIn(words, page.text)

    def test_where_he_worked_last_stands_first(self):
        today = plant_day(self.env)
        source = self.env["hr.quality.source"].create({"code": "line", "name": "Line"})
        feeder = self.login("feeder", "hr_quality.hr_quality_group_feeder")
        answer = (
            self.env["hr.quality.measurement"]
            .with_user(feeder)
            .record_batch(
                source.code,
                [
                    {
                        "key": operation.code,
                        "revision": 1,
                        "day": str(today - timedelta(days=days)),
                        "shift": "early",
                        "operation": operation.code,
                        "work_center": None,
                        "employee": "T100",
                        "material": None,
                        "lot": None,
                        "produced": "10",
                        "good": "10",
                        "scrapped": "0",
                        "reworked": "0",
                        "unit": operation.unit,
                    }
                    for operation, days in ((self.operation, 3), (self.foreign, 2))
                ],
            )
        )
        self.assertFalse(answer["rejected"])
        found = self.env["hr.quality.difficulty"].sudo()._operations_at_kiosk(self.trainee)
        self.assertEqual(found[0], self.foreign)
        self.assertIn(self.operation, found)

    def test_nobody_knows_his_work(self):
        self.env["hr.employee"].create({"name": "New", "barcode": "T300", "pin": "1234"})
        self.log_in("T300", "1234")
        page = self.get("/difficulty").text
        self.assertIn("do not know yet which work is yours", page)
        self.assertNotIn("<textarea", page)
        self.assertIn("Choose the work", self.report().text)
        self.assertFalse(self.reports())


@tagged("post_install", "-at_install")
class TestKioskDifficultyAttacks(KioskDifficultyCase):
    def test_without_a_badge_nothing(self):
        for answer in (self.get("/difficulty"), self.report()):
            self.assertIn("Show your badge", answer.text)
        self.log_in()
        self.opener.cookies.set("quality_kiosk", "0" * 43, path=self.base)
        self.assertIn("Show your badge", self.report().text)
        self.assertFalse(self.reports())

    def test_under_nobody_elses_name(self):
        """Whatever the form says of a person, author or list, it is the badge's own."""
        self.log_in()
        other_list = self.env["hr.quality.difficulty.list"]._list_of(
            self.foreign.department_id, self.plan.due_on
        )
        self.report(
            employee_id=str(self.other.id),
            author_id=str(self.manager.id),
            list_id=str(other_list.id),
            state="answered",
            answer="Done",
        )
        reported = self.reports()
        self.assertEqual((reported.employee_id, reported.state), (self.trainee, "reported"))
        self.assertNotEqual(reported.list_id, other_list)
        self.assertFalse(reported.author_id or reported.answer)

    def test_of_others_nothing_is_read(self):
        self.log_in("T200", "0815")
        self.report("What Otto alone knows")
        theirs = self.reports()
        self.log_in()
        for path in ("/difficulty", f"/difficulty?sent={theirs.id}"):
            page = self.get(path).text
            self.assertNotIn("Otto alone", page)
            self.assertNotIn("Thank you", page)

    def test_foreign_operations_and_nonsense(self):
        self.log_in()
        archived = self.foreign.copy({"code": "OLD", "active": False})
        for strange in (self.foreign.id, archived.id, 0, -1, 10**30, "x", "", "²"):
            with self.subTest(strange):
                page = self.post(
                    "/difficulty/report",
                    operation_id=str(strange),
                    problem=SLIPS,
                    frequency="daily",
                )
                self.assertIn("Choose the work", page.text)
                self.assertIn("when the sheet is wet", page.text)  # nobody types it twice
        page = self.report(frequency="always")
        self.assertIn("Choose how often", page.text)
        self.assertFalse(self.reports())

    def test_too_long_and_empty(self):
        self.log_in()
        page = self.report("x" * (MOST_LETTERS + 1))
        self.assertIn("letters long", page.text)
        for empty in ("", "   ", "\x00"):
            self.assertIn("Write what is hard", self.report(empty).text)
        self.assertFalse(self.reports())
        self.report("x" * MOST_LETTERS)
        self.assertEqual(len(self.reports().problem), MOST_LETTERS)

    def test_markup_stays_text(self):
        self.log_in()
        page = self.report("<script>alert(1)</script>").text
        self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;alert", page)

    def test_the_same_words_twice_are_one_report_and_a_day_has_an_end(self):
        self.log_in()
        self.report()
        self.report()
        self.assertEqual(len(self.reports()), 1)
        for number in range(MOST_A_DAY - 1):
            self.report(f"Number {number}")
        self.assertIn("Go on tomorrow", self.report("One more").text)
        self.assertEqual(len(self.reports()), MOST_A_DAY)

    def test_the_door_of_the_kiosk_is_no_endpoint(self):
        """Nor does whoever reported at the kiosk answer himself with a login he gets later."""
        self.log_in()
        self.report()
        difficulty = self.reports()
        difficulty.list_id.with_user(self.manager).act_submit()
        self.trainee_user.group_ids += self.env.ref("base_act.base_act_group_quality")
        self.trainee.user_id = self.trainee_user
        self.env.invalidate_all()
        own = difficulty.with_user(self.trainee_user)
        with self.assertRaises(AccessError):
            own.act_answer(reason="It is nothing")
        with self.assertRaises(AccessError):
            own.act_raise_need()
        for user in (self.manager, self.assessor):
            with self.assertRaises(AccessError):
                difficulty.with_user(user).write({"problem": "Nothing is hard"})
