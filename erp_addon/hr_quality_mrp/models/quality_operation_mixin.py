"""Which operation of ours a routing operation or a work center stands for."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

QUALITY = "base_act.base_act_group_quality"


class HrQualityOperationMixin(models.AbstractModel):
    """Ties a record of manufacturing to an operation; only quality decides about the tie.

    Who could take the tie away would open the gate that hangs on it.
    """

    _name = "hr.quality.operation.mixin"
    _description = "Tied to an Operation"

    quality_operation_id = fields.Many2one(
        "hr.quality.operation",
        index="btree_not_null",
        ondelete="restrict",
        help="Whoever works here needs a qualification for this operation. Set by quality.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a tie by anybody but quality, unless it only repeats one that quality made."""
        new = [vals for vals in vals_list if vals.get("quality_operation_id")]
        if not all(map(self._repeats_tie, new)):
            self._check_may_tie_operation()
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change the tie by anybody but quality."""
        if "quality_operation_id" in vals:
            self._check_may_tie_operation()
        return super().write(vals)

    @api.model
    def _repeats_tie(self, vals):
        """Whether a new record says only what quality has said of an equal one, as a copy does."""
        return False

    @api.model
    def _check_may_tie_operation(self):
        if self.env.uid != SUPERUSER_ID and not self.env.user.has_group(QUALITY):
            raise AccessError(
                self.env._(
                    "Which quality operation a step of manufacturing belongs to decides who may"
                    " work there. Ask quality to change it."
                )
            )
