"""What somebody without a login does at the kiosk, over real HTTP."""

from odoo.tests import tagged

from .assessment_case import RIGHT
from .kiosk_case import KioskCase


@tagged("post_install", "-at_install")
class TestKiosk(KioskCase):
    def test_badge_and_pin(self):
        self.assertIn("Show your badge", self.get().text)
        page = self.log_in()
        self.assertIn("Tara Trainee", page.text)
        self.assertTrue(page.url.endswith("/home"))
        self.assertIn("no-store", page.headers["Cache-Control"])
        session = self.env["hr.quality.kiosk.session"].search([])
        self.assertEqual(session[:1].employee_id, self.trainee)
        self.assertNotIn("4711", page.text)

    def test_reading_the_course_is_learning(self):
        self.log_in()
        place = f"/training/{self.participant.id}"
        self.assertIn("The current", self.get(place).text)
        first, second = self.pages
        page = self.get(f"{place}/page/{first.id}").text
        self.assertIn("180 A", page)
        self.assertNotIn("/web/image/", page)
        media = self.get(f"{place}/page/{first.id}/media/{self.picture.id}")
        self.assertEqual((media.status_code, media.headers["Content-Type"]), (200, "image/png"))
        self.assertEqual(self.get(f"{place}/page/{second.id}/file").status_code, 200)
        self.post(f"{place}/page/{first.id}/read")
        self.assertEqual(self.participant.state, "learning")
        self.post(f"{place}/page/{first.id}/read")
        self.post(f"{place}/page/{second.id}/read")
        self.assertEqual(self.participant.state, "learned")
        self.assertIn(
            "Hall 3", "".join(filter(None, self.participant.act_log_ids.mapped("reason")))
        )
        self.assertEqual(self.attempts().state, "open")

    def test_the_exam_question_by_question(self):
        assessment = self.learned()
        page = self.log_in()
        self.assertIn(f"/exam/{assessment.id}", page.text)
        self.assertIn("Begin", self.get(f"/exam/{assessment.id}").text)
        page = self.post(f"/exam/{assessment.id}/begin")
        self.assertIn("Current", page.text)
        answers = {**RIGHT, "Order": "Weld first", "Speed": "7,5"}
        for title, answer in answers.items():
            page = self.choose(assessment, **{title: answer})
        self.assertIn("Give a number", page.text)
        page = self.choose(assessment, Speed="7.5")
        self.assertIn("Answered Wrong", page.text)
        self.assertEqual((assessment.exam_score, assessment.wrong_count), (60, 2))
        self.assertNotIn("Clean first", page.text)
        log = assessment.sudo().act_log_ids.filtered(lambda row: row.act == "act_take_exam_result")
        self.assertIn("Hall 3", log.reason)
        self.score(assessment, "quality", 9, 27)
        self.score(assessment, "operations", 9, 27)
        self.assertEqual(assessment.state, "passed")
        self.assertIn("qualified", self.get("/results").text)

    def test_the_time_limit(self):
        self.survey.write({"is_time_limited": True, "time_limit": 10})
        assessment = self.learned()
        self.log_in()
        self.post(f"/exam/{assessment.id}/begin")
        self.choose(assessment, Current="180 A")
        paper = assessment.sudo().user_input_id
        self.back_in_time("survey_user_input", "start_datetime", 11)
        page = self.choose(assessment, Gas="Argon")
        self.assertEqual((paper.state, assessment.exam_score), ("done", 20))
        self.assertIn("20", page.text)

    def test_acknowledging_a_standard(self):
        asked = self.standard_to_read(self.trainee)
        page = self.log_in()
        self.assertIn(f"/standard/{asked.id}", page.text)
        self.assertIn("I have read", self.get(f"/standard/{asked.id}").text)
        self.post(f"/standard/{asked.id}/acknowledge")
        self.assertEqual((asked.state, asked.acknowledged_by), ("acknowledged", "kiosk"))
        self.assertNotIn(f"/standard/{asked.id}", self.get("/home").text)

    def test_in_the_language_of_the_person(self):
        page = self.log_in("T200", "0815")
        self.assertIn('lang="zh-CN"', page.text)
        self.assertIn('lang="en-US"', self.get("/home?lang=en_US").text)
        self.assertIn('lang="en-US"', self.get("/home").text)
        self.assertIn('lang="en-US"', self.get("/home?lang=xx_XX").text)
