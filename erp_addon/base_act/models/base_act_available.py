"""What the caller may do to a document now."""

from odoo import api, fields, models


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    act_available = fields.Char(
        string="Acts Available",
        compute="_compute_act_available",
        help="Names of the acts that the current user may do now, each between commas.",
    )

    @api.depends(lambda self: [self._act_state_field] * (self._act_state_field in self._fields))
    @api.depends_context("uid")
    def _compute_act_available(self):
        saved = self._origin.filtered("id")._act_as_caller()
        names = {
            record.id: "".join(f",{declared.name}" for declared in acts) + ","
            for record, acts in saved._act_available()
        }
        for record in self:
            record.act_available = names.get(record._origin.id, "")

    @api.readonly
    def get_available_acts(self) -> list[dict]:
        """What the caller may do now: per record, the acts he can call and what they demand.

        :return: ``[{"id": 7, "acts": [{"name": "act_confirm", "label": "Confirm",
            "demands": []}]}]``, in the order of the records and of the declarations
        """
        caller = self._act_as_caller()
        caller.check_access("read")
        return [
            {"id": record.id, "acts": [caller._act_description(declared) for declared in acts]}
            for record, acts in caller._act_available()
        ]

    @api.model
    def _act_description(self, declared) -> dict:
        return {
            "name": declared.name,
            "label": self._act_label(declared),
            "demands": list(declared.demands),
        }

    def _act_available(self) -> list[tuple]:
        """Pairs of record and the acts that the user may do to it now, fields filled or not."""
        acts = [
            declared
            for declared in self._acts().values()
            if self._act_in_party(declared.party) or self._act_in_second(declared)
        ]
        signatures = {act.name: self._act_first_signatures(act) for act in acts}
        return [
            (record, [act for act in acts if record._act_is_open(act, signatures[act.name])])
            for record in self
        ]

    def _act_is_open(self, declared, signatures: dict) -> bool:
        """As ``_act_refusal``, without the cost of its sentences where the state is another."""
        if declared.source and self.sudo()._act_state() not in declared.source:
            return False
        return self._act_people_refusal(declared, signatures.get(self.id)) is None
