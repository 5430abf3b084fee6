"""What helps somebody who stands before the closed gate: an exemption for a time."""

from odoo import fields, models
from odoo.exceptions import UserError

PAST_EXEMPTION = ("suspended", "revoked")
"""Whoever was taken off the work is not exempted from that."""


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    needs_exemption = fields.Boolean(compute="_compute_exemption")
    exemption_asked = fields.Boolean(compute="_compute_exemption")

    def _compute_exemption(self):
        asked = {
            (request.employee_id.id, request.operation_id.id)
            for request in self._exemptions_asked()
        }
        for order in self:
            pair = (order.operator_id.id, order.sudo().quality_operation_id.id)
            order.needs_exemption = bool(
                all(pair)
                and not order.may_work
                and order.qualification_status not in PAST_EXEMPTION
                and order.state not in ("done", "cancel")
            )
            order.exemption_asked = order.needs_exemption and pair in asked

    def _exemptions_asked(self):
        """Requests for these orders' operators that quality has not answered yet."""
        return (
            self.env["hr.quality.exemption"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", self.operator_id.ids),
                    ("operation_id", "in", self.sudo().quality_operation_id.ids),
                    ("state", "=", "asked"),
                ]
            )
        )

    def action_ask_exemption(self):
        """The ledger's own request for an exemption; there is no other."""
        self.ensure_one()
        self._check_needs_exemption()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_ask_exemption_action"
        )
        context = {**self._exemption_defaults(), "default_about": self.display_name}
        return {**action, "context": context}

    def action_exempt(self):
        """Let quality answer the request, or exempt the operator of this order unasked."""
        self.ensure_one()
        self._check_needs_exemption()
        request = self._exemptions_asked().filtered(
            lambda request: (
                request.employee_id == self.operator_id
                and request.operation_id == self.sudo().quality_operation_id
            )
        )
        if request:
            return {
                "type": "ir.actions.act_window",
                "res_model": "hr.quality.exemption",
                "view_mode": "form",
                "res_id": request.id,
            }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_decide_action"
        )
        return {**action, "context": {**self._exemption_defaults(), "default_decision": "exempt"}}

    def _exemption_defaults(self):
        return {
            "default_employee_id": self.operator_id.id,
            "default_operation_id": self.sudo().quality_operation_id.id,
        }

    def _check_needs_exemption(self):
        if not self.needs_exemption:
            raise UserError(
                self.env._(
                    "%(order)s needs no exemption: its operator may work, there is none, or he was"
                    " taken off this work.",
                    order=self.display_name,
                )
            )
