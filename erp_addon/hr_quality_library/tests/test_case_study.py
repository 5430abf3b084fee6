"""A past defect becomes a slide: written by quality, renewed when it changes."""

import base64
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from PIL import Image

from .common import LibraryCase

NONCONFORMITY = {
    "key": "CASE-N1",
    "revision": 1,
    "found_in": None,
    "code_group": "WELD",
    "code": "PORES",
    "text": "Pores",
    "cause": "Gas",
    "place": "seam 3",
    "quantity": "2",
    "unit": "pcs",
    "day": "2026-03-02",
    "operation": "CASE-OP",
    "order": None,
    "lot": None,
    "serial": None,
    "material": None,
    "employee": None,
}


def picture(colour="red"):
    content = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(content, "PNG")
    return base64.b64encode(content.getvalue())


@tagged("post_install", "-at_install")
class TestCaseStudy(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.env["hr.quality.operation"].create(
            {"code": "CASE-OP", "name": "Seam welding"}
        )
        cls.quality = cls.people["quality"]
        cls.study = (
            cls.env["hr.quality.case.study"]
            .with_user(cls.quality)
            .create(
                {
                    "name": "Pores after a gas change",
                    "operation_id": cls.operation.id,
                    "happened_on": "2026-03-02",
                    "happened": "Pores in <40> seams",
                    "cause": "Wrong gas on the bottle",
                    "right_way": "1. Compare the label\n2. Weld a test piece",
                    "has_rates": True,
                    "rate_before": 0.08,
                    "rate_after": 0.03,
                    "picture_wrong": picture(),
                }
            )
        )

    def setUp(self):
        super().setUp()
        self.course = self.adopt(self.offer())

    def make(self, **arguments):
        ids = self.study.make_slide(self.course.id, **arguments)
        return self.env["slide.slide"].browse(ids)

    def test_slide_tells_the_case(self):
        slides = self.make()
        self.assertEqual(
            slides.channel_id, self.course.channel_id | self.course.retraining_channel_id
        )
        html = slides[0].with_context(lang="en_US").html_content
        for said in ("Wrong gas", "Weld a test piece", "8.0 %", "3.0 %", "access_token="):
            self.assertIn(said, html)
        self.assertIn("&lt;40&gt;", html)
        self.assertTrue(slides[0].is_published)
        self.assertIn(self.course, self.study.course_ids)

    def test_only_the_whole_course(self):
        self.assertEqual(self.make(refresher=False).channel_id, self.course.channel_id)

    def test_in_both_languages(self):
        self.chinese(self.study).write({"name": "换气后出现气孔", "cause": "气瓶上的气体不对"})
        slide = self.make()[0]
        self.assertEqual(self.chinese(slide).name, "换气后出现气孔")
        self.assertIn("气瓶上的气体不对", self.chinese(slide).html_content)
        self.assertIn("正确做法", self.chinese(slide).html_content)
        self.assertIn("Wrong gas", slide.with_context(lang="en_US").html_content)

    def test_making_again_renews(self):
        before = self.make()
        attachments = before.case_study_picture_ids
        self.study.write({"cause": "A leaking hose", "picture_wrong": picture("blue")})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_quality_case_study SET write_date = write_date + interval '1 minute'"
        )
        self.study.invalidate_recordset()
        self.assertTrue(self.study.slides_outdated)
        self.study.update_slides()
        self.assertFalse(self.study.slides_outdated)
        self.assertIn("leaking", before[0].with_context(lang="en_US").html_content)
        self.assertFalse(attachments.exists())
        self.assertEqual(self.make(), before)

    def test_attendee_sees_the_picture(self):
        slide = self.make()[0]
        employee = self.people["nobody"]
        self.course.channel_id._action_add_members(employee.partner_id)
        self.assertTrue(slide.with_user(employee).html_content)
        self.assertTrue(slide.case_study_picture_ids.access_token)
        self.assertFalse(slide.case_study_picture_ids.public)

    def test_quality_alone(self):
        for role in ("operations", "hr", "nobody", "administrator"):
            with self.assertRaises(AccessError):
                self.study.with_user(self.people[role]).make_slide(self.course.id)
            with self.assertRaises(AccessError):
                self.study.with_user(self.people[role]).update_slides()
            with self.assertRaises(AccessError):
                self.study.with_user(self.people[role]).cause = "Somebody else"

    def test_course_without_a_channel(self):
        bare = self.env["hr.quality.course"].create({"name": "Bare"})
        with self.assertRaises(UserError):
            self.study.make_slide(bare.id)

    def test_forged_context(self):
        forged = self.study.with_context(default_is_published=False, default_channel_id=0)
        slides = self.env["slide.slide"].browse(forged.make_slide(self.course.id))
        self.assertTrue(all(slides.mapped("is_published")))

    def test_by_the_screen(self):
        action = self.study.action_choose_course()
        wizard = Form(
            self.env[action["res_model"]].with_user(self.quality).with_context(**action["context"])
        )
        wizard.course_id = self.course
        wizard.save().action_make_slide()
        self.assertTrue(self.study.slide_ids)

    def test_courses_of_many_cost_as_much_as_of_one(self):
        self.make()

        def queries(studies):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            studies.mapped("course_ids.name")
            return self.env.cr.sql_log_count - before

        one = queries(self.study)
        many = self.study
        for number in range(8):
            other = self.study.copy({"name": f"Case {number}"})
            other.make_slide(self.course.id)
            many |= other
        self.assertLessEqual(queries(many), one)

    # From where it happened

    def form(self, record):
        action = record.with_user(self.quality).action_case_study()
        studies = self.env[action["res_model"]].with_user(self.quality)
        return Form(studies.with_context(**action["context"]))

    def test_from_a_nonconformity(self):
        feeder = new_test_user(self.env, "case_feeder", "hr_quality.hr_quality_group_feeder")
        answer = (
            self.env["hr.quality.nonconformity"]
            .with_user(feeder)
            .record_batch("mes", [NONCONFORMITY])
        )
        self.assertEqual(answer["created"], 1, answer)
        found = self.env["hr.quality.nonconformity"].search([("source_key", "=", "CASE-N1")])
        form = self.form(found)
        self.assertEqual(form.operation_id, self.operation)
        self.assertEqual((form.happened, form.cause), ("Pores, seam 3", "Gas"))
        form.right_way = "Measure at the nozzle"
        study = form.save()
        self.assertEqual(study.nonconformity_id, found)
        self.assertEqual(found.with_user(self.quality).action_case_study()["res_id"], study.id)

    def test_from_a_need(self):
        need = self.env["hr.quality.need"]._act_create(
            [
                {
                    "kind": "person",
                    "operation_id": self.operation.id,
                    "problem": "Pores since Monday",
                    "state": "confirmed",
                }
            ]
        )
        form = self.form(need)
        self.assertEqual(form.happened, "Pores since Monday")
        form.cause = "Draught"
        form.right_way = "Close the gate"
        self.assertEqual(form.save().need_id, need)
