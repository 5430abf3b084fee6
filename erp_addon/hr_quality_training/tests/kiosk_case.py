"""What the tests of the kiosk start from: a kiosk, a course to read, somebody without a login."""

import re

from odoo.addons.base_act.permit import with_permit
from odoo.tests import HttpCase
from odoo.tools import SQL

from .assessment_case import AssessmentSetUp

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
PICTURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    b"AABJRU5ErkJggg=="
)


class KioskCase(AssessmentSetUp, HttpCase):
    people_prefix = "kiosk"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        for lang in ("en_US", "zh_CN"):
            env["res.lang"]._activate_lang(lang)
        cls.trainee.user_id = False
        cls.trainee.lang = "en_US"
        cls.channel = env["slide.channel"].create({"name": "Welding", "is_published": True})
        cls.picture = env["ir.attachment"].create({"name": "seam.png", "datas": PICTURE})
        cls.secret = env["ir.attachment"].create({"name": "salaries.png", "datas": PICTURE})
        common = {"channel_id": cls.channel.id, "is_published": True}
        cls.pages = env["slide.slide"].create(
            [
                {
                    **common,
                    "name": "The current",
                    "sequence": 1,
                    "slide_category": "article",
                    "html_content": f'<p>180 A</p><img src="/web/image/{cls.picture.id}-x/a.png">',
                },
                {
                    **common,
                    "name": "The seam",
                    "sequence": 2,
                    "slide_category": "infographic",
                    "image_binary_content": PICTURE,
                },
            ]
        )
        with_permit(cls.participant).channel_id = cls.channel
        cls.kiosk = env["hr.quality.kiosk"].create({"name": "Hall 3", "lang": "en_US"})
        cls.other = env["hr.employee"].create(
            {"name": "Otto Other", "barcode": "T200", "pin": "0815", "lang": "zh_CN"}
        )
        cls.other_plan = cls.new_plan(cls.other)
        cls.base = f"/quality-loop/kiosk/{cls.kiosk.token}"

    # What somebody at the kiosk does

    def get(self, path="", **kwargs):
        return self.url_open(f"{self.base}{path}", **kwargs)

    def post(self, path, csrf=True, **data):
        """Send a form, with the token of the page before unless told otherwise."""
        if csrf:
            data["csrf_token"] = CSRF.search(self.get().text)[1]
        return self.url_open(f"{self.base}{path}", data=data or {"empty": "1"})

    def log_in(self, badge="T100", pin="4711"):
        return self.post("/login", badge=badge, pin=pin)

    def is_in(self):
        return "logout" in self.get("/home").text

    def choose(self, assessment, **answers):
        """Give the next answer by its text; the page that follows."""
        (title, answer), *_rest = answers.items()
        paper = assessment.sudo().user_input_id
        question = paper.predefined_question_ids.filtered(lambda one: one.title == title)
        return self.post(
            f"/exam/{assessment.id}/answer",
            question_id=str(question.id),
            answer=self.given(question, answer),
        )

    def locks(self, kind):
        self.env.invalidate_all()
        return self.env["hr.quality.kiosk.lock"].search([("kind", "=", kind)])

    def back_in_time(self, table, column, minutes):
        """Let a moment in a table be earlier; the tests do not wait."""
        self.env.flush_all()
        moved = SQL.identifier(column)
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(moved)s = %(moved)s - make_interval(mins => %(minutes)s)",
                table=SQL.identifier(table),
                moved=moved,
                minutes=minutes,
            )
        )
        self.env.invalidate_all()

    def standard_to_read(self, employee):
        """This person is asked to acknowledge the revision in force."""
        return self.env["hr.quality.acknowledgement"]._act_create(
            [{"revision_id": self.revision.id, "employee_id": employee.id, "due_on": "2030-01-01"}]
        )
