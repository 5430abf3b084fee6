"""What somebody has read of his course at a kiosk."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit


class HrQualityKioskReading(models.Model):
    """One page read by one participant. Whoever learns anew reads anew: what counted is over."""

    _name = "hr.quality.kiosk.reading"
    _description = "Page Read at a Kiosk"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "id desc"
    _rec_name = "slide_id"

    participant_id = fields.Many2one(
        "hr.quality.participant", required=True, index=True, ondelete="cascade"
    )
    slide_id = fields.Many2one("slide.slide", "Page", required=True, ondelete="cascade")
    kiosk_id = fields.Many2one("hr.quality.kiosk", ondelete="set null")
    read_at = fields.Datetime(required=True)
    counted = fields.Boolean(help="The course was finished with it.")

    _once = models.UniqueIndex(
        "(participant_id, slide_id) WHERE counted IS NOT TRUE", "The page has been read already."
    )

    @api.model
    def _pages(self, participant):
        """The pages of the participant's course, in order."""
        channel = participant.channel_id or participant.plan_id.course_id._channel_of(
            participant.variant
        )
        pages = channel.slide_ids.filtered(lambda page: page.is_published and not page.is_category)
        return pages.sorted("sequence")

    @api.model
    def _read_pages(self, participant):
        """Those of them that he has read, here or with a login of his own."""
        if participant.course_done_on:
            return self._pages(participant)
        here = self.search([("participant_id", "=", participant.id), ("counted", "=", False)])
        partner = participant.employee_id.user_id.partner_id
        elsewhere = self.env["slide.slide.partner"].search(
            [
                ("slide_id", "in", self._pages(participant).ids),
                ("partner_id", "=", partner.id or 0),
                ("completed", "=", True),
            ]
        )
        return here.slide_id | elsewhere.slide_id

    @api.model
    def _read(self, participant, page, kiosk):
        """Note that the participant has read a page; after the last one he has learned."""
        if participant.state not in ("invited", "learning") or participant.course_done_on:
            return
        read = self._read_pages(participant)
        if page not in read:
            self._act_create(
                [
                    {
                        "participant_id": participant.id,
                        "slide_id": page.id,
                        "kiosk_id": kiosk.id,
                        "read_at": fields.Datetime.now(),
                    }
                ]
            )
        pages = self._pages(participant)
        left = pages - read - page
        if left:
            percent = round(100 * (len(pages) - len(left)) / len(pages))
            participant._course_progress(percent, is_finished=False)
            return
        rows = self.search([("participant_id", "=", participant.id), ("counted", "=", False)])
        with_permit(rows).write({"counted": True})
        participant._learn_at_kiosk(
            self.env._(
                "Read at the kiosk %(kiosk)s, known by badge and PIN: %(count)s pages of"
                " “%(course)s”",
                kiosk=kiosk.name,
                count=len(pages),
                course=pages.channel_id.name,
            )
        )
