from odoo import api, fields, models


class HrQualityWorkCenter(models.Model):
    """A work centre (line) of IEC 62264, so that its codes in several sources mean one place."""

    _name = "hr.quality.work.center"
    _description = "Work Center"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    operation_ids = fields.One2many("hr.quality.operation", "work_center_id", string="Operations")

    _code_unique = models.Constraint("UNIQUE (code)", "Another work center has this code already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for center in self:
            center.display_name = (
                center.name if center.name == center.code else f"[{center.code}] {center.name}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        centers = super().create(vals_list)
        self.env["hr.quality.alias"]._tie_equal_codes("work_center", centers.mapped("code"))
        return centers

    def write(self, vals):
        result = super().write(vals)
        if "code" in vals:
            self.env["hr.quality.alias"]._tie_equal_codes("work_center", self.mapped("code"))
        return result
