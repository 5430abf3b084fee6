"""A key point that quality's review of a need lays down."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import is_permitted
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError

from ..decision.explain import number


class HrQualityNeedKeyPoint(models.Model):
    """Written by quality while the need waits for its review, by nobody else and never later.

    Superuser mode does not help: the user of the environment is asked, as an act does.
    """

    _name = "hr.quality.need.key.point"
    _description = "Key Point of a Training Need"
    _inherit = ["hr.quality.key.point.mixin"]
    _order = "need_id, sequence, id"

    need_id = fields.Many2one("hr.quality.need", required=True, index=True, ondelete="cascade")

    @api.depends("parameter", "kind", "nominal", "lower", "upper", "unit")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """``Welding current: 180 (170 … 190) A``."""
        for point in self:
            tolerance = point._tolerance()
            point.display_name = ": ".join(filter(None, (point.parameter, tolerance)))

    def _tolerance(self):
        nominal, lower, upper = (
            number(self.env, value) for value in (self.nominal, self.lower, self.upper)
        )
        words = {"nominal": nominal, "lower": lower, "upper": upper, "unit": self.unit or ""}
        if self.kind == "range":
            return self.env._("%(nominal)s (%(lower)s … %(upper)s) %(unit)s", **words)
        if self.kind == "minimum":
            return self.env._("at least %(lower)s %(unit)s", **words)
        if self.kind == "maximum":
            return self.env._("at most %(upper)s %(unit)s", **words)
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse outside the review of the need that each key point is for."""
        if vals_list and not is_permitted(self.env):
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

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_inside_the_review(self):
        if not is_permitted(self.env) and not is_uninstalling(self.env):
            self.sudo().need_id.with_env(self.env)._check_may_write_key_points()
