"""Eleven states side by side: the empty and the settled ones fold away."""

from odoo import models


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    def _web_read_group_format(self, groupby, aggregates, groups):
        formatted = super()._web_read_group_format(groupby, aggregates, groups)
        if groupby and groupby[0] == "state" and self._web_read_group_field_expand(groupby):
            for group in formatted:
                empty = not group.get("__count", 1)
                group["__fold"] = empty or group["state"] in self._settled_states
        return formatted
