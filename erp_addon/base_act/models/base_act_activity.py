"""The next person knows: the act's activity is closed, the next one is scheduled."""

from datetime import timedelta

from odoo import fields, models

from ..act import Act
from ..permit import trusted_context

ACTIVITY_TYPE = "base_act.mail_activity_type_act"


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    def _act_next_activity(self, declared: Act) -> None:
        self._act_close_activities()
        if declared.assigns:
            people = {record.id: record._act_people((declared.assigns,)) for record in self}
            self._act_schedule(declared, people)

    def _act_close_activities(self) -> None:
        """Mark what waited for an act on these documents as done, whoever it waited for."""
        activities = self.env["mail.activity"].sudo().search(self._act_activity_domain())
        activities.with_context(trusted_context(self.env))._action_done()

    def _act_activity_domain(self):
        return [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id),
            ("automated", "=", True),
        ]

    def _act_schedule(self, declared: Act, people: dict, summary: str = "") -> None:
        """One activity per document and person.

        :param people: record id → res.users
        """
        deadline = fields.Date.context_today(self) + timedelta(days=declared.due_days)
        model_id = self.env["ir.model"]._get_id(self._name)
        activity_type = self.env.ref(ACTIVITY_TYPE)
        summaries = self._act_state_labels()
        rows = [
            {
                "activity_type_id": activity_type.id,
                "automated": True,
                "res_model_id": model_id,
                "res_id": record.id,
                "user_id": user.id,
                "date_deadline": deadline,
                "summary": summary or summaries.get(record._act_state()),
            }
            for record in self.sudo()
            for user in people.get(record.id) or ()
        ]
        self.env["mail.activity"].sudo().create(rows)
