"""Whether an act may be done: parties, states, what must be filled, and two at once."""

import inspect

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError

from ..act import PARTY_GROUPS, SYSTEM, Act


class ActInProgress(LockError, ConcurrencyError):
    """Somebody else holds the record. The server tries again a few times before the user reads it."""


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    # Checks that refuse with a sentence

    def _act_arguments(self, declared: Act, method, args, kwargs) -> dict:
        """Parameter → value of the call."""
        try:
            bound = inspect.signature(method).bind(self, *args, **kwargs)
        except TypeError as error:
            raise UserError(
                self.env._(
                    "“%(act)s” was called with wrong parameters: %(error)s. It takes: %(names)s.",
                    act=self._act_label(declared),
                    error=error,
                    names=", ".join(declared.parameters) or "-",
                )
            ) from error
        arguments = dict(list(bound.arguments.items())[1:])
        reason = arguments.get("reason")
        if reason and not isinstance(reason, str):
            raise UserError(self.env._("The reason must be a text."))
        return arguments

    def _act_check_allowed(self, declared: Act) -> None:
        """Rights that do not depend on the state: the party, and reading the documents."""
        if not self:
            raise UserError(
                self.env._(
                    "“%(act)s” was called on no document. Choose one.",
                    act=self._act_label(declared),
                )
            )
        self.check_access("read")
        if not self._act_in_party(declared.party) and not self._act_in_second(declared):
            raise AccessError(self._act_message_party(declared))

    def _act_check_now(self, declared: Act, signatures) -> None:
        """State and people, on the locked rows."""
        for record in self:
            error = record._act_refusal(declared, signatures)
            if error:
                raise error

    def _act_check_demands(self, declared: Act, arguments: dict) -> None:
        for demand in declared.demands:
            if demand in declared.parameters:
                missing = self if _is_blank(arguments.get(demand)) else self.browse()
            else:
                missing = self.filtered(lambda record, name=demand: not record.sudo()[name])
            if missing:
                raise UserError(
                    self.env._(
                        "%(document)s: “%(act)s” needs “%(field)s”. Fill it in, then try again.",
                        document=missing._act_document(),
                        act=self._act_label(declared),
                        field=self._act_demand_label(demand),
                    )
                )

    def _act_refusal(self, declared: Act, signatures) -> Exception | None:
        """Why the user cannot do the act to this one record now, or None."""
        if declared.source and self.sudo()._act_state() not in declared.source:
            return UserError(self._act_message_state(declared))
        return self._act_people_refusal(declared, signatures.get(self.id))

    # Parties

    @api.model
    def _act_in_party(self, parties: tuple[str, ...]) -> bool:
        """Whether the user is in one of the parties; the system's own user only in "system"."""
        if self.env.uid == SUPERUSER_ID:
            return SYSTEM in parties
        groups = [PARTY_GROUPS[party] for party in parties if party in PARTY_GROUPS]
        return not parties or any(self.env.user.has_group(group) for group in groups)

    @api.model
    def _act_in_second(self, declared: Act) -> bool:
        return bool(declared.second) and self._act_in_party((declared.second,))

    # What one may do now

    def get_available_acts(self) -> list[dict]:
        """What the caller may do now: per record, the acts he can call and what they demand.

        :return: ``[{"id": 7, "acts": [{"name": "act_confirm", "label": "Confirm",
            "demands": []}]}]``, in the order of the records and of the declarations.
        """
        caller = self._act_as_caller()
        caller.check_access("read")
        return [
            {
                "id": record.id,
                "acts": [
                    {
                        "name": declared.name,
                        "label": self._act_label(declared),
                        "demands": list(declared.demands),
                    }
                    for declared in acts
                ],
            }
            for record, acts in caller._act_available()
        ]

    def _act_available(self):
        """Pairs of record and the acts that the user may do to it now."""
        acts = [
            declared
            for declared in self._acts().values()
            if self._act_in_party(declared.party) or self._act_in_second(declared)
        ]
        signatures = {act.name: self._act_first_signatures(act) for act in acts}
        return [
            (
                record,
                [act for act in acts if not record._act_refusal(act, signatures[act.name])],
            )
            for record in self
        ]

    # Sentences

    @api.model
    def _act_label(self, declared: Act) -> str:
        label = declared.label
        return label if isinstance(label, str) else self.env._(label)

    @api.model
    def _act_demand_label(self, name: str) -> str:
        if name in self._fields:
            return self.fields_get([name], ["string"]).get(name, {}).get("string", name)
        return self.env._("Reason") if name == "reason" else name

    @api.model
    def _act_party_labels(self, parties) -> str:
        groups = [PARTY_GROUPS[party] for party in parties if party in PARTY_GROUPS]
        names = [self.env.ref(group).sudo().name for group in groups]
        return ", ".join(names) or self.env._("the system itself")

    def _act_message_party(self, declared: Act) -> str:
        return self.env._(
            "%(document)s: “%(act)s” is for %(parties)s, and you do not belong to them. "
            "Ask somebody who does.",
            document=self._act_document(),
            act=self._act_label(declared),
            parties=self._act_party_labels(declared.party),
        )

    def _act_message_state(self, declared: Act) -> str:
        """Who has already done it, or what state it would take."""
        state, labels = self.sudo()._act_state(), self._act_state_labels()
        last = self._act_last_entry()
        words = {
            "document": self._act_document(),
            "act": self._act_label(declared),
            "state": labels.get(state, state),
            "states": ", ".join(f"“{labels.get(name, name)}”" for name in declared.source),
        }
        if last and last.act:
            words["user"] = last.user_id.display_name
            words["when"] = fields.Datetime.context_timestamp(self, last.date).strftime(
                "%Y-%m-%d %H:%M"
            )
            words["last"] = last.with_env(self.env(su=True)).act_label
            return self.env._(
                "%(document)s is already “%(state)s”: %(user)s did “%(last)s” at %(when)s. "
                "“%(act)s” can be done while it is %(states)s.",
                **words,
            )
        return self.env._(
            "%(document)s is “%(state)s”; “%(act)s” can be done while it is %(states)s.", **words
        )

    def _act_last_entry(self):
        return (
            self.env["base.act.log"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("kind", "in", ("act", "glass")),
                ],
                limit=1,
            )
        )

    def _act_raise_busy(self, declared: Act, busy):
        missing = busy - busy.exists()
        if missing:
            raise UserError(self.env._("The document no longer exists. Reload the page."))
        raise ActInProgress(
            self.env._(
                "%(document)s: somebody else is changing it at this moment, so “%(act)s” was not "
                "done. Reload the page and look at its state.",
                document=busy._act_document(),
                act=self._act_label(declared),
            )
        )


def _is_blank(value) -> bool:
    return value is None or value is False or (isinstance(value, str) and not value.strip())
