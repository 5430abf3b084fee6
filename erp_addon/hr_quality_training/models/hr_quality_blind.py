"""Rows that only their giver reads, until they are revealed."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class HrQualityBlind(models.AbstractModel):
    """Rows that only their giver reads until both sheets are in.

    Held here and not by record rules, which an administrator may change. Every reading by a user
    goes through ``_search`` or ``_check_access``: searching, grouping, exporting, completing a
    name, following a field of another model.
    """

    _name = "hr.quality.blind"
    _description = "Blind Until Both Are In"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"

    @api.model
    def _blind_domain(self) -> Domain:
        """The rows that the user may know about."""
        return Domain("revealed", "=", True) | Domain("assessor_id", "=", self.env.uid)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not self.ids:
            return result
        shown = self.sudo().search(Domain("id", "in", self.ids) & self._blind_domain())
        hidden = self - shown.with_env(self.env)
        if not hidden:
            return None
        return hidden, lambda: AccessError(
            self.env._(
                "A score sheet is read by whoever gave it alone, until the other one is in too."
            )
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su:
            # ``bypass_access`` is for following a field; what is blind stays so on that way too.
            domain = Domain(domain) & self._blind_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
