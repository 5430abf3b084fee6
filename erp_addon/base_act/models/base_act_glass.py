"""Breaking the glass: what an administrator does when no act helps, and it shows."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..commands import only_links
from ..permit import with_permit

BREAK_GLASS_GROUP = "base_act.base_act_group_break_glass"
MANY = ("one2many", "many2many")


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
            row = latest.get(record._origin.id)
            record.act_glass_note = row and self.env._(
                "Changed by breaking the glass: %(user)s, %(when)s. Reason: %(reason)s",
                user=row.user_id.name,
                when=format_datetime(self.env, row.date, dt_format="medium"),
                reason=row.reason,
            )

    def act_break_glass(self, values, reason):
        """Write protected fields without an act, with a reason that stays on the document.

        :param dict values: protected field, or the field that archives → value; of several records
            ids, or commands that link; rows protected as a whole may be made and changed as well
        :param str reason: why no act would do
        :raise AccessError: the user is not in the group Break Glass; sudo does not help
        """
        records = self._act_as_caller()
        records._act_check_glass(reason)
        records._act_check_glass_values(values)
        records._act_lock(self.env._("Break Glass"))
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
                        name: [before[record.id][name], after[record.id][name]]
                        if self._fields[name].type not in MANY or only_links(values[name])
                        else [before[record.id][name], after[record.id][name], values[name]]
                        for name in values
                    },
                }
                for record in records.sudo()
            ]
        )
        return True

    def act_break_glass_unlink(self, reason):
        """Delete documents that have left their first state; their trail stays.

        :param str reason: why
        :raise AccessError: the user is not in the group Break Glass; sudo does not help
        """
        records = self._act_as_caller()
        records._act_check_glass(reason)
        records._act_lock(self.env._("Break Glass"))
        records._act_log_removal(reason.strip())
        return with_permit(records).unlink()

    def action_act_break_glass(self):
        """Open the dialog that asks for the state and the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base_act.base_act_break_glass_action"
        )
        action["context"] = {"default_res_model": self._name, "default_res_ids": self.ids}
        return action

    def _act_check_glass(self, reason) -> None:
        if not self.env.user.has_group(BREAK_GLASS_GROUP):
            raise AccessError(
                self.env._(
                    "Only members of “%(group)s” may break the glass.",
                    group=self.env.ref(BREAK_GLASS_GROUP).sudo().name,
                )
            )
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Break the glass on one document at least."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._("Say why no act would do: breaking the glass needs a reason.")
            )

    def _act_check_glass_values(self, values) -> None:
        allowed = self._act_protected | {self._active_name}
        if not isinstance(values, dict) or not values or set(values) - allowed:
            raise UserError(
                self.env._(
                    "Breaking the glass changes protected fields: %(fields)s. "
                    "Write the others directly.",
                    fields=self._act_field_labels(sorted(self._act_protected)),
                )
            )
        self._act_check_glass_rows(values)
        states = self._act_state_labels()
        if values.get(self._act_state_field, next(iter(states), None)) not in (states or [None]):
            raise UserError(
                self.env._(
                    "There is no state “%(state)s”. The states are: %(states)s.",
                    state=values[self._act_state_field],
                    states=", ".join(states),
                )
            )

    def _act_check_glass_rows(self, values) -> None:
        """Refuse to reach other records through a field that names them.

        What is written here is written as superuser. Rows that are part of this document and
        protected as a whole have no other door; anything else has its own, and its own trail.
        """
        for name, value in values.items():
            field = self._fields[name]
            if field.type not in MANY or only_links(value):
                continue
            rows = self.env[field.comodel_name]
            own = field.type == "one2many" and getattr(rows, "_act_protected", ())
            if not own or not rows._act_is_wholly_protected() or not _are_plain(value):
                raise UserError(
                    self.env._(
                        "Breaking the glass does not change other records through %(field)s. Link"
                        " or unlink them, or break the glass on them.",
                        field=self._act_field_labels([name]),
                    )
                )


def _are_plain(commands) -> bool:
    """Whether commands hold values only, and no commands for further records."""
    return isinstance(commands, list | tuple) and not any(
        isinstance(value, list | tuple | dict)
        for command in commands
        if isinstance(command, list | tuple)
        for values in command[2:]
        if isinstance(values, dict)
        for value in values.values()
    )
