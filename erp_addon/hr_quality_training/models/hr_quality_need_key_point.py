"""A key point that quality's review of a need lays down."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import is_permitted
from odoo.exceptions import AccessError


class HrQualityNeedKeyPoint(models.Model):
    """Written by quality while the need waits for its review, by nobody else and never later.

    Superuser mode does not help: the user of the environment is asked, as an act does.
    """

    _name = "hr.quality.need.key.point"
    _description = "Key Point of a Training Need"
    _inherit = ["hr.quality.key.point.mixin"]
    _order = "need_id, sequence, id"

    need_id = fields.Many2one("hr.quality.need", required=True, index=True, ondelete="cascade")

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse outside the review of the need that each key point is for."""
        if not is_permitted(self.env):
            self.check_access("create")
            default = self.default_get(["need_id"]).get("need_id")
            needs = {vals.get("need_id", default) for vals in vals_list} - {None, False}
            self.env["hr.quality.need"].browse(needs).exists()._check_may_write_key_points()
        return super().create(vals_list)

    def write(self, vals):
        """Refuse outside the review; a key point never moves to another need."""
        if not is_permitted(self.env):
            self.check_access("write")
            if any(vals.get("need_id", point.need_id.id) != point.need_id.id for point in self):
                raise AccessError(
                    self.env._("A key point belongs to the need it was written for, and stays.")
                )
            self.sudo().need_id.with_env(self.env)._check_may_write_key_points()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_inside_the_review(self):
        if not is_permitted(self.env):
            self.sudo().need_id.with_env(self.env)._check_may_write_key_points()
