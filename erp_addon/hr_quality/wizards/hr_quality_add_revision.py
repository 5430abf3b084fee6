from datetime import timedelta

from odoo import Command, api, fields, models

from ..models.hr_quality_key_point import CONTINUED


class HrQualityAddRevision(models.TransientModel):
    """Asks for a standard's next revision; the one in force ends the day before.

    It begins with what the revision before says, so that only what changes is written.
    """

    _name = "hr.quality.add.revision"
    _description = "New Revision of a Standard"

    standard_id = fields.Many2one("hr.quality.standard", required=True, readonly=True)
    current_revision_id = fields.Many2one(related="standard_id.current_revision_id")
    number = fields.Char(required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=1),
    )
    limit = fields.Float(digits=(8, 6), required=True)
    note = fields.Text(help="What else to watch, in words.")
    key_point_ids = fields.One2many(
        "hr.quality.add.revision.point", "wizard_id", string="Key Points"
    )
    requires_retraining = fields.Boolean(
        default=True,
        help="Those who are qualified on an earlier revision must be retrained on this one.",
    )
    grace_days = fields.Integer(
        default=30,
        help="Days from its first one for which they may work on without retraining.",
    )

    @api.model
    def default_get(self, fields_list):
        """Begin with the limit, the note and the key points of the latest revision."""
        values = super().default_get(fields_list)
        standard = self.env["hr.quality.standard"].browse(values.get("standard_id"))
        before = standard.revision_ids.sorted("date_from")[-1:]
        if before:
            values.setdefault("limit", before.limit)
            values.setdefault("note", before.note)
            values.setdefault(
                "key_point_ids",
                [
                    Command.create(
                        {"before_id": point.id, **{name: point[name] for name in CONTINUED}}
                    )
                    for point in before.key_point_ids
                ],
            )
        return values

    def action_add(self):
        """Adds the revision and returns to the standard."""
        self.ensure_one()
        self.standard_id.add_revision(
            self.number,
            self.date_from,
            self.limit,
            note=self.note or "",
            key_points=[
                {"id": point.before_id.id, **{name: point[name] for name in CONTINUED}}
                for point in self.key_point_ids
            ],
            requires_retraining=self.requires_retraining,
            grace_days=self.grace_days,
        )
        return {"type": "ir.actions.act_window_close"}
