"""What every act leaves: a row in the log and a line in the chatter."""

from odoo import fields, models

from ..permit import ActRun


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_log_done(self, run: ActRun, states: dict, arguments: dict, signatures: dict):
        """Log an act done.

        :param states: record id → state before
        :param arguments: parameter → value of the call
        :param signatures: record id → first signature that this act completes
        """
        return self._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "act",
                    "act": run.name,
                    "state_from": states[record.id],
                    "state_to": record._act_state(),
                    "reason": arguments.get("reason") or False,
                    "changes": run.changes.get(record.id) or False,
                    "first_signature_id": signatures[record.id].id
                    if record.id in signatures
                    else False,
                }
                for record in self.sudo()
            ]
        )

    def _act_log(self, rows: list[dict]):
        """Append rows to the trail, and a line each to the chatter.

        :param rows: values of base.act.log; document, person and time are added here
        """
        names = {record.id: record.display_name for record in self.sudo()}
        common = {"res_model": self._name, "user_id": self.env.uid, "date": fields.Datetime.now()}
        entries = self.env["base.act.log"]._act_create(
            [{**common, "res_name": names[row["res_id"]], **row} for row in rows]
        )
        # A creation has its line from mail.thread; a deletion leaves no chatter to write in.
        told = entries.sudo().filtered(lambda entry: entry.kind not in ("created", "removed"))
        documents = self.sudo().browse(told.mapped("res_id"))
        if documents:
            bodies = {entry.res_id: entry._act_chatter_line() for entry in told}
            documents._message_log_batch(bodies, author_id=self.env.user.partner_id.id)
        return entries

    def _act_snapshot(self, names) -> dict[int, dict]:
        """Record id → field → value as it goes into the log."""
        return {
            record.id: {name: record._act_json(name) for name in names} for record in self.sudo()
        }

    def _act_json(self, name: str):
        field, value = self._fields[name], self[name]
        if field.type in ("one2many", "many2many"):
            return value.ids
        written = field.convert_to_write(value, self)
        if field.type in ("date", "datetime"):
            return field.to_string(written) or False
        return written if isinstance(written, bool | int | float | str) else str(written)
