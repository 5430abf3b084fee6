"""What changes a record's state is an act, declared once; everything else follows from it."""

from types import MappingProxyType
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..act import DECLARATION, Act, declared_acts, guard
from ..permit import (
    PERMIT_KEY,
    RUN_KEY,
    ActRun,
    current_run,
    trusted_context,
    with_permit,
)


class BaseActMixin(models.AbstractModel):
    """A document with a state that only its declared acts change.

    ``_act_state_field`` names the state, a selection; ``_act_protected_fields`` what else the acts
    alone write. See ``odoo.addons.base_act.act`` for the declaration.
    """

    _name = "base.act.mixin"
    _inherit = ["base.act.protected", "mail.thread", "mail.activity.mixin"]
    _description = "Document with Acts"

    _act_state_field = "state"
    _act_log_groups = (
        "base_act.base_act_group_quality",
        "base_act.base_act_group_hr",
        "base_act.base_act_group_break_glass",
    )
    _act_declarations: MappingProxyType[str, Act] = MappingProxyType({})
    _act_sealed: tuple[str, ...] = ()

    act_log_ids = fields.One2many(
        "base.act.log",
        "res_id",
        string="Acts Done",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
        bypass_search_access=True,
    )

    # Declarations

    def _post_model_setup__(self):  # pylint: disable=bad-docstring
        super()._post_model_setup__()
        model_class = self.pool[self._name]
        for name in model_class._act_sealed:
            delattr(model_class, name)
        model_class._act_declarations = MappingProxyType(declared_acts(model_class))
        model_class._act_sealed = () if self._abstract else self._act_seal(model_class)

    def _act_seal(self, model_class) -> tuple[str, ...]:
        """Put overrides without the decorator behind the guard as well; return their names."""
        open_acts = {
            name: method
            for name in model_class._act_declarations
            if not hasattr(method := getattr(model_class, name), DECLARATION)
        }
        for name, method in open_acts.items():
            setattr(model_class, name, guard(method, name, {}))
        return tuple(open_acts)

    @api.model
    def _acts(self) -> MappingProxyType[str, Act]:
        """Name → declaration of every act of this model."""
        return self._act_declarations

    def _act_collect_protected(self):
        return super()._act_collect_protected() | {self._act_state_field} & set(self._fields)

    # Doing an act

    def _act_perform(self, name: str, method, args, kwargs) -> Any:
        """Check, lock, do, write the state, log, tell: one act on all records of ``self``.

        Called by the guard that :func:`~odoo.addons.base_act.act.act` puts round a method. Acts in
        the name of the environment's user with his own rights, sudo or not, and believes nothing
        of the caller's context.
        """
        run = current_run(self.env)
        if run and run.name == name and run.concerns(self):
            return method(self, *args, **kwargs)  # super() of an override
        declared = self._acts()[name]
        records = self._act_as_caller()
        arguments = records._act_arguments(declared, method, args, kwargs)
        records._act_check_allowed(declared)
        records._act_lock(declared)
        signatures = records._act_first_signatures(declared)
        records._act_check_now(declared, signatures)
        records._act_check_demands(declared, arguments)
        signing = records.filtered(lambda record: record._act_awaits_second(declared, signatures))
        signing._act_sign(declared, arguments)
        done = records - signing
        result = done._act_do(declared, method, args, kwargs, arguments, signatures)
        return True if result is None else result

    def _act_do(self, declared, method, args, kwargs, arguments, signatures):
        """The act itself, once it is allowed: body, state, log, chatter, activities."""
        if not self:
            return None
        run = ActRun(declared.name, self._name, frozenset(self._ids))
        acting = self.with_context(**{RUN_KEY: run})
        states = {record.id: record._act_state() for record in self.sudo()}
        result = method(acting, *args, **kwargs)
        if declared.target:
            acting._act_write({self._act_state_field: declared.target})
        self._act_record(declared, run, states, arguments, signatures)
        self._act_next_activity(declared)
        return result

    def _act_write(self, values: dict) -> None:
        """Write protected fields; only inside an act, on its records."""
        run = current_run(self.env)
        if not run or not run.concerns(self):
            raise AccessError(
                self.env._(
                    "%(document)s: protected fields are written inside an act on this very "
                    "document only.",
                    document=self._act_document(),
                )
            )
        before = self._act_snapshot(values)
        with_permit(self).write(values)
        after = self._act_snapshot(values)
        for record_id in self._ids:
            changes = run.changes.setdefault(record_id, {})
            for name, value in after[record_id].items():
                changes.setdefault(name, [before[record_id][name], None])[1] = value

    def _act_as_caller(self):
        """``self`` with the rights of the user who calls, and no context but his language."""
        return self.with_env(self.env(su=False, context=trusted_context(self.env)))

    def _act_lock(self, declared: Act) -> None:
        """Hold the rows until the transaction ends, and read them anew."""
        locked = self.sudo().try_lock_for_update(allow_referencing=True)
        if len(locked) < len(self):
            self._act_raise_busy(declared, self - locked.with_env(self.env))
        self.invalidate_recordset()

    # Log and chatter

    def _act_record(self, declared, run, states, arguments, signatures):
        reason = arguments.get("reason") or False
        self._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "act",
                    "act": declared.name,
                    "state_from": states[record.id],
                    "state_to": record._act_state(),
                    "reason": reason,
                    "changes": run.changes.get(record.id) or False,
                    "first_signature_id": signatures[record.id].id
                    if record.id in signatures
                    else False,
                }
                for record in self.sudo()
            ]
        )

    def _act_log(self, rows: list[dict]):
        """Append rows to the trail and a line each to the chatter."""
        names = {record.id: record.display_name for record in self.sudo()}
        common = {
            "res_model": self._name,
            "user_id": self.env.uid,
            "date": self.env.cr.now(),
        }
        entries = self.env["base.act.log"]._act_create(
            [{**common, "res_name": names.get(row["res_id"]), **row} for row in rows]
        )
        bodies = {entry.res_id: entry._act_chatter_line() for entry in entries.sudo()}
        quiet = self.sudo().with_context(trusted_context(self.env))
        quiet._message_log_batch(bodies, author_id=self.env.user.partner_id.id)
        return entries

    def _act_create(self, vals_list):
        """As for any protected model, and logged."""
        records = super()._act_create(vals_list)
        caller = records.with_context(trusted_context(self.env))
        caller._act_log(
            [
                {"res_id": record.id, "kind": "created", "state_to": record._act_state()}
                for record in caller.sudo()
            ]
        )
        return records

    def _act_snapshot(self, names) -> dict[int, dict]:
        """Record id → field → value as it goes into the log."""
        return {
            record.id: {name: record._act_json(name) for name in names} for record in self.sudo()
        }

    def _act_json(self, name):
        field, value = self._fields[name], self[name]
        if field.relational:
            return value.ids if field.type.endswith("2many") else value.id
        if field.type in ("date", "datetime"):
            return field.to_string(value) or False
        return value if isinstance(value, bool | int | float | str) else str(value)

    # States

    def _act_state(self):
        return self[self._act_state_field]

    @api.model
    def _act_initial_state(self):
        return self._act_protected_defaults().get(self._act_state_field)

    @api.model
    def _act_state_labels(self) -> dict[str, str]:
        """State → its label in the user's language."""
        return dict(self._fields[self._act_state_field]._description_selection(self.env))

    # Archive and delete

    def write(self, vals):
        """Refuse to archive what has left its first state."""
        if self._active_name in vals and PERMIT_KEY not in self.env.context:
            self._act_refuse_removal()
        return super().write(vals)

    def unlink(self):
        """Refuse to delete what has left its first state."""
        if not self._act_may_remove():
            self._act_refuse_removal()
        return super().unlink()

    def _act_refuse_removal(self):
        first = self._act_initial_state()
        begun = self.filtered(lambda record: record.sudo()._act_state() != first)
        if begun:
            raise UserError(
                self.env._(
                    "%(document)s has left its first state, so it is kept. "
                    "Only an administrator can break the glass, with a reason.",
                    document=begun._act_document(),
                )
            )
