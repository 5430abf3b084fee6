"""Says who works on a work order, by badge or by name, and whether he may."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class HrQualityOperator(models.TransientModel):
    _name = "hr.quality.operator"
    _description = "Operator of a Work Order"

    workorder_id = fields.Many2one("mrp.workorder", required=True, readonly=True)
    quality_operation_id = fields.Many2one(related="workorder_id.quality_operation_id")
    gate = fields.Selection(related="workorder_id.quality_gate")
    badge = fields.Char(help="Scan the badge, or choose the person below.")
    operator_id = fields.Many2one("hr.employee")
    supervisor_id = fields.Many2one("hr.employee")
    may_work = fields.Boolean(compute="_compute_answer", compute_sudo=True)
    answer = fields.Char(compute="_compute_answer", compute_sudo=True)
    qualified_ids = fields.Many2many(
        "hr.employee",
        string="Qualified People",
        compute="_compute_qualified_ids",
        compute_sudo=True,
    )

    @api.onchange("badge")
    def _onchange_badge(self):
        if self.badge:
            self.operator_id = self._employee_of_badge()

    def _employee_of_badge(self):
        badge = (self.badge or "").strip()
        employee = self.env["hr.employee"].sudo().search([("barcode", "=", badge)], limit=1)
        if badge and not employee:
            raise UserError(
                self.env._(
                    "Nobody has the badge %(badge)s. Scan it again, or choose the person by name.",
                    badge=badge,
                )
            )
        return employee

    @api.depends("operator_id", "workorder_id")
    def _compute_answer(self):
        for wizard in self:
            order, operator = wizard.workorder_id, wizard.operator_id
            wizard.may_work, wizard.answer = True, False
            operation = order.quality_operation_id
            if operator and operation:
                status = order._quality_statuses(operator)[operator.id, operation.id]
                wizard.may_work = status.may_work
                wizard.answer = self.env._(
                    "%(operator)s, %(operation)s: %(status)s",
                    operator=operator.name,
                    operation=operation.display_name,
                    status=order._status_label(status.status),
                )

    @api.depends("workorder_id")
    def _compute_qualified_ids(self):
        for wizard in self:
            wizard.qualified_ids = wizard.workorder_id._qualified_employees()

    def action_choose(self):
        """Enter the operator in the work order."""
        self.ensure_one()
        operator = self._employee_of_badge() or self.operator_id
        self.workorder_id.write(
            {"operator_id": operator.id, "supervisor_id": self.supervisor_id.id}
        )
        return {"type": "ir.actions.act_window_close"}
