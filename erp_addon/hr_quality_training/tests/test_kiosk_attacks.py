"""Ways into somebody else's account at the kiosk, and ways to cheat at it."""

from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .kiosk_case import KioskCase


@tagged("post_install", "-at_install")
class TestKioskModelAttacks(ActAttacks, TransactionCase):
    act_model = "hr.quality.kiosk"
    act_arguments = {"act_close": {"reason": "Stolen"}}
    public_methods = frozenset(("action_open_kiosk",))

    def act_values(self):
        return {"name": "Hall 3"}


@tagged("post_install", "-at_install")
class TestKioskSessionAttacks(ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.kiosk.session"

    def protected_record(self):
        kiosk = self.env["hr.quality.kiosk"].create({"name": "Hall 3"})
        person = self.env["hr.employee"].create({"name": "P", "barcode": "P1", "pin": "1"})
        return self.env[self.act_model]._log_in(kiosk, person.barcode, person.pin)[0]


@tagged("post_install", "-at_install")
class TestWhoGetsIn(KioskCase):
    def refused(self, badge, pin, sentence="Badge or PIN is not right"):
        page = self.log_in(badge, pin)
        self.assertIn(sentence, page.text)
        self.assertFalse(self.is_in())

    def test_wrong_pin_unknown_badge(self):
        for badge, pin in (
            ("T100", "0000"),
            ("T100", ""),
            ("T999", "4711"),
            ("", "4711"),
            ("T1%", "4711"),
            ("T\x00100'", "4711"),
        ):
            with self.subTest(badge=badge, pin=pin):
                self.env.cr.execute("DELETE FROM hr_quality_kiosk_lock")
                self.refused(badge, pin)

    def test_nobody_without_a_pin_gets_in(self):
        self.trainee.pin = False
        for pin in ("", "False", "0", "None", " "):
            self.env.cr.execute("DELETE FROM hr_quality_kiosk_lock")
            self.refused("T100", pin)

    def test_a_badge_of_several_people_is_nobodys(self):
        source = self.env["hr.quality.source"].create({"code": "kiosk", "name": "Kiosk"})
        self.env["hr.quality.alias"].create(
            {"source_id": source.id, "kind": "employee", "code": "T100", "shared": True}
        )
        self.refused("T100", "4711", "Several people use this badge")

    def test_who_has_left_is_out(self):
        self.log_in()
        self.assertTrue(self.is_in())
        self.trainee.active = False
        self.assertFalse(self.is_in())
        self.refused("T100", "4711")

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.trainee.company_id = other
        self.refused("T100", "4711")

    def test_a_new_pin_ends_what_the_old_one_opened(self):
        self.log_in()
        self.trainee.pin = "9999"
        self.assertFalse(self.is_in())

    def test_an_administrator_in_the_same_browser_is_nobody_here(self):
        self.authenticate("admin", "admin")
        self.assertFalse(self.is_in())
        self.log_in()
        page = self.get("/home")
        self.assertIn("Tara Trainee", page.text)

    def test_five_wrong_pins_lock_the_badge(self):
        for _try in range(5):
            self.refused("T100", "0000")
        self.refused("T100", "4711", "Too many tries")
        self.assertTrue(self.locks("badge").locked_until)
        self.log_in("T200", "0815")
        self.assertIn("Otto Other", self.get("/home").text)
        self.back_in_time("hr_quality_kiosk_lock", "locked_until", 16)
        self.log_in()
        self.assertIn("Tara Trainee", self.get("/home").text)

    def test_another_kiosk_knows_of_the_tries(self):
        for _try in range(5):
            self.refused("T100", "0000")
        second = self.env["hr.quality.kiosk"].create({"name": "Hall 4", "lang": "en_US"})
        self.base = f"/quality-loop/kiosk/{second.token}"
        self.refused("T100", "4711", "Too many tries")

    def test_twenty_badges_lock_the_kiosk(self):
        for number in range(20):
            self.refused(f"X{number}", "0000")
        self.refused("T100", "4711", "Too many tries")

    def test_getting_in_forgets_the_tries_before(self):
        for _try in range(4):
            self.refused("T100", "0000")
        self.log_in()
        self.assertEqual(self.locks("badge").mapped("fails"), [0])
        self.assertEqual(self.locks("kiosk").fails, 4)


@tagged("post_install", "-at_install")
class TestSession(KioskCase):
    def cookie(self):
        return next(one for one in self.opener.cookies if one.name == "quality_kiosk")

    def test_the_cookie_is_closed_to_scripts_and_other_sites(self):
        self.log_in()
        cookie = self.cookie()
        self.assertEqual(cookie.path, self.base)
        self.assertTrue(cookie.has_nonstandard_attr("HttpOnly"))
        self.assertEqual(cookie.get_nonstandard_attr("SameSite"), "Strict")

    def test_what_was_logged_out_opens_nothing(self):
        self.log_in()
        secret = self.cookie().value
        self.post("/logout")
        self.assertFalse(self.is_in())
        self.opener.cookies.set("quality_kiosk", secret, path=self.base)
        self.assertFalse(self.is_in())

    def test_who_walks_away_is_logged_out(self):
        self.log_in()
        self.back_in_time("hr_quality_kiosk_session", "seen_at", 4)
        self.assertFalse(self.is_in())

    def test_the_busiest_shows_his_badge_again(self):
        self.log_in()
        self.back_in_time("hr_quality_kiosk_session", "began_at", 121)
        self.assertFalse(self.is_in())

    def test_a_secret_opens_one_kiosk(self):
        second = self.env["hr.quality.kiosk"].create({"name": "Hall 4", "lang": "en_US"})
        self.log_in()
        secret = self.cookie().value
        self.base = f"/quality-loop/kiosk/{second.token}"
        self.opener.cookies.set("quality_kiosk", secret, path=self.base)
        self.assertFalse(self.is_in())

    def test_forged_secrets(self):
        for secret in ("", "x", "0" * 43, "' OR 1=1 --"):
            self.opener.cookies.set("quality_kiosk", secret, path=self.base)
            self.assertFalse(self.is_in())

    def test_forged_tokens(self):
        for token in ("x", "0" * 43, "%27%20OR%201", "False", "None"):
            with self.subTest(token):
                answer = self.url_open(f"/quality-loop/kiosk/{token}/home")
                self.assertEqual(answer.status_code, 404)

    def test_a_kiosk_that_was_closed_in_between(self):
        self.log_in()
        hr = self.kiosk.with_user(self.people["hr"])
        hr.act_close(reason="Stolen")
        self.assertEqual(self.get("/home").status_code, 404)
        hr.act_open()
        self.assertEqual(self.get("/home").status_code, 404)
        self.base = f"/quality-loop/kiosk/{self.kiosk.token}"
        self.assertFalse(self.is_in())

    def test_a_new_address_ends_the_old_one(self):
        self.log_in()
        before = self.kiosk.token
        self.kiosk.with_user(self.people["quality"]).act_rotate()
        self.assertNotEqual(self.kiosk.token, before)
        self.assertEqual(self.get("/home").status_code, 404)
        trail = str(self.kiosk.act_log_ids.mapped("changes"))
        self.assertNotIn(before, trail)
        self.assertNotIn(self.kiosk.token, trail)

    def test_every_change_needs_the_token_of_a_page(self):
        """Another site cannot make the browser send a form."""
        assessment = self.learned()
        asked = self.standard_to_read(self.trainee)
        page = f"/training/{self.participant.id}/page/{self.pages[0].id}/read"
        with mute_logger("odoo.http"):
            self.assertEqual(
                self.post("/login", csrf=False, badge="T100", pin="4711").status_code, 400
            )
            self.log_in()
            for path in (
                "/logout",
                page,
                f"/exam/{assessment.id}/begin",
                f"/exam/{assessment.id}/answer",
                f"/standard/{asked.id}/acknowledge",
                "/difficulty/report",
            ):
                with self.subTest(path):
                    self.assertEqual(self.post(path, csrf=False).status_code, 400)
        self.assertTrue(self.is_in())
        self.assertEqual((asked.state, assessment.exam_state), ("due", "new"))


@tagged("post_install", "-at_install")
class TestOthersRecords(KioskCase):
    def test_nothing_of_anybody_else(self):
        theirs = self.other_plan.participant_ids
        exam = self.learned(theirs)
        asked = self.standard_to_read(self.other)
        mine = self.participant
        self.log_in()
        stranger = self.pages[0].copy({"channel_id": self.channel.copy().id})
        for path in (
            f"/training/{theirs.id}",
            f"/training/{theirs.id}/page/{self.pages[0].id}",
            f"/training/{mine.id}/page/{stranger.id}",
            f"/training/{mine.id}/page/{stranger.id}/file",
            f"/training/{mine.id}/page/{self.pages[0].id}/media/{self.secret.id}",
            f"/training/{mine.id}/page/{self.pages[0].id}/media/999999999",
            f"/exam/{exam.id}",
            f"/standard/{asked.id}",
            f"/standard/{asked.id}/file/{self.secret.id}",
            "/exam/0",
            "/exam/-1",
            "/training/999999999",
        ):
            with self.subTest(path):
                self.assertEqual(self.get(path).status_code, 404)
        for path in (
            f"/training/{theirs.id}/page/{self.pages[0].id}/read",
            f"/exam/{exam.id}/begin",
            f"/exam/{exam.id}/answer",
            f"/standard/{asked.id}/acknowledge",
        ):
            with self.subTest(path):
                self.assertEqual(self.post(path).status_code, 404)
        self.assertEqual((exam.exam_state, asked.state), ("new", "due"))

    def test_without_a_badge_nothing(self):
        exam = self.learned()
        for path in ("/home", "/results", f"/exam/{exam.id}", f"/training/{self.participant.id}"):
            with self.subTest(path):
                page = self.get(path)
                self.assertIn("Show your badge", page.text)
                self.assertNotIn("Tara", page.text)
        self.post(f"/exam/{exam.id}/begin")
        self.assertEqual(exam.exam_state, "new")

    def test_an_answer_is_given_once(self):
        exam = self.learned()
        self.log_in()
        self.post(f"/exam/{exam.id}/begin")
        self.choose(exam, Current="90 A")
        self.choose(exam, Current="180 A")
        lines = exam.sudo().user_input_id.user_input_line_ids
        self.assertEqual(lines.suggested_answer_id.mapped("value"), ["90 A"])

    def test_answers_out_of_turn_or_of_another_question(self):
        exam = self.learned()
        self.log_in()
        self.choose(exam, Current="180 A")  # not begun
        self.post(f"/exam/{exam.id}/begin")
        self.choose(exam, Speed="40")  # not its turn
        gas = self.survey.question_ids[1].suggested_answer_ids
        current = self.survey.question_ids[0]
        for strange in ([str(gas[0].id)], ["x"], ["0"]):
            page = self.post(f"/exam/{exam.id}/answer", question_id=str(current.id), answer=strange)
            self.assertIn("Choose among the answers shown", page.text)
        page = self.post(
            f"/exam/{exam.id}/answer",
            question_id=str(current.id),
            answer=[str(id_) for id_ in current.suggested_answer_ids.ids],
        )
        self.assertIn("error", page.text)
        self.assertFalse(exam.sudo().user_input_id.user_input_line_ids)

    def test_a_paper_handed_in_takes_no_more_answers(self):
        exam = self.learned()
        self.log_in()
        self.post(f"/exam/{exam.id}/begin")
        for title, answer in (("Current", "90 A"), ("Gas", "Air"), ("Order", "Clean first")):
            self.choose(exam, **{title: answer})
        self.choose(exam, Gloves=("Left", "Right"))
        self.choose(exam, Speed="40")
        self.assertEqual(exam.exam_score, 60)
        self.assertEqual(
            self.post(f"/exam/{exam.id}/answer", question_id="1", answer="1").status_code, 404
        )
        self.assertEqual(self.post(f"/exam/{exam.id}/begin").status_code, 404)
        self.assertEqual(exam.exam_score, 60)
