"""People, not only groups, are kept apart: who must act, and who must not."""

from odoo import models
from odoo.exceptions import AccessError

from ..act import Act


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_people_refusal(self, declared: Act, first_signature) -> AccessError | None:
        """Why this user in particular cannot do the act to this one record, or None."""
        for path in declared.excludes:
            if self.env.user in self._act_people(path):
                return AccessError(self._act_message_excluded(declared, path))
        if first_signature:
            return self._act_second_refusal(declared, first_signature)
        if not self._act_in_party(declared.party):
            return AccessError(self._act_message_party(declared, declared.party))
        return self._act_actor_refusal(declared, declared.actors)

    def _act_actor_refusal(self, declared: Act, paths: tuple[str, ...]) -> AccessError | None:
        if not paths or any(self.env.user in self._act_people(path) for path in paths):
            return None
        people = self.env["res.users"].sudo().union(*map(self._act_people, paths))
        return AccessError(
            self.env._(
                "%(document)s: “%(act)s” is for %(people)s to do, not for you.",
                document=self._act_document(),
                act=self._act_label(declared),
                people=", ".join(people.mapped("name")) or self.env._("nobody yet"),
            )
        )

    def _act_people(self, path: str):
        """Users that a path of fields or a method leads to.

        It may end at users, or at anything that has a user, as an employee, or users, as a partner.
        """
        documents = self.sudo()
        if path in self._fields or "." in path:
            found = documents.mapped(path)
        else:
            found = getattr(documents, path)().sudo()
        if found._name == "res.users":
            return found
        return found.mapped("user_ids" if "user_ids" in found._fields else "user_id")

    def _act_message_excluded(self, declared: Act, path: str) -> str:
        return self.env._(
            "%(document)s: “%(act)s” must be done by somebody else, because of who you are to it: "
            "%(role)s.",
            document=self._act_document(),
            act=self._act_label(declared),
            role=self._act_role_label(path),
        )

    def _act_role_label(self, path: str) -> str:
        """The label of the field a path begins with, or the first line of a method's docstring."""
        first = path.split(".")[0]
        if first in self._fields:
            return self._act_field_labels([first])
        return f"“{(getattr(self, path).__doc__ or path).strip().splitlines()[0].rstrip('.')}”"
