"""The kiosk's pages: who is there, what waits for him."""

import functools

from odoo import http
from odoo.http import request
from odoo.tools.misc import get_lang
from werkzeug.exceptions import abort

from ..models.hr_quality_kiosk import PATH

COOKIE = "quality_kiosk"
LANG_COOKIE = "quality_kiosk_lang"
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
    " frame-src 'self' www.youtube-nocookie.com player.vimeo.com drive.google.com;"
    " frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)
"""No script but our own runs on these pages, whatever stands in a course."""
NO_KIOSK = "<!DOCTYPE html><title>404</title><p>There is no kiosk here. / 这里没有终端。</p>"
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
}


def at_kiosk(method):
    """A page of somebody who is logged in here; anybody else is asked for his badge.

    The method gets the :class:`Visit` in place of the token.
    """

    @functools.wraps(method)
    def page(self, token, **values):
        visit = Visit(token)
        if not visit.session:
            return visit.go("")
        return method(self, visit, **values)

    return page


class Visit:
    """One request at a kiosk.

    Whoever may be logged in to Odoo in the same browser does not count: everything is looked up
    as superuser for the one employee whom badge and PIN have identified, and for nobody else.
    """

    def __init__(self, token):
        """:raise HTTPException: 404, there is no open kiosk of that token"""
        public = request.env.ref("base.public_user").id
        self.env = request.env(user=public, su=True, context={})
        self.kiosk = self.env["hr.quality.kiosk"]._by_token(token)
        if not self.kiosk:
            abort(request.make_response(NO_KIOSK, status=404))
        self.base = f"{PATH}/{token}"
        sessions = self.env["hr.quality.kiosk.session"]
        self.session = sessions._resume(self.kiosk, request.cookies.get(COOKIE))
        self._choose_language()

    def _choose_language(self):
        """Of the person, or what he has chosen since; before, what the last one chose here."""
        installed = dict(self.env["res.lang"].get_installed())
        wish = request.params.get("lang")
        self.chosen_lang = wish if wish in installed else None
        if self.session and self.chosen_lang and self.session.lang != wish:
            self.session._speak(wish)
        candidates = (
            self.chosen_lang,
            self.session.lang,
            None if self.session else request.cookies.get(LANG_COOKIE),
            self.kiosk.lang,
        )
        lang = next((lang for lang in candidates if lang in installed), None)
        self.languages = installed
        self.lang = lang or get_lang(self.env).code
        zone = self.kiosk.company_id.resource_calendar_id.tz or "UTC"
        # Sentences name the parties in the words of the company whose kiosk it is.
        company = self.kiosk.company_id.ids
        self.env = self.env(context={"lang": self.lang, "tz": zone, "allowed_company_ids": company})
        self.kiosk = self.kiosk.with_env(self.env)
        self.session = self.session.with_env(self.env)
        self.employee = self.session.employee_id

    # What is his

    def own(self, model, id_, **conditions):
        """The person's own record of that id.

        :raise HTTPException: 404, there is none, or it is somebody else's
        """
        domain = [("id", "=", id_), ("employee_id", "=", self.employee.id)]
        domain += [(name, "in", values) for name, values in conditions.items()]
        record = self.env[model].search(domain, limit=1)
        if not record:
            self.refuse()
        return record

    def refuse(self):
        """Say that there is nothing of the kind: the same whether it is another's or nobody's."""
        page = self.show("kiosk_missing")
        page.status_code = 404
        abort(page)

    # Answers

    def show(self, template, **values):
        """Render a page."""
        html = self.env["ir.qweb"]._render(
            f"hr_quality_training.{template}",
            {
                "visit": self,
                "base": self.base,
                "csrf": request.csrf_token(),
                "idle_seconds": self.kiosk.idle_minutes * 60 if self.session else 0,
                "error": None,
                **values,
            },
        )
        response = request.make_response(f"<!DOCTYPE html>\n{html}", list(PAGE_HEADERS.items()))
        if self.chosen_lang and not self.session:
            self.set_cookie(response, LANG_COOKIE, self.chosen_lang)
        return response

    def go(self, path):
        """Send the browser to another page of this kiosk."""
        return request.redirect(f"{self.base}{path}", 303)

    def let_in(self, secret):
        """Send the browser on with the secret of its new session."""
        response = self.go("/home")
        self.set_cookie(response, COOKIE, secret)
        return response

    def set_cookie(self, response, name, value, max_age=None):
        """A cookie of this kiosk alone, closed to scripts and other sites."""
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            path=self.base,
            httponly=True,
            samesite="Strict",
            secure=request.httprequest.scheme == "https",
        )


