"""Breaking the glass: what an administrator does when no act helps, and it shows."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..permit import with_permit

BREAK_GLASS_GROUP = "base_act.base_act_group_break_glass"


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    act_glass_note = fields.Char(
        string="Glass Broken", compute="_compute_act_glass_note", compute_sudo=True
    )

    @api.depends("act_log_ids")
    @api.depends_context("lang", "tz")
    def _compute_act_glass_note(self):
        rows = self.env["base.act.log"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("kind", "=", "glass")],
            order="id",
        )
        latest = {row.res_id: row for row in rows}
        for record in self:
            row = latest.get(record.id)
            record.act_glass_note = row and self.env._(
                "Changed by breaking the glass: %(user)s, %(when)s. Reason: %(reason)s",
                user=row.user_id.name,
                when=fields.Datetime.context_timestamp(self, row.date).strftime("%Y-%m-%d %H:%M"),
                reason=row.reason,
            )

    def act_break_glass(self, values, reason):
        """Write protected fields without an act, with a reason that stays on the document.

        :param dict values: protected field → value
        :param str reason: why no act would do
        """
        records = self._act_as_caller()
        records._act_check_glass(reason)
        free = set(values) - self._act_protected
        if free or not values:
            raise UserError(
                self.env._(
                    "Breaking the glass is for protected fields: %(fields)s. "
                    "Write the others directly.",
                    fields=self._act_field_labels(sorted(self._act_protected)),
                )
            )
        locked = records.sudo().try_lock_for_update(allow_referencing=True)
        if locked.sudo(False) != records:
            raise UserError(self.env._("Somebody else is changing the document. Try again."))
        states = {record.id: record._act_state() for record in records.sudo()}
        before = records._act_snapshot(values)
        with_permit(records).write(values)
        after = records._act_snapshot(values)
        records._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "glass",
                    "state_from": states[record.id],
                    "state_to": record._act_state(),
                    "reason": reason.strip(),
                    "changes": {
                        name: [before[record.id][name], after[record.id][name]] for name in values
                    },
                }
                for record in records.sudo()
            ]
        )
        return True

    def act_break_glass_unlink(self, reason):
        """Delete documents that have left their first state; their trail stays."""
        records = self._act_as_caller()
        records._act_check_glass(reason)
        records._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "removed",
                    "state_from": record._act_state(),
                    "reason": reason.strip(),
                }
                for record in records.sudo()
            ]
        )
        return with_permit(records).unlink()

    def _act_check_glass(self, reason):
        self.check_access("read")
        if not self.env.user.has_group(BREAK_GLASS_GROUP):
            raise AccessError(
                self.env._("Only members of “%s” may break the glass.")
                % self.env.ref(BREAK_GLASS_GROUP).sudo().full_name
            )
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._("Say why no act would do: breaking the glass needs a reason.")
            )
