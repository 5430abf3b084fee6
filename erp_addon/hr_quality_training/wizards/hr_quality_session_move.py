"""The dialog in which HR moves a session."""

from odoo import api, fields, models


class HrQualitySessionMove(models.TransientModel):
    """Ask for the new time and place and why, then do the act as the user who answers."""

    _name = "hr.quality.session.move"
    _description = "Move of a Session"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    act = fields.Char(required=True)
    starts = fields.Datetime("New Start", required=True)
    ends = fields.Datetime("New End", required=True)
    place = fields.Char()
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields_list):
        """Begin with the time and place as they are."""
        values = super().default_get(fields_list)
        session = self.env["hr.quality.session"].browse((values.get("res_ids") or [])[:1])
        for name in {"starts", "ends", "place"}.intersection(fields_list):
            values.setdefault(name, session[name])
        return values

    def action_confirm(self):
        """Do the act; every check is made there."""
        self.ensure_one()
        self.env["hr.quality.session"].browse(self.res_ids).act_move(
            starts=self.starts, ends=self.ends, place=self.place or "", reason=self.reason
        )
        return {"type": "ir.actions.act_window_close"}
