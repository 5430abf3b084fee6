from odoo import fields, models


class HrQualityAddRevisionPoint(models.TransientModel):
    """A key point of the revision that is being added."""

    _name = "hr.quality.add.revision.point"
    _description = "Key Point of a New Revision"
    _inherit = ["hr.quality.key.point.mixin"]

    wizard_id = fields.Many2one("hr.quality.add.revision", required=True, ondelete="cascade")
    before_id = fields.Many2one("hr.quality.key.point", ondelete="set null")
    # In the language of whoever writes it; other languages come from the key point before.
    parameter = fields.Char(translate=False)
    method = fields.Char(translate=False)
