from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date


class HrQualityStandardRevision(models.Model):
    """One wording of a standard: from when to when it holds, and the defect rate it allows.

    Of one standard at most one revision is in force on a day. The database itself refuses
    two that overlap, also when two people write at once.
    """

    _name = "hr.quality.standard.revision"
    _description = "Standard Revision"
    _inherit = ["mail.thread"]
    _order = "standard_id, date_from desc"
    _rec_name = "number"

    standard_id = fields.Many2one(
        "hr.quality.standard", required=True, index=True, ondelete="restrict"
    )
    operation_id = fields.Many2one(related="standard_id.operation_id", store=True, index=True)
    number = fields.Char(required=True, tracking=True, help="For instance 1, 2 or B.")
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(
        string="To", tracking=True, help="The last day on which it holds; empty: until further notice."
    )
    limit = fields.Float(
        string="Limit",
        digits=(8, 6),
        required=True,
        tracking=True,
        help="The highest defect rate allowed, as a fraction: 0.05 is 5 %. "
        "Defect rate = (scrapped + reworked) / produced.",
    )
    key_points = fields.Text(help="What to watch: parameters and their tolerances.")
    in_force = fields.Boolean(compute="_compute_in_force")

    _number_unique = models.Constraint(
        "UNIQUE (standard_id, number)", "The standard has a revision of this number already."
    )
    _limit_range = models.Constraint(
        'CHECK ("limit" >= 0 AND "limit" <= 1)',
        "A limit lies between 0 % and 100 %.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A revision cannot end before it begins.",
    )
    # The range of one id stands for equality, which a GiST index knows only with btree_gist.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(standard_id, standard_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)",
        "Two revisions of one standard overlap. End the earlier one before the next begins.",
    )

    @api.depends("standard_id.name", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "%(standard)s, revision %(number)s",
                standard=revision.standard_id.name or "",
                number=revision.number or "",
            )

    @api.depends("date_from", "date_to")
    def _compute_in_force(self):
        today = fields.Date.context_today(self)
        for revision in self:
            revision.in_force = revision._covers(today)

    def _covers(self, day):
        self.ensure_one()
        return bool(
            self.date_from
            and self.date_from <= day
            and (not self.date_to or self.date_to >= day)
        )

    @api.model
    def _in_force(self, operations, day):
        """The revision of each operation on ``day``: {operation id: revision}."""
        revisions = self.search(
            [
                ("operation_id", "in", operations.ids),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        return {revision.operation_id.id: revision for revision in revisions}
