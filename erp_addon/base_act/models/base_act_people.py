"""People, not only groups, are kept apart: who must act, and who must not."""

from odoo import models
from odoo.exceptions import AccessError

from ..act import Act


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_people_refusal(self, declared: Act, first_signature) -> Exception | None:
        """Why this user in particular cannot do the act to this one record, or None."""
        excluded = self._act_excluding_path(declared)
        if excluded:
            return AccessError(self._act_message_excluded(declared, excluded))
        if first_signature:
            return self._act_second_refusal(declared, first_signature)
        if not self._act_in_party(declared.party):
            return AccessError(self._act_message_party(declared))
        return self._act_actor_refusal(declared, declared.actors)

    def _act_actor_refusal(self, declared: Act, paths) -> Exception | None:
        people = self._act_people(paths)
        if not paths or self.env.user in people:
            return None
        return AccessError(
            self.env._(
                "%(document)s: “%(act)s” is for %(people)s to do, not for you.",
                document=self._act_document(),
                act=self._act_label(declared),
                people=", ".join(people.mapped("display_name")) or self.env._("nobody yet"),
            )
        )

    def _act_excluding_path(self, declared: Act) -> str | None:
        user = self.env.user
        return next((path for path in declared.excludes if user in self._act_people((path,))), None)

    def _act_people(self, paths):
        """Users that the paths lead to: res.users, or anything that has a user or users."""
        people = self.env["res.users"].sudo()
        for path in paths:
            found = self.sudo()._act_follow(path)
            if found._name == "res.users":
                people |= found
            elif "user_id" in found._fields:
                people |= found.mapped("user_id")
            else:
                people |= found.mapped("user_ids")
        return people

    def _act_follow(self, path: str):
        """Records at the end of a dotted path of fields, or what the method of that name returns."""
        if path in self._fields or "." in path:
            return self.mapped(path)
        return getattr(self, path)().sudo()

    def _act_message_excluded(self, declared: Act, path: str) -> str:
        field = self._fields.get(path.split(".")[0])
        role = self._act_demand_label(field.name) if field else path
        return self.env._(
            "%(document)s: “%(act)s” must be done by somebody else, "
            "because you are its “%(role)s”.",
            document=self._act_document(),
            act=self._act_label(declared),
            role=role,
        )
