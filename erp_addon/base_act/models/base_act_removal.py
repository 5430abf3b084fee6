"""What has left its first state is neither archived nor deleted; what comes and goes is logged."""

from odoo import api, models
from odoo.exceptions import UserError

from ..permit import is_permitted


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        """Log who created the document, and in which state."""
        records = super().create(vals_list)
        caller = records._act_as_caller()
        if caller:
            caller._act_log(
                [
                    {"res_id": record.id, "kind": "created", "state_to": record._act_state()}
                    for record in caller.sudo()
                ]
            )
        return records

    def write(self, vals):
        """Refuse to archive, or to bring back, what has left its first state."""
        if self._active_name in vals and not is_permitted(self.env):
            self.check_access("write")
            self._act_refuse_removal()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _act_unlink_begun(self):
        """Refuse to delete what has left its first state; log what is deleted."""
        if not self._act_may_remove():
            self._act_refuse_removal()
            self._act_as_caller()._act_log_removal()

    def _act_log_removal(self, reason=False):
        return self._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "removed",
                    "state_from": record._act_state(),
                    "reason": reason,
                }
                for record in self.sudo()
            ]
        )

    def _act_refuse_removal(self):
        first = self._act_initial_state()
        begun = self.filtered(lambda record: record.sudo()._act_state() != first)._act_speaking()
        if begun:
            raise UserError(
                begun.env._(
                    "%(document)s has left its first state, so it is kept. "
                    "Only an administrator can break the glass, with a reason.",
                    document=begun._act_document(),
                )
            )
