from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.uninstalling import is_uninstalling

# A slip may be put right so long after it was entered; later, only a new revision helps.
CORRECTION_TIME = timedelta(hours=24)
JUDGING_FIELDS = (
    "standard_id",
    "number",
    "date_from",
    "limit",
    "note",
    "key_point_ids",
    "attachment_ids",
    "requires_retraining",
    "grace_days",
)


class HrQualityStandardRevision(models.Model):
    """One wording of a standard: from when to when it holds, and the defect rate it allows.

    Of one standard at most one revision is in force on a day. The database itself refuses
    two that overlap, also when two people write at once.
    """

    _name = "hr.quality.standard.revision"
    _description = "Standard Revision"
    _inherit = ["mail.thread"]
    _act_keeps_chatter = True
    _order = "standard_id, date_from desc"
    _rec_name = "number"

    standard_id = fields.Many2one(
        "hr.quality.standard", required=True, index=True, ondelete="restrict"
    )
    operation_id = fields.Many2one(related="standard_id.operation_id", store=True, index=True)
    number = fields.Char(required=True, tracking=True, help="For instance 1, 2 or B.")
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(
        string="To",
        tracking=True,
        help="The last day on which it holds; empty: until further notice.",
    )
    limit = fields.Float(
        digits=(8, 6),
        required=True,
        tracking=True,
        help="The highest defect rate allowed, as a fraction: 0.05 is 5 %. "
        "Defect rate = (scrapped + reworked) / produced.",
    )
    note = fields.Text(help="What else to watch, in words.")
    key_point_ids = fields.One2many(
        "hr.quality.key.point", "revision_id", string="Key Points", copy=True
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Documents",
        copy=True,
        help="Drawings, instructions and pictures; they stay with the revision.",
    )
    requires_retraining = fields.Boolean(
        default=True,
        tracking=True,
        help="Those who are qualified on an earlier revision must be retrained on this one.",
    )
    grace_days = fields.Integer(
        default=30,
        tracking=True,
        help="Days from its first one for which they may work on without retraining.",
    )
    in_force = fields.Boolean(compute="_compute_in_force")
    is_settled = fields.Boolean(compute="_compute_in_force")

    _number_unique = models.Constraint(
        "UNIQUE (standard_id, number)", "The standard has a revision of this number already."
    )
    _limit_range = models.Constraint(
        'CHECK ("limit" >= 0 AND "limit" <= 1)',
        "A limit lies between 0 % and 100 %.",
    )
    _grace_range = models.Constraint(
        "CHECK (grace_days BETWEEN 0 AND 366)", "A grace period lasts from 0 to 366 days."
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
            revision.is_settled = bool(revision._origin._settled())

    # ------------------------------------------------- what was judged by stays as it was

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse days that another revision holds already."""
        for vals in vals_list:
            self._refuse_overlap(
                vals.get("standard_id"), vals.get("date_from"), vals.get("date_to")
            )
        return super().create(vals_list)

    def _refuse_overlap(self, standard_id, date_from, date_to):
        """Names the revision, other than ``self``, that holds some of these days.

        A sentence before the database's constraint speaks; the constraint holds where two write
        at once.
        """
        if not standard_id or not date_from:
            return
        domain = Domain("standard_id", "=", standard_id) & Domain("id", "not in", self.ids)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", date_from)
        if date_to:
            domain &= Domain("date_from", "<=", date_to)
        other = self.search(domain, limit=1)
        if other:
            raise ValidationError(
                self.env._(
                    "The days overlap with %(other)s, which holds from %(begin)s to %(end)s. End"
                    " the one before the other begins.",
                    other=other.display_name,
                    begin=format_date(self.env, other.date_from),
                    end=format_date(self.env, other.date_to) or "…",
                )
            )

    def write(self, vals):
        """Keep what weeks were judged by: of a settled revision only the end may move."""
        settled = self._settled() if self._decides_days_or_limit(vals) else self.browse()
        if settled and any(name in vals for name in JUDGING_FIELDS):
            raise UserError(
                self.env._(
                    "%(revision)s is in force since %(day)s and weeks were judged by it. Add a"
                    " new revision instead of changing it.",
                    revision=settled[0].display_name,
                    day=format_date(self.env, settled[0].date_from),
                )
            )
        settled._check_end(fields.Date.to_date(vals.get("date_to")))
        if self._decides_days_or_limit(vals):
            for revision in self:
                revision._refuse_overlap(
                    vals.get("standard_id", revision.standard_id.id),
                    vals.get("date_from", revision.date_from),
                    vals.get("date_to", revision.date_to),
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_settled(self):
        settled = self.browse() if is_uninstalling(self.env) else self._settled()
        if settled:
            raise UserError(
                self.env._(
                    "%s is in force and weeks were judged by it; it is kept.",
                    settled[0].display_name,
                )
            )

    def _decides_days_or_limit(self, vals):
        return "date_to" in vals or any(name in vals for name in JUDGING_FIELDS)

    def _check_end(self, new_end):
        """The end may move among the days that are not over yet."""
        yesterday = fields.Date.context_today(self) - timedelta(days=1)
        for revision in self:
            over = revision.date_to and revision.date_to < yesterday
            if over or (new_end and new_end < yesterday):
                raise UserError(
                    self.env._(
                        "%(revision)s: days that are over keep their standard. Its end cannot"
                        " move in the past.",
                        revision=revision.display_name,
                    )
                )

    def _settled(self):
        """Those in force or over that were entered long enough ago."""
        today = fields.Date.context_today(self)
        entered_before = fields.Datetime.now() - CORRECTION_TIME
        return self.filtered(
            lambda revision: revision.date_from <= today and revision.create_date < entered_before
        )

    # ------------------------------------------------------------------------------ asking

    def _covers(self, day):
        self.ensure_one()
        return bool(
            self.date_from and self.date_from <= day and (not self.date_to or self.date_to >= day)
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
