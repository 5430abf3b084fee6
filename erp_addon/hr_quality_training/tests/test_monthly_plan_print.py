"""The month's plan on paper: a real PDF, in English and Chinese, for whoever may read it."""

import io
import unicodedata

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .test_monthly_plan import PlanCase

REPORT = "hr_quality_training.report_monthly_plan"


@tagged("post_install", "-at_install")
class TestMonthlyPlanPrint(PlanCase, HttpCase):
    def planned(self):
        """A plan with a line about a reviewed need, and one of another department."""
        self.otto.department_id = False  # else he is a newcomer
        self.reviewed()
        elsewhere = self.plant.operation("OP0900", department_id=self.plant.paint_shop.id)
        plan = self.begin()
        plan.line_ids.create(
            [
                {
                    "plan_id": plan.id,
                    "operation_id": elsewhere.id,
                    "employee_ids": [(6, 0, self.otto.ids)],
                    "note": "Spray booth is new",
                }
            ]
        )
        return plan

    def line(self, plan):
        return plan.line_ids.filtered(lambda line: line.origin == "generated")

    def values(self, plan, user):
        report = self.env["report.hr_quality_training.report_monthly_plan"].with_user(user)
        self.env.invalidate_all()
        return report._get_report_values(plan.ids)["sheets"][0]

    def text(self, plan, user, lang="en_US"):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not here: install it to test what is printed")
        reports = self.env["ir.actions.report"].with_user(user)
        content, kind = reports.with_context(
            force_report_rendering=True, lang=lang
        )._render_qweb_pdf(REPORT, plan.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        return unicodedata.normalize("NFKC", text)  # some fonts name a character by its radical

    def test_every_line_says_who_until_when_and_why(self):
        plan = self.planned()
        text = self.text(plan, self.plant.hr)
        line = self.line(plan)
        for part in (
            plan.month_name,
            self.operation.name,
            *line.employee_ids.mapped("name"),
            "is reviewed and has waited",
            "Added by hand",
            "Spray booth is new",
            "not published yet",
        ):
            with self.subTest(part):
                self.assertIn(part, text)
        for party in ("HR", "Quality", "Operations"):
            self.assertIn(f"{party} · Name, signature, date", text)

    def test_chinese_is_readable(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.operation.name = "点焊"
        text = self.text(self.planned(), self.plant.hr, "zh_CN").replace(" ", "")
        for words in ("点焊", "培训计划", "签字", "人事"):
            self.assertIn(words, text)

    def test_what_was_taken_out_stays_readable(self):
        plan = self.planned()
        plan.act_remove_line(line_id=self.line(plan).id, reason="The line is stopped in May")
        sheet = self.values(plan, self.plant.hr)
        self.assertEqual(sheet["removed"], self.line(plan))
        self.assertEqual(len(sheet["rows"]), 1)

    def test_money_is_for_hr_and_quality(self):
        plan = self.planned()
        plan.act_remove_line(line_id=self.line(plan).id, reason="Later")
        manual = plan.line_ids.filtered(lambda line: line.origin == "manual")
        manual.with_user(self.plant.hr).course_id = self.course
        plan.act_publish()
        plan.act_make_plans()
        manual.sudo().training_plan_ids.with_user(self.plant.hr).budget = 1250
        self.assertIn("1,250", self.values(plan, self.plant.quality)["budget"])
        sheet = self.values(plan, self.plant.other_manager)
        self.assertFalse(sheet["shows_money"] or sheet["budget"] or sheet["rows"][0]["budget"])

    def test_paper_tells_nobody_more_than_the_screen(self):
        """A manager prints the lines of his departments, and reads that there are more."""
        plan = self.planned()
        with self.assertRaises(AccessError):  # a draft is HR's and quality's
            self.values(plan, self.plant.manager)
        plan.act_publish()
        sheet = self.values(plan, self.plant.manager)
        self.assertEqual([row["line"] for row in sheet["rows"]], [self.line(plan)])
        self.assertEqual(sheet["hidden"], 1)
        for user in (self.plant.operator, self.plant.analyst, self.plant.system):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.values(plan, user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(REPORT, plan.ids)

    def test_the_parties_sign_by_the_words_of_their_sector(self):
        hospital = self.env.ref("hr_quality_training.hr_quality_sector_hospital")
        plan = self.planned()
        self.env.company.quality_sector_id = hospital
        signers = self.values(plan, self.plant.hr)["signers"]
        self.assertEqual(signers[2], "Clinical Departments")
