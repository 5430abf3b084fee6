"""Course files that people make: read, refused with a sentence, taken in by the right party."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..course_file import CourseFileError, parse_course, to_html
from .common import CHINESE, ENGLISH, LibraryCase


@tagged("post_install", "-at_install")
class TestCourseFile(LibraryCase):
    def refusal(self, *files):
        with self.assertRaises(UserError) as refused:
            self.offer(*files)
        return str(refused.exception)

    def test_reads_what_is_written(self):
        document = parse_course(ENGLISH, self.env)
        self.assertEqual((document.title, document.code), ("Gluing", "gluing_test"))
        self.assertEqual([slide.key for slide in document.slides], ["clean", "press"])
        self.assertEqual([slide.short for slide in document.slides], [True, False])
        self.assertEqual(document.questions[1].rights, (True, True, False, False))
        self.assertEqual(document.questions[2].number, 5)
        self.assertEqual([item.points for item in document.items], [60, 40])

    def test_refusals_say_where(self):
        self.assertIn("three headings", self.refusal("Nothing"))
        self.assertIn("code", self.refusal(ENGLISH.replace("code: gluing_test\n", "")))
        self.assertIn("nonsense", self.refusal(ENGLISH.replace("manufacturing", "nonsense")))
        self.assertIn("pass_mark", self.refusal(ENGLISH.replace("pass_mark: 75", "pass_mark: 120")))
        self.assertIn("Line 15", self.refusal(ENGLISH.replace(" {#press}", "")))
        self.assertIn("clean", self.refusal(ENGLISH.replace("{#press}", "{#clean}")))
        self.assertIn("Line 20", self.refusal(ENGLISH.replace("- [x] Cleaning", "- [ ] Cleaning")))
        self.assertIn("Line 20", self.refusal(ENGLISH.replace("> Dirt does not stick.\n", "")))
        self.assertIn("points", self.refusal(ENGLISH.replace("- 60: Cleans", "- Cleans")))

    def test_languages_must_match(self):
        other_right = CHINESE.replace("- [x] 木头", "- [ ] 木头")
        self.assertIn("q_which", self.refusal(ENGLISH, other_right))
        self.assertIn("press", self.refusal(ENGLISH, CHINESE.replace("- 持久\n", "")))
        self.assertIn("40", self.refusal(ENGLISH, CHINESE.replace("- 40: 压紧", "- 30: 压紧")))
        self.offer(ENGLISH)
        self.assertIn("q_which", self.refusal(other_right))

    def test_files_of_two_courses_are_refused(self):
        other = CHINESE.replace("gluing_test", "other_test")
        self.assertIn("other_test", self.refusal(ENGLISH, other))

    def test_a_shipped_code_is_taken(self):
        self.assertIn("lean", self.refusal(ENGLISH.replace("gluing_test", "lean")))

    def test_nothing_of_the_file_becomes_code(self):
        html = to_html('<script>alert(1)</script> **<b>** `<i>` ![x"y](a.svg)')
        self.assertNotIn("<script", html)
        self.assertNotIn("<b>", html)
        self.assertNotIn("<i>", html)

    def test_markup(self):
        html = to_html(
            "#### Head\n- one\n  more\n- two\n\n1. a\n2. b\n\n| A | B |\n|---|---|\n| 1 | 2 |"
        )
        self.assertIn("<h4>Head</h4>", html)
        self.assertIn("<li>one more</li><li>two</li>", html)
        self.assertIn("<ol><li>a</li><li>b</li></ol>", html)
        self.assertIn("<th>A</th><th>B</th>", html)
        self.assertIn("<td>1</td><td>2</td>", html)
        self.assertIn("<em>so</em>", to_html("*so* 2 * 3 * 4"))
        self.assertIn('alt="A seam"', to_html("![A seam](seam.svg)", "/p"))

    # By the screen

    def wizard(self, role, *contents):
        user = self.people[role]
        attachments = self.env["ir.attachment"].with_user(user)
        files = attachments.create(
            [
                {"name": f"course_{number}.md", "datas": base64.b64encode(content)}
                for number, content in enumerate(contents)
            ]
        )
        wizards = self.env["hr.quality.library.import"].with_user(user)
        return wizards.create({"attachment_ids": [Command.set(files.ids)]})

    def test_hr_and_quality_import(self):
        for role in ("hr", "quality"):
            action = self.wizard(role, ENGLISH.encode(), CHINESE.encode()).action_import()
            offer = self.library.browse(action["res_id"])
            self.assertEqual((offer.code, offer.shipped), ("gluing_test", False))

    def test_others_do_not(self):
        for role in ("operations", "nobody", "administrator"):
            with self.assertRaises(AccessError):
                self.wizard(role, ENGLISH.encode()).action_import()

    def test_unreadable_files_are_named(self):
        with self.assertRaisesRegex(UserError, "course_0.md"):
            self.wizard("hr", b"\xff\xfe\x00").action_import()
        with self.assertRaises(UserError):
            self.wizard("hr").action_import()

    def test_download_is_what_was_taken_in(self):
        text = self.offer(ENGLISH).text_ids
        self.assertEqual(base64.b64decode(text.file).decode(), ENGLISH)
        self.assertEqual(text.file_name, "gluing_test.en_US.md")

    def test_error_carries_its_line(self):
        with self.assertRaises(CourseFileError):
            parse_course(ENGLISH.replace("= 5", "= five"), self.env)
