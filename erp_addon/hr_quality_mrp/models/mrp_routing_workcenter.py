from odoo import api, models


class MrpRoutingWorkcenter(models.Model):
    _name = "mrp.routing.workcenter"
    _inherit = ["mrp.routing.workcenter", "hr.quality.operation.mixin"]

    @api.model
    def _repeats_tie(self, vals):
        """A planner copies a bill of materials: the same step at the same work center."""
        return bool(
            self.sudo()
            .with_context(active_test=False)
            .search_count(
                [
                    ("name", "=", vals.get("name")),
                    ("workcenter_id", "=", vals.get("workcenter_id")),
                    ("quality_operation_id", "=", vals["quality_operation_id"]),
                ],
                limit=1,
            )
        )
