"""What a supervision check found at one key point."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit

from ..checking.words import found_text, tolerance_text

TRANSLATED = ("parameter", "method")
SOURCES = {"review": "hr.quality.need.key.point", "standard": "hr.quality.key.point"}


class HrQualityCheckLine(models.Model):
    """A key point as it read when the check was made, and what was found there; frozen."""

    _name = "hr.quality.check.line"
    _description = "Key Point of a Supervision Check"
    _inherit = ["hr.quality.key.point.mixin", "base.act.protected"]
    _act_protected_fields = "*"
    _order = "check_id, is_ok, sequence, id"

    check_id = fields.Many2one("hr.quality.check", required=True, index=True, ondelete="cascade")
    origin = fields.Selection(
        [("review", "Review of the Need"), ("standard", "Standard")],
        required=True,
        help="Where the key point is from.",
    )
    source_key = fields.Char(required=True, help="Which key point it was, for programs.")
    has_measured = fields.Boolean()
    measured = fields.Float(digits=(16, 6), help="In the unit of the key point.")
    is_ok = fields.Boolean("OK", required=True)
    found_text = fields.Char("Found", compute="_compute_texts")
    tolerance_text = fields.Char("Allowed", compute="_compute_texts")

    _check_point_unique = models.Constraint(
        "UNIQUE (check_id, source_key)", "A check holds each key point once."
    )

    @api.depends("kind", "unit", "measured", "is_ok", "nominal", "lower", "upper")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            line.tolerance_text = tolerance_text(
                self.env, line.kind, line.unit, line.nominal, line.lower, line.upper
            )
            measured = line.measured if line.has_measured else None
            line.found_text = found_text(self.env, measured, line.unit, line.is_ok)

    def _source(self):
        """The key point that this line was made of."""
        self.ensure_one()
        return self.env[SOURCES[self.origin]].browse(int(self.source_key.split(",")[1])).sudo()

    def _take_translations(self):
        """Keep the texts in every language of their key points; for lines just made."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        if len(languages) < 2:
            return
        for line in with_permit(self):
            source = line._source()
            for name in TRANSLATED:
                spoken = {code: source.with_context(lang=code)[name] for code in languages}
                line.update_field_translations(name, spoken)
