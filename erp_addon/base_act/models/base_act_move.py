"""What another document's act brings about: the state moves on, and the trail says so."""

from odoo import models
from odoo.exceptions import UserError

from ..permit import with_permit


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_move(self, target, reason=None, values=None):
        """Set another state as the consequence of an act on another document, and log it.

        For code only: RPC cannot reach it, and it checks no right of the caller, whose name goes
        into the trail. What a person decides about this very document is an act, not this.

        :param str target: the state after
        :param str reason: why; kept in the trail
        :param dict values: further protected fields to write
        """
        if not self:
            return
        records = self._act_as_caller()
        labels = records._act_state_labels()
        if target not in labels:
            raise UserError(
                records.env._(
                    "%(document)s cannot be moved: there is no state “%(state)s”.",
                    document=records._act_document(),
                    state=target,
                )
            )
        records._act_lock(labels[target])
        states = {record.id: record._act_state() for record in records.sudo()}
        written = {**(values or {}), self._act_state_field: target}
        before = records._act_snapshot(written)
        records._act_close_activities()
        with_permit(records).write(written)
        after = records._act_snapshot(written)
        records._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "moved",
                    "state_from": states[record.id],
                    "state_to": target,
                    "reason": reason or False,
                    "changes": {
                        name: [before[record.id][name], after[record.id][name]] for name in written
                    },
                }
                for record in records.sudo()
            ]
        )
