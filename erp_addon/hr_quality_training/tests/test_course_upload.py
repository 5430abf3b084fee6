"""A company's own documents become a course."""

import io
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from .plan_world import PlanWorld, file

MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64
YOUTUBE = "https://www.youtube.com/watch?v=M1q8Qm4bXvA"


def pdf():
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    canvas.drawString(100, 100, "Welding current 180 A")
    canvas.save()
    return stream.getvalue()


def png():
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(stream, "PNG")
    return stream.getvalue()


def pptx():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("ppt/presentation.xml", "<p/>")
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestCourseUpload(PlanWorld):
    def upload(self, files, user=None, **values):
        user = user or self.quality
        attachments = self.env["ir.attachment"].with_user(user).create(files)
        upload = self.env["hr.quality.course.upload"].with_user(user)
        upload = upload.create({"attachment_ids": [(6, 0, attachments.ids)], **values})
        upload.action_check()
        return upload

    def made(self, upload):
        return self.env["hr.quality.course"].browse(upload.action_make()["res_id"])

    def test_every_kind_in_order(self):
        """PDF, picture, film, slides and a link become a course for its members alone."""
        upload = self.upload(
            [
                file("01_welding-current.pdf", pdf()),
                file("seam.png", png()),
                file("setting.mp4", MP4),
                file("overview.pptx", pptx()),
            ],
            name="Own welding",
            links=YOUTUBE,
            operation_ids=[(6, 0, self.operation.ids)],
        )
        self.assertEqual(
            upload.line_ids.mapped("kind"), ["document", "image", "video", "download", "embed"]
        )
        course = self.made(upload)
        channel = course.channel_id
        self.assertEqual((course.name, course.operation_ids), ("Own welding", self.operation))
        self.assertEqual((channel.visibility, channel.enroll), ("members", "invite"))
        self.assertTrue(channel.website_published)
        slides = channel.slide_content_ids.sorted("sequence")
        self.assertEqual(
            slides.mapped("slide_category"),
            ["document", "infographic", "article", "article", "video"],
        )
        self.assertEqual(slides[0].name, "01 welding current")
        self.assertEqual(slides[0].binary_content, file("x", pdf())["datas"])
        self.assertEqual(slides[3].slide_resource_ids.file_name, "overview.pptx")
        self.assertTrue(all(slides.mapped("website_published")))
        self.assertEqual(channel.total_slides, 5)

    def test_a_film_plays_for_members_alone(self):
        course = self.made(self.upload([file("setting.mp4", MP4)], name="Film"))
        slide = course.channel_id.slide_content_ids
        film = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "slide.slide"),
                ("res_id", "=", slide.id),
                ("name", "=", "setting.mp4"),
            ]
        )
        self.assertIn(f'src="/web/content/{film.id}"', slide.html_content)
        self.assertIn("<video", slide.html_content)
        self.assertEqual((film.mimetype, film.raw), ("video/mp4", MP4))
        operator = self.plant.operator
        self.assertFalse(film.with_user(operator).has_access("read"))
        course.channel_id._action_add_members(operator.partner_id)
        self.env.invalidate_all()
        self.assertTrue(film.with_user(operator).has_access("read"))

    def test_what_cannot_be_used_says_why_and_nothing_is_made(self):
        upload = self.upload(
            [
                file("broken.pdf", b"%PDF-1.4 nothing"),
                file("named.pdf", b"no pdf at all"),
                file("fake.mp4", b"plain text, not a film"),
                file("fake.pptx", b"not a zip"),
                file("page.html", b"<script>alert(1)</script>"),
                # begun so that Odoo lets it pass, which, keeping files in the database, looks first
                file("drawing.svg", b"\n<svg xmlns='http://www.w3.org/2000/svg'/>"),
                file("good.png", png()),
            ],
            name="Mixed",
            links="javascript:alert(1) https://example.com/page ftp://example.com/film.mp4",
        )
        self.assertEqual(upload.unusable_count, 9)
        self.assertTrue(all(line.problem for line in upload.line_ids if line.source != "good.png"))
        before = self.env["slide.channel"].search_count([])
        with self.refused("cannot be used"):
            upload.action_make()
        self.assertEqual(self.env["slide.channel"].search_count([]), before)
        upload.line_ids.filtered("problem").unlink()
        self.assertEqual(self.made(upload).channel_id.total_slides, 1)

    def test_forged_lines_are_read_anew(self):
        """What the caller writes about his lines is not believed."""
        upload = self.upload([file("page.html", b"<script>alert(1)</script>")], name="Forged")
        upload.line_ids.write({"problem": False, "kind": "image"})
        with self.refused("cannot be used"):
            upload.action_make()
        secret = self.env["ir.attachment"].create(
            {
                **file("secret.png", png()),
                "res_model": "ir.cron",
                "res_id": self.env["ir.cron"].search([], limit=1).id,
            }
        )
        upload.line_ids.write({"attachment_id": secret.id, "problem": False})
        with self.assertRaises(AccessError):
            upload.action_make()

    def test_more_pages_for_a_course_there_is(self):
        upload = self.upload(
            [file("more.png", png())], course_id=self.course.id, variant="retraining"
        )
        self.assertEqual(self.made(upload), self.course)
        self.assertEqual(self.short.slide_content_ids.sorted("sequence").mapped("name")[-1], "more")

    def test_not_while_somebody_learns_by_it(self):
        self.publish()
        upload = self.upload([file("more.png", png())], course_id=self.course.id)
        with self.refused("Duplicate the course"):
            upload.action_make()

    def test_others_make_no_course(self):
        for user in (self.manager, self.plant.operator, self.plant.analyst):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["hr.quality.course.upload"].with_user(user).create({})

    def test_nothing_chosen_no_name(self):
        with self.refused("Choose files"):
            self.upload([], name="Empty")
        with self.assertRaises(UserError):
            self.upload([file("good.png", png())]).action_make()
