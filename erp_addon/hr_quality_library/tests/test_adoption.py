"""Adopting a library course makes the company's own, in every language, once."""

from odoo.addons.base_act.tests.people import FORGED_CONTEXT
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CHINESE, ENGLISH, FRENCH, LibraryCase


@tagged("post_install", "-at_install")
class TestAdoption(LibraryCase):
    def test_offer_alone_makes_nothing(self):
        before = self.env["slide.channel"].search_count([])
        offer = self.offer()
        self.assertEqual(self.env["slide.channel"].search_count([]), before)
        self.assertEqual(offer.name, "Gluing")
        self.assertEqual(self.chinese(offer).name, "胶接")
        self.assertEqual((offer.slide_count, offer.question_count, offer.item_count), (2, 3, 2))
        self.assertIn("Pressing", offer.outline)
        self.assertIn("压紧", self.chinese(offer).outline)

    def test_hr_adopts(self):
        course = self.adopt(self.offer())
        self.assertEqual((course.exam_weight, course.pass_mark), (30, 75))
        self.assertEqual(course.validity_months, 12)
        self.assertEqual(
            course.channel_id.slide_ids.sorted("sequence").mapped("name"),
            ["Basics", "Cleaning", "Pressing"],
        )
        self.assertEqual(course.retraining_channel_id.slide_ids.mapped("name"), ["Cleaning"])
        cleaning = self.slide(course, "Cleaning")
        self.assertIn("<strong>first</strong>", cleaning.html_content)
        self.assertIn("<strong>先</strong>", self.chinese(cleaning).html_content)
        self.assertEqual(self.chinese(course).name, "胶接")
        self.assertEqual(cleaning.category_id.name, "Basics")
        self.assertTrue(cleaning.is_published)

    def test_attendees_alone_see_the_course(self):
        course = self.adopt(self.offer())
        for channel in course.channel_id | course.retraining_channel_id:
            self.assertEqual((channel.visibility, channel.enroll), ("members", "invite"))
        slide = self.slide(course, "Cleaning")
        employee = self.people["nobody"]
        self.assertFalse(slide.with_user(employee).has_access("read"))
        course.channel_id._action_add_members(employee.partner_id)
        self.assertTrue(slide.with_user(employee).has_access("read"))

    def test_exam_is_scored_and_shows_no_answers(self):
        exam = self.adopt(self.offer()).survey_id
        self.assertEqual(exam.scoring_type, "scoring_without_answers")
        self.assertEqual(exam.access_mode, "token")
        self.assertEqual(exam.scoring_success_min, 75)
        single, several, number = exam.question_ids
        self.assertEqual(
            exam.question_ids.mapped("question_type"),
            ["simple_choice", "multiple_choice", "numerical_box"],
        )
        self.assertEqual(exam.scoring_max_obtainable, 18)
        self.assertEqual(sum(several.suggested_answer_ids.mapped("answer_score")), 0)
        self.assertEqual(number.answer_numerical_box, 5)
        right = single.suggested_answer_ids.filtered("is_correct")
        self.assertEqual((right.value, self.chinese(right).value), ("Cleaning", "清洁"))
        self.assertIn("Dirt", single.explanation)
        self.assertIn("粘不住", self.chinese(single).explanation)

    def test_second_adoption_opens_the_first(self):
        offer = self.offer()
        course = self.adopt(offer, "quality")
        course.active = False
        self.assertEqual(self.adopt(offer, "hr"), course)

    def test_others_may_not_adopt(self):
        offer = self.offer()
        for role in ("nobody", "operations", "analyst", "break_glass", "administrator"):
            with self.assertRaises(AccessError):
                self.adopt(offer, role)

    def test_forged_context_changes_nothing(self):
        offer = self.offer().with_user(self.people["hr"])
        forged = {**FORGED_CONTEXT, "default_visibility": "public", "default_enroll": "public"}
        action = offer.with_context(**forged, default_scoring_type="no_scoring").action_adopt()
        course = self.env["hr.quality.course"].browse(action["res_id"])
        self.assertEqual(course.channel_id.visibility, "members")
        self.assertEqual(course.survey_id.scoring_type, "scoring_without_answers")

    def test_nobody_writes_the_library(self):
        offer = self.offer()
        for role in ("operations", "quality", "hr", "administrator"):
            with self.assertRaises(AccessError):
                offer.with_user(self.people[role]).sequence = 1
            with self.assertRaises(AccessError):
                self.library.with_user(self.people[role]).create({"name": "x", "code": "x"})

    def test_operations_reads_no_answers(self):
        offer = self.offer()
        for role in ("operations", "analyst", "nobody"):
            with self.assertRaises(AccessError):
                offer.sudo().text_ids.with_user(self.people[role]).read(["content"])

    def test_no_mail_is_sent(self):
        offer = self.offer()
        before = self.env["mail.mail"].search_count([])
        self.adopt(offer)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestRenewal(LibraryCase):
    def test_loading_again_changes_nothing(self):
        course = self.adopt(self.offer())
        slides = self.env["slide.slide"].search_count([])
        before = course.channel_id.slide_ids.mapped("write_date")
        self.offer()
        self.assertEqual(self.env["slide.slide"].search_count([]), slides)
        self.assertEqual(course.channel_id.slide_ids.mapped("write_date"), before)

    def test_better_text_arrives(self):
        course = self.adopt(self.offer())
        self.offer(
            ENGLISH.replace("**first**", "**thoroughly**").replace("Cleaning\n", "Wiping\n"),
            CHINESE.replace("**先**", "**彻底**"),
        )
        slide = self.slide(course, "Cleaning")
        self.assertIn("thoroughly", slide.html_content)
        self.assertIn("彻底", self.chinese(slide).html_content)
        answers = course.survey_id.question_ids[0].suggested_answer_ids
        self.assertIn("Wiping", answers.mapped("value"))

    def test_edits_are_kept(self):
        course = self.adopt(self.offer())
        slide = self.slide(course, "Cleaning")
        slide.with_context(lang="en_US").html_content = "<p>Our way</p>"
        pressing = self.slide(course, "Pressing").with_context(lang="zh_CN")
        pressing.name = "我们的压紧"
        answer = course.survey_id.question_ids[0].suggested_answer_ids[0]
        value = answer.with_context(lang="en_US").value
        answer.with_context(lang="en_US").value = "Our answer"
        self.offer(
            ENGLISH.replace("**first**", "**thoroughly**")
            .replace("What comes first", "What else")
            .replace("hard", "very hard"),
            CHINESE.replace("**先**", "**彻底**"),
        )
        self.assertEqual(slide.html_content, "<p>Our way</p>")
        self.assertNotIn("彻底", self.chinese(slide).html_content)
        self.assertEqual(pressing.name, "我们的压紧")
        self.assertNotIn("very hard", self.slide(course, "Pressing").html_content)
        self.assertEqual(answer.value, "Our answer")
        self.assertNotEqual(answer.value, value)
        self.assertEqual(course.survey_id.question_ids[0].title, "What comes first?")

    def test_a_language_alone_is_improved(self):
        course = self.adopt(self.offer())
        self.offer(ENGLISH, CHINESE.replace("**先**", "**彻底**"))
        slide = self.slide(course, "Cleaning")
        self.assertIn("first", slide.html_content)
        self.assertIn("彻底", self.chinese(slide).html_content)

    def test_changed_right_answer_leaves_the_exam_alone(self):
        """Given an adopted exam, when another answer becomes right, its texts stay together."""
        course = self.adopt(self.offer())
        swap = ("- [x] Cleaning\n- [ ] Pressing", "- [ ] Neither\n- [x] Both")
        self.offer(
            ENGLISH.replace(*swap), CHINESE.replace("- [x] 清洁\n- [ ] 压紧", "- [ ] 甲\n- [x] 乙")
        )
        values = course.survey_id.question_ids[0].suggested_answer_ids.sorted("id").mapped("value")
        self.assertEqual(values, ["Cleaning", "Pressing"])

    def test_deleted_slide_stays_deleted(self):
        course = self.adopt(self.offer())
        self.slide(course, "Pressing").unlink()
        self.offer(ENGLISH.replace("hard", "very hard"), CHINESE)
        self.assertFalse(self.slide(course, "Pressing"))

    def test_language_activated_later(self):
        offer = self.offer(ENGLISH, CHINESE, FRENCH)
        course = self.adopt(offer)
        slide = self.slide(course, "Cleaning")
        slide.with_context(lang="en_US").html_content = "<p>Our way</p>"
        self.env["res.lang"]._activate_lang("fr_FR")

        def french(record):
            return record.with_context(lang="fr_FR")

        self.assertEqual(french(offer).name, "Collage")
        self.assertEqual(french(course).name, "Collage")
        self.assertEqual(french(slide).html_content, "<p>Our way</p>")
        pressing = self.slide(course, "Pressing")
        self.assertIn("<li>fort</li>", french(pressing).html_content)
        self.assertEqual(slide.with_context(lang="en_US").html_content, "<p>Our way</p>")
        self.assertEqual(french(course.survey_id.question_ids[0]).title, "Que faire d'abord ?")
        self.assertEqual(french(course.item_ids[0]).name, "Nettoie")

    def test_language_activated_while_people_are_assessed(self):
        """Given a course in force, its checklist gets the words of a language and nothing else."""
        course = self.adopt(self.offer(ENGLISH, CHINESE, FRENCH))
        operation = self.env["hr.quality.operation"].create({"code": "GLUE-T", "name": "Gluing"})
        self.env["hr.quality.plan"]._act_create(
            [
                {
                    "operation_id": operation.id,
                    "course_id": course.id,
                    "due_on": "2030-01-01",
                    "state": "published",
                }
            ]
        )
        item = course.item_ids[0]
        with self.assertRaises(UserError):
            item.name = "Something else"
        self.env["res.lang"]._activate_lang("fr_FR")
        self.offer(ENGLISH.replace("60: Cleans", "60: Wipes"), CHINESE, FRENCH)
        self.assertEqual(item.with_context(lang="fr_FR").name, "Nettoie")
        self.assertEqual(item.with_context(lang="en_US").name, "Cleans")

    def test_chinese_alone(self):
        """Given a course file in Chinese only, its course is Chinese in English as well."""
        course = self.adopt(self.offer(CHINESE))
        self.assertEqual(course.name, "胶接")
        self.assertEqual(self.chinese(course).name, "胶接")
        self.offer(ENGLISH)
        self.assertEqual((course.name, self.chinese(course).name), ("Gluing", "胶接"))
        slide = course.channel_id.slide_ids.sorted("sequence")[1]
        self.assertIn("first", slide.html_content)
        self.assertIn("先", self.chinese(slide).html_content)
        self.assertEqual(course.library_course_id.name, "Gluing")
        self.assertEqual(course.library_course_id.sector, "manufacturing")
