"""The score sheet as a phone shows it, and as a program asks for it."""

from odoo import api, models
from odoo.exceptions import UserError


class HrQualityAssessment(models.Model):
    _inherit = "hr.quality.assessment"

    @api.readonly
    def get_sheet(self):
        """What the caller may score now on this one attempt.

        :return: ``{"id", "person", "operation", "course", "attempt", "party", "act", "items":
            [{"item", "name", "method", "max_points", "origin"}]}``; ``act`` is the method that
            takes the points
        :raise UserError: the caller has nothing to score here, with the reason
        """
        self.ensure_one()
        caller = self._act_as_caller()
        caller.check_access("read")
        party = caller._party_to_score()
        own = caller.sudo()
        return {
            "id": own.id,
            "person": own.employee_id.name,
            "operation": own.operation_id.display_name,
            "course": own.course_id.name,
            "attempt": own.attempt,
            "party": party,
            "act": f"act_score_{party}",
            "items": [
                {
                    "item": item.number,
                    "name": item.name,
                    "method": item.method or "",
                    "max_points": item.max_points,
                    "origin": item.origin,
                }
                for item in own.item_ids
            ],
        }

    def _party_to_score(self):
        """The party for which the caller may give a sheet; quality first if both are open."""
        refusal = None
        for party in ("quality", "operations"):
            declared = self._acts()[f"act_score_{party}"]
            if not self._act_in_party(declared.party):
                continue
            refusal = self._act_refusal(declared, {})
            if refusal is None and not self.sudo()[f"{party}_assessor_id"]:
                return party
        raise refusal or UserError(
            self.env._("%s: there is no score sheet for you to give.", self._act_document())
        )

    def action_score_sheet(self):
        """Open the score sheet; made for a phone at the line."""
        self.ensure_one()
        self.get_sheet()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "hr_quality_training.hr_quality_practical_sheet_action"
        )
        action["context"] = {"assessment_id": self.id}
        return action
