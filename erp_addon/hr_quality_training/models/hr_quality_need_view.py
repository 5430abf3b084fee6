"""How needs are shown: columns that fold away, and filters in the words of the company."""

from odoo import api, models
from odoo.addons.base_act.act import PARTY_GROUPS


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    def _web_read_group_format(self, groupby, aggregates, groups):
        """Of eleven states side by side, the empty and the settled ones fold away."""
        formatted = super()._web_read_group_format(groupby, aggregates, groups)
        if groupby and groupby[0] == "state" and self._web_read_group_field_expand(groupby):
            for group in formatted:
                empty = not group.get("__count", 1)
                group["__fold"] = empty or group["state"] in self._settled_states
        return formatted

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search":
            for party in PARTY_GROUPS:
                for node in arch.iterfind(f".//filter[@name='waits_for_{party}']"):
                    node.set("string", self.env._("Waits for %s", self._act_party_name(party)))
        return arch, view
