from odoo import api, fields, models


class HrQualityStandard(models.Model):
    """What an operation's quality is held against; its content lies in dated revisions."""

    _name = "hr.quality.standard"
    _description = "Quality Standard"
    _inherit = ["mail.thread"]
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
