"""A practical score sheet: one from quality, one from operations, blind until both are in."""

from odoo import api, fields, models


class HrQualityPractical(models.Model):
    """What one assessor saw of one attempt, with points per item. Given once, never changed."""

    _name = "hr.quality.practical"
    _description = "Practical Score Sheet"
    _inherit = ["hr.quality.blind"]
    _act_protected_fields = "*"
    _order = "assessment_id desc, party desc"

    assessment_id = fields.Many2one(
        "hr.quality.assessment", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    party = fields.Selection([("quality", "Quality"), ("operations", "Operations")], required=True)
    assessor_id = fields.Many2one("res.users", required=True, index=True, ondelete="restrict")
    signed_on = fields.Datetime(required=True)
    score = fields.Float(digits=(5, 2), required=True, aggregator="avg", help="From 0 to 100.")
    remark = fields.Text()
    line_ids = fields.One2many("hr.quality.practical.line", "practical_id", "Points")
    revealed = fields.Boolean(help="Both sheets are in.")

    _party_unique = models.Constraint(
        "UNIQUE (assessment_id, party)", "This party has given its sheet already."
    )
    _assessor_unique = models.Constraint(
        "UNIQUE (assessment_id, assessor_id)", "One person gives one of the two sheets."
    )

    @api.depends("party", "assessor_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        parties = dict(self._fields["party"]._description_selection(self.env))
        for sheet in self:
            sheet.display_name = (
                f"{parties.get(sheet.party, '')}: {sheet.sudo().assessor_id.name or ''}"
            )
