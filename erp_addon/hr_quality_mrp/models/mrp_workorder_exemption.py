"""What helps somebody who stands before the closed gate: an exemption for a time."""

from odoo import fields, models
from odoo.exceptions import UserError


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    needs_exemption = fields.Boolean(compute="_compute_needs_exemption")

    def _compute_needs_exemption(self):
        for order in self:
            order.needs_exemption = bool(
                order.operator_id
                and order.quality_operation_id
                and not order.may_work
                and order.state not in ("done", "cancel")
            )

    def action_ask_exemption(self):
        """Ask the people of quality whom the operation names; once is enough."""
        self.ensure_one()
        self.check_access("write")
        if not self.needs_exemption:
            raise UserError(
                self.env._(
                    "%(order)s needs no exemption: its operator may work, or there is none.",
                    order=self.display_name,
                )
            )
        asked = self._ask_for_exemption()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if asked else "warning",
                "message": self.env._("Asked: %s", ", ".join(asked.mapped("name")))
                if asked
                else self.quality_operation_id._sentence_whom_to_ask(),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _ask_for_exemption(self):
        people = self.sudo().quality_operation_id._whom_to_ask()
        summary = self.env._(
            "Exemption for %(operator)s, %(operation)s?",
            operator=self.operator_id.sudo().name,
            operation=self.quality_operation_id.display_name,
        )
        open_ones = self.production_id.sudo().activity_ids.filtered(
            lambda activity: activity.summary == summary
        )
        self._schedule_activities(
            people - open_ones.user_id,
            summary,
            self.env._(
                "%(user)s asks for it, to work on %(order)s.",
                user=self.env.user.name,
                order=self.display_name,
            ),
        )
        return people

    def action_exempt(self):
        """Let quality give the operator of this order a time-limited exemption."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exempt for a Time"),
            "res_model": "hr.quality.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_decision": "exempt",
                "default_employee_id": self.operator_id.id,
                "default_operation_id": self.quality_operation_id.id,
            },
        }
