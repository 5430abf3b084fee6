"""A manufacturing order: what becomes of steps that nobody did, and of lots named afterwards."""

from odoo import models
from odoo.exceptions import AccessError

QUALITY = "base_act.base_act_group_quality"


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def write(self, vals):
        """Measurements follow a lot that is named, or an order that is renamed, afterwards.

        Odoo asks for the lot when the goods are made, which is after the work, and it renames an
        order of which a backorder is split off.
        """
        watched = [name for name in ("lot_producing_ids", "name") if name in vals]
        before = {order: [order[name] for name in watched] for order in self if watched}
        result = super().write(vals)
        changed = self.filtered(
            lambda order: watched and [order[name] for name in watched] != before[order]
        )
        changed.workorder_ids.filtered(lambda order: order.state == "done")._record_measurement()
        return result

    def _post_inventory(self, cancel_backorder=False):
        """Nothing is produced past a step that belongs to an operation of quality's."""
        self._check_steps_done()
        return super()._post_inventory(cancel_backorder=cancel_backorder)

    def _check_steps_done(self):
        """Whoever could cancel a step would open the gate that stands before it."""
        skipped = self.workorder_ids.filtered("is_skipped")
        for step in skipped.filtered(lambda step: step.sudo().quality_operation_id.gate == "warn"):
            step._tell_unqualified(step._sentence_skipped())
        refused = skipped.filtered(lambda step: step.sudo().quality_operation_id.gate != "warn")
        if refused and not self.env.user.has_group(QUALITY):
            raise AccessError(
                self.env._(
                    "%(steps)s Have the work done by a qualified person, or ask quality to finish"
                    " the order without it.",
                    steps=" ".join(step._sentence_skipped() for step in refused),
                )
            )

    def action_quality_trace(self):
        """Everything tied to this order, in order of time."""
        self.ensure_one()
        return self.env["hr.quality.trace"].action_open_trace("order", self.name)
