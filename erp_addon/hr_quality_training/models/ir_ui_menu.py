"""Menus of Quality Loop in the sector's words."""

from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def load_menus(self, debug):
        menus = super().load_menus(debug)
        relabel = self.env["hr.quality.sector"]._relabel()
        root = self.env.ref("hr_quality.hr_quality_menu_root", raise_if_not_found=False)
        if not relabel or not root:
            return menus
        # The original is shared by every caller of the cache behind it.
        return {
            key: {**menu, "name": relabel(menu["name"])} if menu.get("app_id") == root.id else menu
            for key, menu in menus.items()
        }
