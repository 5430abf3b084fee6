from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HrQualityStandard(models.Model):
    """What an operation's quality is held against; its content lies in dated revisions."""

    _name = "hr.quality.standard"
    _description = "Quality Standard"
    _inherit = ["mail.thread"]
    _act_keeps_chatter = True
    _order = "operation_id"

    name = fields.Char(required=True, translate=True)
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict", tracking=True
    )
    revision_ids = fields.One2many(
        "hr.quality.standard.revision", "standard_id", string="Revisions"
    )
    current_revision_id = fields.Many2one(
        "hr.quality.standard.revision", compute="_compute_current_revision_id"
    )
    current_limit = fields.Float(digits=(8, 6), compute="_compute_current_revision_id")

    # One limit decides about an operation, so it has one standard; what changes is its revision.
    _operation_unique = models.Constraint(
        "UNIQUE (operation_id)",
        "The operation has a standard already: add a revision to that one.",
    )

    @api.depends("revision_ids.date_from", "revision_ids.date_to", "revision_ids.limit")
    def _compute_current_revision_id(self):
        today = fields.Date.context_today(self)
        for standard in self:
            revision = standard.revision_ids.filtered(lambda r: r._covers(today))[:1]
            standard.current_revision_id = revision
            standard.current_limit = revision.limit

    def write(self, vals):
        """Keep a standard at the operation that was judged by it."""
        if "operation_id" in vals:
            moved = self.filtered(lambda one: one.operation_id.id != vals["operation_id"])
            settled = moved.revision_ids._settled()
            if settled:
                raise UserError(
                    self.env._(
                        "%(standard)s is in force for %(operation)s, which was judged by it. Give"
                        " the other operation a standard of its own.",
                        standard=settled[0].standard_id.name,
                        operation=settled[0].operation_id.display_name,
                    )
                )
        return super().write(vals)

    def add_revision(
        self,
        number,
        date_from,
        limit,
        note=None,
        key_points=None,
        requires_retraining=True,
        grace_days=30,
    ):
        """Adds a revision from ``date_from`` on and ends the open one the day before.

        :param str number: the new revision's number, e.g. ``B``
        :param date_from: its first day, ``YYYY-MM-DD``
        :param float limit: highest defect rate as a fraction: 0.05 is 5 %
        :param str note: what else to watch, in words; None: that of the revision before
        :param list key_points: ``[{"id", "sequence", "parameter", "kind", "unit", "nominal",
            "lower", "upper", "method"}]``; ``id`` of the key point before that it continues, if
            any; None: those of the revision before, as they are
        :param bool requires_retraining: those qualified on an earlier one must be retrained
        :param int grace_days: days from the first one for which they may work on without
        :return: id of the new revision

        The documents of the revision before come along.
        """
        self.ensure_one()
        day = fields.Date.to_date(date_from)
        before = self._revision_before(day)
        points = before.key_point_ids
        if key_points is None:
            key_points = [{"id": point.id} for point in points]
        open_ones = self.revision_ids.filtered(
            lambda revision: not revision.date_to and revision.date_from < day
        )
        open_ones.date_to = day - timedelta(days=1)
        revision = self.env["hr.quality.standard.revision"].create(
            {
                "standard_id": self.id,
                "number": number,
                "date_from": day,
                "limit": limit,
                "note": before.note if note is None else note,
                "key_point_ids": [
                    Command.create(points._continued(values)) for values in key_points
                ],
                "requires_retraining": requires_retraining,
                "grace_days": grace_days,
            }
        )
        points._carry_translations(key_points, revision.key_point_ids.sorted("id"))
        revision._carry_documents(before.attachment_ids)
        return revision.id

    def _revision_before(self, day):
        """The latest revision that begins before ``day``."""
        earlier = self.revision_ids.filtered(lambda revision: revision.date_from < day)
        return earlier.sorted("date_from")[-1:]

    def action_add_revision(self):
        """Asks for what a new revision needs."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_add_revision_action"
        )
        return {**action, "context": {"default_standard_id": self.id}}
