"""Odoo's own pages of a survey, as somebody uses them who is to be examined."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .assessment_case import AssessmentSetUp


@tagged("post_install", "-at_install")
class TestExamPages(AssessmentSetUp, HttpCase):
    """One paper per attempt, and none to practise on, whatever the survey itself would allow."""

    people_prefix = "pages"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As HR makes an exam of its own, without a thought of what it gives away.
        cls.survey.write({"access_mode": "public", "scoring_type": "scoring_with_answers"})

    def setUp(self):
        super().setUp()
        self.assessment = self.learned()
        self.paper = self.assessment.sudo().user_input_id
        self.authenticate(self.trainee_user.login, self.trainee_user.login)

    def papers(self):
        self.env.invalidate_all()
        return self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)])

    def test_the_person_takes_his_exam(self):
        page = self.url_open(self.paper.get_start_url())
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.paper.access_token, page.url)
        self.assertEqual(self.papers(), self.paper)

    def test_no_second_paper_beside_the_first(self):
        for url in (
            f"/survey/start/{self.survey.access_token}",
            f"/survey/retry/{self.survey.access_token}/{self.paper.access_token}",
        ):
            with self.subTest(url=url):
                self.opener.cookies.pop(f"survey_{self.survey.access_token}", None)
                self.url_open(url)
                self.assertEqual(self.papers(), self.paper)

    def test_nor_after_handing_in(self):
        self.take_exam(self.assessment, Current="90 A")
        later = self.papers()
        self.url_open(f"/survey/retry/{self.survey.access_token}/{self.paper.access_token}")
        self.url_open(f"/survey/start/{self.survey.access_token}")
        self.assertEqual(self.papers(), later)

    def test_neither_as_somebody_else(self):
        self.authenticate(None, None)
        self.url_open(f"/survey/start/{self.survey.access_token}")
        self.assertEqual(self.papers(), self.paper)

    def test_nor_before_the_attempt_is_opened(self):
        self.assessment._withdraw("Ill")
        before = self.papers()
        self.url_open(f"/survey/start/{self.survey.access_token}")
        self.assertEqual(self.papers(), before)

    def test_who_makes_the_exam_may_try_it(self):
        editor = self.login("editor", "survey.group_survey_manager")
        survey = self.survey.with_user(editor)
        self.assertTrue(survey._create_answer(user=editor, test_entry=True).test_entry)
        with self.assertRaises(UserError):
            survey._create_answer(user=self.trainee_user)

    def test_the_printed_paper_shows_no_questions_before(self):
        page = self.url_open(f"/survey/print/{self.survey.access_token}")
        self.assertNotIn("Clean first", page.text)

    def test_a_survey_that_is_no_exam_is_taken_as_ever(self):
        other = self.survey.copy({"title": "Canteen", "access_mode": "public"})
        self.url_open(f"/survey/start/{other.access_token}")
        self.assertTrue(self.env["survey.user_input"].search_count([("survey_id", "=", other.id)]))
