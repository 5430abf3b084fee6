"""The trace on paper: a real PDF, in English and Chinese."""

import io

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import delivered
from .test_trace import TraceCase

REPORT = "hr_quality.report_trace"


@tagged("post_install", "-at_install")
class TestTracePrint(TraceCase, HttpCase):
    def pages(self, value="L-1", lang="en_US", role="quality"):
        """The text of every page of the PDF."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not here: install it to test what is printed")
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content, kind = reports.with_context(
            force_report_rendering=True, lang=lang
        )._render_qweb_pdf(REPORT, data={"kind": "lot", "value": value})
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content)).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_a_pdf_has_the_findings_first_and_then_the_time_line(self):
        self.record(*[delivered(f"{n}", day=f"2026-02-{n:02d}") for n in range(1, 29)])
        self.record(*[delivered(f"L{n}", shift=f"shift {n}") for n in range(60)])
        pages = self.pages()
        self.assertGreater(len(pages), 1)
        text = "\n".join(pages)
        self.assertIn("Lot L-1", pages[0])
        self.assertIn("Not trained", pages[0])
        self.assertLess(text.index("Not trained"), text.index("Produced 100 pcs"))
        self.assertIn(self.env.company.name, pages[0])

    def test_chinese_is_readable(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.welder.name = "王芳"
        self.operation.name = "点焊"
        self.record(delivered())
        text = "".join(self.pages(lang="zh_CN")).replace(" ", "")
        self.assertIn("王芳", text)
        self.assertIn("点焊", text)

    def test_paper_tells_nobody_more_than_the_screen(self):
        self.record(delivered(), delivered("K2", employee="B003"))
        text = "".join(self.pages(role="manager"))
        self.assertIn("Welder", text)
        self.assertNotIn("Outsider", text)

    def test_what_is_printed_is_asked_for_by_kind_and_value(self):
        self.record(delivered())
        service = self.env["hr.quality.trace"].with_user(self.users["quality"])
        action = service.action_print("lot", "L-1")
        self.assertEqual(action["data"], {"kind": "lot", "value": "L-1"})
        with self.assertRaises(UserError):
            service.action_print("employee", "Nobody")
        reports = self.env["ir.actions.report"].with_user(self.users["quality"])
        with self.assertRaises(UserError):
            reports._render_qweb_html(REPORT, None, data={})

    def test_without_wkhtmltopdf_the_page_opens_in_the_browser(self):
        self.record(delivered())
        service = self.env["hr.quality.trace"].with_user(self.users["quality"])
        reports = type(self.env["ir.actions.report"])
        self.patch(reports, "get_wkhtmltopdf_state", lambda self: "install")
        action = service.action_print("lot", "L-1")
        self.assertEqual(action["report_type"], "qweb-html")
        printing = self.env["ir.actions.report"].with_user(self.users["quality"])
        page, _kind = printing._render_qweb_html(REPORT, None, data=action["data"])
        self.assertIn("Not trained", page.decode())
