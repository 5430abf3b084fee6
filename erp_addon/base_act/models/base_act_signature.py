"""Acts that two people sign: the first leaves a signature, the second changes the state."""

from odoo import models
from odoo.exceptions import AccessError

from ..act import Act


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_first_signatures(self, declared: Act) -> dict:
        """Record id → its open first signature of this act.

        A signature is open until another act, or a broken glass, changes the document.
        """
        if not declared.second or not self:
            return {}
        rows = (
            self.env["base.act.log"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id")
        )
        signatures = {}
        for row in rows:
            if row.kind != "signature":
                signatures.pop(row.res_id, None)
            elif row.act == declared.name:
                signatures[row.res_id] = row
        return signatures

    def _act_awaits_second(self, declared: Act, signatures) -> bool:
        """Whether this call is the first of the two signatures."""
        return bool(declared.second) and self.id not in signatures

    def _act_second_refusal(self, declared: Act, first) -> Exception | None:
        if first.user_id == self.env.user:
            return AccessError(
                self.env._(
                    "%(document)s: you have already signed “%(act)s”. "
                    "Somebody else, of %(party)s, must sign second.",
                    document=self._act_document(),
                    act=self._act_label(declared),
                    party=self._act_party_labels((declared.second,)),
                )
            )
        if not self._act_in_second(declared):
            return AccessError(
                self.env._(
                    "%(document)s: %(user)s has signed “%(act)s”. "
                    "The second signature is for %(party)s to give.",
                    document=self._act_document(),
                    user=first.user_id.display_name,
                    act=self._act_label(declared),
                    party=self._act_party_labels((declared.second,)),
                )
            )
        return self._act_actor_refusal(declared, declared.second_actors)

    def _act_sign(self, declared: Act, arguments) -> None:
        """Record the first signature; the state stays."""
        if not self:
            return
        self._act_log(
            [
                {
                    "res_id": record.id,
                    "kind": "signature",
                    "act": declared.name,
                    "state_from": record._act_state(),
                    "state_to": record._act_state(),
                    "reason": arguments.get("reason") or False,
                }
                for record in self.sudo()
            ]
        )
        self._act_close_activities()
        self._act_schedule(declared, self._act_signers(declared))

    def _act_signers(self, declared: Act) -> dict:
        """Record id → people who may sign second, as far as they are named."""
        return {
            record.id: record._act_people(declared.second_actors) - self.env.user for record in self
        }
