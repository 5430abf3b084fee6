"""The key points of a standard's revision: what quality is judged by, one parameter each."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.uninstalling import is_uninstalling


class HrQualityKeyPoint(models.Model):
    """A parameter with its tolerance; it stays as it is once its revision is settled."""

    _name = "hr.quality.key.point"
    _description = "Key Point of a Standard"
    _inherit = ["hr.quality.key.point.mixin"]

    revision_id = fields.Many2one(
        "hr.quality.standard.revision", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse new points of a revision that weeks were judged by."""
        points = super().create(vals_list)
        points._refuse_settled()
        return points

    def write(self, vals):
        """Refuse changes, and moves to or from such a revision."""
        self._refuse_settled()
        result = super().write(vals)
        if "revision_id" in vals:
            self._refuse_settled()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_settled(self):
        if not is_uninstalling(self.env):
            self._refuse_settled()

    def _refuse_settled(self):
        settled = self.sudo().revision_id._settled()
        if settled:
            raise UserError(
                self.env._(
                    "%(revision)s is in force and people were judged by its key points. Add a new"
                    " revision instead of changing them.",
                    revision=settled[0].display_name,
                )
            )