class Kiosk(http.Controller):
    @http.route(f"{PATH}/<string:token>", type="http", auth="public", methods=["GET"])
    def kiosk(self, token, **values):
        """Ask for the badge, or go on where somebody is logged in."""
        visit = Visit(token)
        return visit.go("/home") if visit.session else visit.show("kiosk_login")

    @http.route(f"{PATH}/<string:token>/login", type="http", auth="public", methods=["POST"])
    def login(self, token, badge="", pin="", **values):
        """Let in whoever shows a badge and knows its PIN; whoever was there before is out."""
        visit = Visit(token)
        visit.session._end()
        session, answer = visit.env["hr.quality.kiosk.session"]._log_in(visit.kiosk, badge, pin)
        if session:
            return visit.let_in(answer)
        visit.session = visit.session.browse()
        return visit.show("kiosk_login", error=answer)

    @http.route(f"{PATH}/<string:token>/logout", type="http", auth="public", methods=["POST"])
    def logout(self, token, **values):
        """End the session; its secret opens nothing any more."""
        visit = Visit(token)
        visit.session._end()
        response = visit.go("")
        visit.set_cookie(response, COOKIE, "", max_age=0)
        return response

    @http.route(f"{PATH}/<string:token>/home", type="http", auth="public", methods=["GET"])
    @at_kiosk
    def home(self, visit, **values):
        """What waits for the person."""
        env, person = visit.env, visit.employee
        readings = env["hr.quality.kiosk.reading"]
        participants = env["hr.quality.participant"].search(
            [
                ("employee_id", "=", person.id),
                ("plan_id.state", "=", "published"),
                ("state", "in", ("invited", "learning")),
            ],
        )
        trainings = [
            {
                "participant": participant,
                "pages": readings._pages(participant),
                "read": readings._read_pages(participant),
            }
            for participant in participants.sorted(lambda one: one.plan_id.due_on)
        ]
        exams = env["hr.quality.assessment"].search(
            [("employee_id", "=", person.id), ("state", "=", "open"), ("survey_id", "!=", False)]
        )
        standards = env["hr.quality.acknowledgement"].search(
            [("employee_id", "=", person.id), ("state", "=", "due")]
        )
        return visit.show(
            "kiosk_home",
            trainings=trainings,
            exams=exams.filtered(lambda exam: exam.exam_state != "done"),
            standards=standards,
        )

    @http.route(f"{PATH}/<string:token>/results", type="http", auth="public", methods=["GET"])
    @at_kiosk
    def results(self, visit, **values):
        """What the person may do, and how his assessments went."""
        env, person = visit.env, visit.employee
        ledger = env["hr.quality.qualification"]
        operations = ledger.search([("employee_id", "=", person.id)]).operation_id
        found = ledger._qualification_status(person, operations)
        qualifications = [
            {
                "operation": operation,
                "status": found[person.id, operation.id],
                "sentence": ledger._status_sentence(
                    person, operation, found[person.id, operation.id]
                ),
            }
            for operation in operations
        ]
        assessments = env["hr.quality.assessment"].search([("employee_id", "=", person.id)])
        return visit.show("kiosk_results", qualifications=qualifications, assessments=assessments)
