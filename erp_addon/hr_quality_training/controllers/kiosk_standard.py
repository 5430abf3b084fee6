"""Reading and acknowledging a new standard at the kiosk."""

from odoo import http

from ..models.hr_quality_kiosk import PATH
from .kiosk import at_kiosk


class KioskStandard(http.Controller):
    @http.route(
        f"{PATH}/<string:token>/standard/<int:asked_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def standard(self, visit, asked_id, **values):
        """The standard with its key points."""
        asked = visit.own("hr.quality.acknowledgement", asked_id)
        return visit.show("kiosk_standard", asked=asked, revision=asked.revision_id)

    @http.route(
        f"{PATH}/<string:token>/standard/<int:asked_id>/acknowledge",
        type="http",
        auth="public",
        methods=["POST"],
    )
    @at_kiosk
    def acknowledge(self, visit, asked_id, **values):
        """The person has read it; once."""
        asked = visit.own("hr.quality.acknowledgement", asked_id)
        if asked.state == "due":
            asked._acknowledge_at_kiosk(visit.employee)
        return visit.go("/home")

    @http.route(
        f"{PATH}/<string:token>/standard/<int:asked_id>/file/<int:file_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    @at_kiosk
    def standard_file(self, visit, asked_id, file_id, **values):
        """An attachment of this standard, and of no other."""
        asked = visit.own("hr.quality.acknowledgement", asked_id)
        attachment = asked.revision_id.attachment_ids.filtered(lambda one: one.id == file_id)
        if not attachment:
            visit.refuse()
        stream = visit.env["ir.binary"]._get_stream_from(attachment, "raw")
        return stream.get_response(content_security_policy="default-src 'none'")
