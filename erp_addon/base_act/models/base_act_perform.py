"""Doing an act: check, lock, do, write the state, log, tell."""

from typing import Any

from odoo import models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, MissingError

from ..act import Act
from ..permit import RUN_KEY, ActRun, current_run, with_permit


class ActInProgress(LockError, ConcurrencyError):
    """Somebody else holds the record.

    A ConcurrencyError, so that the server tries the call again, by when the other one is through
    and the sentence says who it was; a LockError, so that it reads as a sentence if he is not.
    """


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_perform(self, name: str, method, args, kwargs) -> Any:
        """Do one act on all records of ``self``, or on none of them.

        Called by the guard that :func:`~odoo.addons.base_act.act.act` puts round a method. Acts in
        the name of the environment's user with his own rights, sudo or not, and believes nothing
        of the caller's context.

        :return: what the method returns, or True
        :raise AccessError: the user is of another party, excluded, or not among the actors
        :raise UserError: the state is another, something demanded is missing
        :raise LockError: somebody else is changing one of the records
        """
        run = current_run(self.env)
        if run and run.name == name and run.concerns(self):
            return method(self, *args, **kwargs)  # super() of an override
        declared = self._acts()[name]
        records = self._act_as_caller()
        arguments = records._act_arguments(declared, method, args, kwargs)
        records._act_check_caller(declared)
        records._act_lock(records._act_label(declared))
        signatures = records._act_first_signatures(declared)
        records._act_check_records(declared, signatures)
        records._act_check_demands(declared, arguments)
        signing = records._act_awaiting_second(declared, signatures)
        signing._act_sign(declared, arguments)
        result = (records - signing)._act_do(declared, method, args, kwargs, arguments, signatures)
        return True if result is None else result

    def _act_do(self, declared: Act, method, args, kwargs, arguments, signatures) -> Any:
        """The act itself, once it is allowed: state, method, trail, activities.

        The state comes first, so that the method, and what overrides it, finds the document as it
        is going to be; if the method raises, nothing of it remains.
        """
        if not self:
            return None
        run = ActRun(declared.name, self._name, frozenset(self._ids))
        acting = self.with_context(**{RUN_KEY: run})
        states = {record.id: record._act_state() for record in self.sudo()}
        acting._act_write({self._act_state_field: declared.target} if declared.target else {})
        result = method(acting, *args, **kwargs)
        run.is_over = True
        self._act_log_done(run, states, arguments, signatures)
        self._act_next_activity(declared)
        return result

    def _act_write(self, values: dict) -> None:
        """Write protected fields; only inside an act, on its records.

        Without values, the rows are touched all the same, so that of two transactions at once the
        second one begins anew on what the first one left.
        """
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
        for record_id, after in self._act_snapshot(values).items():
            for name, value in after.items():
                run.note(record_id, name, before[record_id][name], value)

    def _act_lock(self, label: str) -> None:
        """Hold the rows until the transaction ends, and read them anew.

        :param label: what is to be done, for the sentence
        """
        locked = self.sudo().try_lock_for_update(allow_referencing=True)
        busy = self - locked
        if busy and busy.exists() == busy:
            raise ActInProgress(
                self.env._(
                    "%(document)s: somebody else is changing it at this moment, so “%(act)s” was "
                    "not done. Reload the page and look at its state.",
                    document=busy._act_document(),
                    act=label,
                )
            )
        if busy:
            raise MissingError(
                self.env._(
                    "“%(act)s” was not done: the document no longer exists. Reload the page.",
                    act=label,
                )
            )
        self.invalidate_recordset()
