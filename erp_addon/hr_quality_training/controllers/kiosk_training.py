"""Reading a course at the kiosk, page by page."""

import re

from markupsafe import Markup
from odoo import http
from odoo.tools import html_sanitize

from ..models.hr_quality_kiosk import PATH
from .kiosk import at_kiosk

MEDIA = re.compile(
    r"""(?P<attribute>\b(?:src|href|poster)=["'])/web/(?:image|content)/(?P<id>\d+)[^"']*"""
)
"""References of an article to files in the database, which the kiosk has no right to."""
READING = ("invited", "learning", "learned", "passed", "failed")
VIEWER = "/web/static/lib/pdfjs/web/viewer.html"


class KioskTraining(http.Controller):
    @http.route(
        f"{PATH}/<string:token>/training/<int:participant_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def training(self, visit, participant_id, **values):
        """The pages of one's own course, and which of them are read."""
        participant = visit.own("hr.quality.participant", participant_id, state=READING)
        readings = visit.env["hr.quality.kiosk.reading"]
        return visit.show(
            "kiosk_training",
            participant=participant,
            pages=readings._pages(participant),
            read=readings._read_pages(participant),
        )

    @http.route(
        f"{PATH}/<string:token>/training/<int:participant_id>/page/<int:page_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def page(self, visit, participant_id, page_id, **values):
        """One page of the course."""
        participant, pages, page = self._page(visit, participant_id, page_id)
        return self._show_page(visit, participant, pages, page)

    @http.route(
        f"{PATH}/<string:token>/training/<int:participant_id>/page/<int:page_id>/read",
        type="http",
        auth="public",
        methods=["POST"],
    )
    @at_kiosk
    def page_read(self, visit, participant_id, page_id, **values):
        """The page is read: on to the next one, or learned."""
        participant, pages, page = self._page(visit, participant_id, page_id)
        wrong = self._wrong_questions(page, values)
        if wrong:
            return self._show_page(visit, participant, pages, page, wrong=wrong, given=values)
        visit.env["hr.quality.kiosk.reading"]._read(participant, page, visit.kiosk)
        after = pages[pages.ids.index(page.id) + 1 :][:1]
        if after:
            return visit.go(f"/training/{participant.id}/page/{after.id}")
        return visit.go(f"/training/{participant.id}")

    @http.route(
        f"{PATH}/<string:token>/training/<int:participant_id>/page/<int:page_id>/file",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def page_file(self, visit, participant_id, page_id, **values):
        """The picture, document or video of a page."""
        _participant, _pages, page = self._page(visit, participant_id, page_id)
        attachment = self._attachment(page)
        if not attachment:
            visit.refuse()
        return self._stream(visit, attachment)

    @http.route(
        f"{PATH}/<string:token>/training/<int:participant_id>/page/<int:page_id>/media/<int:file_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def page_media(self, visit, participant_id, page_id, file_id, **values):
        """A file that the page's text shows; no other file of the database."""
        _participant, _pages, page = self._page(visit, participant_id, page_id)
        shown = {int(found["id"]) for found in MEDIA.finditer(page.html_content or "")}
        attachment = visit.env["ir.attachment"].browse(file_id).exists()
        if file_id not in shown or attachment.res_model not in (False, "slide.slide", "ir.ui.view"):
            visit.refuse()
        return self._stream(visit, attachment)

    # Helpers

    def _page(self, visit, participant_id, page_id):
        participant = visit.own("hr.quality.participant", participant_id, state=READING)
        pages = visit.env["hr.quality.kiosk.reading"]._pages(participant)
        page = pages.filtered(lambda one: one.id == page_id)
        if not page:
            visit.refuse()
        return participant, pages, page

    def _show_page(self, visit, participant, pages, page, wrong=(), given=None):
        place = f"{visit.base}/training/{participant.id}/page/{page.id}"
        number = pages.ids.index(page.id)
        return visit.show(
            "kiosk_page",
            participant=participant,
            page=page,
            number=number + 1,
            count=len(pages),
            before=pages[number - 1 : number],
            place=place,
            kind=self._kind(page),
            viewer=f"{VIEWER}?file={place}/file",
            text=self._text(page, place),
            wrong=wrong,
            given=given or {},
            is_read=page in visit.env["hr.quality.kiosk.reading"]._read_pages(participant),
        )

    def _text(self, page, place):
        """The article, its pictures fetched through the kiosk."""
        if page.slide_category != "article" or not page.html_content:
            return Markup("")
        text = MEDIA.sub(rf"\g<attribute>{place}/media/\g<id>", str(page.html_content))
        return html_sanitize(text, sanitize_tags=False)

    def _attachment(self, page):
        return page.env["ir.attachment"].search(
            [
                ("res_model", "=", "slide.slide"),
                ("res_id", "=", page.id),
                ("res_field", "=", "binary_content"),
            ],
            limit=1,
        )

    def _kind(self, page):
        """How the page is shown: article, image, pdf, video, embedded, download or nothing."""
        if page.slide_category == "article":
            return "article"
        attachment = self._attachment(page)
        mimetype = attachment.mimetype or ""
        if not attachment:
            return "embedded" if page.embed_code else "nothing"
        if mimetype == "application/pdf":
            return "pdf"
        kind = mimetype.partition("/")[0]
        return kind if kind in ("image", "video") else "download"

    def _stream(self, visit, attachment):
        stream = visit.env["ir.binary"]._get_stream_from(attachment, "raw")
        response = stream.get_response(content_security_policy="default-src 'none'")
        response.headers["Cache-Control"] = "private, max-age=300"
        return response

    def _wrong_questions(self, page, values):
        """Ids of the page's own questions that are not answered right; empty: go on."""
        wrong = []
        for question in page.question_ids:
            right = question.answer_ids.filtered("is_correct").ids
            given = values.get(f"question_{question.id}", "")
            if not given.isdigit() or int(given) not in right:
                wrong.append(question.id)
        return wrong
