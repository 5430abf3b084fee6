from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["hr.quality.alias"]._tie_equal_codes(
            "employee", employees.sudo().filtered("barcode").mapped("barcode")
        )
        return employees

    def write(self, vals):
        if "barcode" in vals:
            self._check_not_own_badge()
        if "user_id" in vals:
            self._check_not_own_login(vals["user_id"])
        result = super().write(vals)
        if vals.get("barcode"):
            self.env["hr.quality.alias"]._tie_equal_codes("employee", [vals["barcode"]])
        return result

    def _check_not_own_badge(self):
        """A badge says whose production counts, so nobody but HR gives himself another one."""
        user = self.env.user
        if user in self.sudo().user_id and not user.has_group("hr.group_hr_user"):
            raise AccessError(
                self.env._("Your badge says whose production counts as yours. Ask HR to change it.")
            )

    def _check_not_own_login(self, user_id):
        """Who could step out of his own employee would be free to sign about himself."""
        user = self.env.user
        if user.id == SUPERUSER_ID or user_id == user.id:
            return
        if user in self.sudo().user_id:
            raise AccessError(
                self.env._(
                    "Your login says who you are where nobody may sign for himself. Ask a colleague"
                    " to change it."
                )
            )

    def action_open_quality_trace(self):
        """The time line of this person."""
        self.ensure_one()
        return self.env["hr.quality.trace"].action_open_trace("employee", self.id)
