"""The next person knows: the act's activity is closed, the next one is scheduled."""

from datetime import timedelta

from odoo import fields, models

from ..act import Act

ACTIVITY_TYPE = "base_act.mail_activity_type_act"


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_next_activity(self, declared: Act) -> None:
        """Close what this act was waited for with, and give the next person his activity."""
        self._act_close_activities(None if declared.target else self.env.user)
        if declared.assigns:
            self._act_assign(declared.assigns, declared.due_days)

    def _act_close_activities(self, user=None) -> None:
        """Mark activities that waited for an act on these documents as done.

        :param user: whose activities; None: everybody's, because the state has moved on
        """
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id),
            ("automated", "=", True),
        ]
        if user:
            domain.append(("user_id", "=", user.id))
        # Archived is done; the act's own line in the chatter says by whom.
        self.env["mail.activity"].sudo().search(domain).action_archive()

    def _act_assign(self, path: str, due_days: int = 7) -> None:
        """Schedule one activity per document and person at the end of ``path``.

        For system-made documents too, whose first person no act has assigned.

        :param path: dotted path of fields, or name of a method, to users or who has one
        :param due_days: days from today until it is due
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        activity_type = self.env.ref(ACTIVITY_TYPE)
        deadline = fields.Date.context_today(self) + timedelta(days=due_days)
        self.env["mail.activity"].sudo().create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "res_model_id": model_id,
                    "res_id": record.id,
                    "user_id": user.id,
                    "date_deadline": deadline,
                    "summary": record._act_next_label(user),
                }
                for record in self
                for user in record._act_people(path).filtered("active")
            ]
        )

    def _act_next_label(self, user) -> str:
        """What ``user`` may do next to this one document, in his own language."""
        state = self.sudo()._act_state()
        theirs = self.with_user(user).with_context(lang=user.lang)
        labels = [
            theirs._act_label(declared)
            for declared in self._acts().values()
            if (not declared.source or state in declared.source)
            and declared.target
            and (
                theirs._act_people_refusal(declared, None) is None
                or theirs._act_in_second(declared)
            )
        ]
        return " / ".join(labels) or theirs._act_state_labels().get(state, "")
