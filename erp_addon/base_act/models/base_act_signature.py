"""Acts that two people sign: the first leaves a signature, the second changes the state."""

from odoo import models
from odoo.exceptions import AccessError

from ..act import Act
from ..permit import with_permit


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_first_signatures(self, declared: Act) -> dict:
        """Record id → its open first signature of this act.

        A signature is open until an act, or a broken glass, changes the document.
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

    def _act_awaiting_second(self, declared: Act, signatures: dict):
        """Documents on which this call is the first of the two signatures."""
        if not declared.second:
            return self.browse()
        return self.filtered(lambda record: record.id not in signatures)

    def _act_second_refusal(self, declared: Act, first) -> AccessError | None:
        """Why the user cannot sign second, or None.

        :param first: row of base.act.log
        """
        words = {
            "document": self._act_document(),
            "act": self._act_label(declared),
            "party": self._act_party_labels((declared.second,)),
        }
        if first.user_id == self.env.user:
            return AccessError(
                self.env._(
                    "%(document)s: you have already signed “%(act)s”. "
                    "Somebody else, of %(party)s, must sign second.",
                    **words,
                )
            )
        if not self._act_in_second(declared):
            return AccessError(
                self.env._(
                    "%(document)s: %(user)s has signed “%(act)s”. "
                    "The second signature is for %(party)s to give.",
                    **words,
                    user=first.user_id.name,
                )
            )
        return self._act_actor_refusal(declared, declared.second_actors)

    def _act_sign(self, declared: Act, arguments: dict) -> None:
        """Record the first signature; the state stays."""
        if not self:
            return
        with_permit(self).write({})  # of two who sign at once, one begins anew
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
        self._act_close_activities(self.env.user)
        for path in declared.second_actors:
            self._act_assign(path, declared.due_days)
