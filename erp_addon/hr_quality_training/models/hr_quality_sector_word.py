"""One word of a sector."""

from odoo import api, fields, models

from ..words.terms import selection


class HrQualitySectorWord(models.Model):
    """What a sector calls one of the parties, or one of the things on the path."""

    _name = "hr.quality.sector.word"
    _description = "Word of a Sector"
    _order = "sector_id, id"

    sector_id = fields.Many2one("hr.quality.sector", required=True, index=True, ondelete="cascade")
    term = fields.Selection(
        lambda self: selection(self.env),
        "Stands For",
        required=True,
        help="What it is called otherwise.",
    )
    name = fields.Char("Word", required=True, translate=True)
    plural = fields.Char(translate=True, help="Empty: the word itself, as in Chinese.")

    _term_unique = models.Constraint(
        "UNIQUE (sector_id, term)", "The sector has a word for this already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        words = super().create(vals_list)
        self.env["hr.quality.sector"]._forget()
        return words

    def write(self, vals):
        result = super().write(vals)
        self.env["hr.quality.sector"]._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["hr.quality.sector"]._forget()
        return result
