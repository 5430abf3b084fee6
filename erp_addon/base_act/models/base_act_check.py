"""Whether an act may be done: parties, states, and what must be filled."""

import inspect

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..act import PARTY_GROUPS, SYSTEM, Act

SHOWN_REFUSALS = 5


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

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
        if not isinstance(arguments.get("reason") or "", str):
            raise UserError(
                self.env._("“%(act)s”: the reason must be a text.", act=self._act_label(declared))
            )
        return arguments

    def _act_check_caller(self, declared: Act) -> None:
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
            raise AccessError(self._act_message_party(declared, declared.party))

    def _act_check_records(self, declared: Act, signatures: dict) -> None:
        """State and people, on the locked rows; the first refusals of several in one message."""
        found = [record._act_refusal(declared, signatures) for record in self]
        refusals = [refusal for refusal in found if refusal]
        if refusals:
            kinds = {type(refusal) for refusal in refusals}
            sentences = [str(refusal) for refusal in refusals[:SHOWN_REFUSALS]]
            more = ["…"] if len(refusals) > SHOWN_REFUSALS else []
            raise (AccessError if AccessError in kinds else UserError)("\n".join(sentences + more))

    def _act_check_demands(self, declared: Act, arguments: dict) -> None:
        for demand in declared.demands:
            if demand in declared.parameters:
                missing = self if _is_blank(arguments.get(demand)) else self.browse()
            else:
                missing = self.sudo().filtered(lambda record, name=demand: _is_blank(record[name]))
            if missing:
                raise UserError(self._act_message_demand(declared, demand, missing))

    def _act_refusal(self, declared: Act, signatures: dict) -> UserError | None:
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

    # Sentences

    @api.model
    def _act_label(self, declared: Act) -> str:
        label = declared.label
        return label if isinstance(label, str) else label._translate(self.env.lang or "en_US")

    @api.model
    def _act_demand_label(self, name: str) -> str:
        if name in self._fields:
            return self._act_field_labels([name])
        return f"“{self.env._('Reason') if name == 'reason' else name}”"

    @api.model
    def _act_party_labels(self, parties) -> str:
        names = [self._act_party_name(party) for party in parties if party in PARTY_GROUPS]
        return ", ".join(names) or self.env._("the system itself")

    @api.model
    def _act_party_name(self, party: str) -> str:
        """How sentences call a party. A module may give the words of the company's sector."""
        return self.env.ref(PARTY_GROUPS[party]).sudo().name

    def _act_message_party(self, declared: Act, parties) -> str:
        return self.env._(
            "%(document)s: “%(act)s” is for %(parties)s, and you do not belong to them. "
            "Ask somebody who does.",
            document=self._act_document(),
            act=self._act_label(declared),
            parties=self._act_party_labels(parties),
        )

    def _act_message_demand(self, declared: Act, demand: str, missing) -> str:
        return self.env._(
            "%(document)s: “%(act)s” needs %(field)s. Fill it in, then try again.",
            document=missing.with_env(self.env)._act_document(),
            act=self._act_label(declared),
            field=self._act_demand_label(demand),
        )

    def _act_message_state(self, declared: Act) -> str:
        """Who has already done it, or what state it would take."""
        state, labels = self.sudo()._act_state(), self._act_state_labels()
        words = {
            "document": self._act_document(),
            "act": self._act_label(declared),
            "state": labels.get(state, state),
            "states": ", ".join(f"“{labels.get(name, name)}”" for name in declared.source),
        }
        last = self._act_last_entry()
        if not last:
            return self.env._(
                "%(document)s is “%(state)s”; “%(act)s” can be done while it is %(states)s.",
                **words,
            )
        return self.env._(
            "%(document)s is already “%(state)s”: %(user)s did “%(last)s” at %(when)s. "
            "“%(act)s” can be done while it is %(states)s.",
            **words,
            user=last.user_id.name,
            last=last.act_label,
            when=format_datetime(self.env, last.date, dt_format="medium"),
        )

    def _act_last_entry(self):
        """The row of what last changed this one document."""
        return (
            self.env["base.act.log"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("kind", "in", ("act", "moved", "glass")),
                ],
                limit=1,
            )
        )


def _is_blank(value) -> bool:
    """Whether nothing was filled in; 0 is something."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False or (isinstance(value, models.BaseModel) and not value)
