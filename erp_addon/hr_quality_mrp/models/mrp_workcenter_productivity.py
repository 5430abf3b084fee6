"""Time on a work order is somebody's work: it passes the gate too."""

from odoo import api, fields, models

WORK = ("productive", "performance")
SPLIT_KEY = "hr_quality_mrp_split"
SPLIT = object()
"""Held by the context while Odoo splits a person's own time in two; no remote call can send it."""


class MrpWorkcenterProductivity(models.Model):
    _inherit = "mrp.workcenter.productivity"

    employee_id = fields.Many2one(
        "hr.employee",
        "Operator",
        index="btree_not_null",
        ondelete="restrict",
        help="Who worked. Empty: the work order's operator.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody without a qualification book working time on a work order."""
        times = super().create([self._with_employee(vals) for vals in vals_list])
        if self.env.context.get(SPLIT_KEY) is not SPLIT:
            times._pass_gate()
        return times

    def write(self, vals):
        """Let time become another's, another order's, or working time, through the gate only."""
        watched = {"employee_id", "workorder_id", "user_id", "loss_id"} & set(vals)
        before = {time: time._work() for time in self} if watched else {}
        result = super().write(vals)
        self.filtered(lambda time: time._work() != before.get(time, time._work()))._pass_gate()
        return result

    def _close(self):
        return super(MrpWorkcenterProductivity, self.with_context(**{SPLIT_KEY: SPLIT}))._close()

    @api.model
    def _with_employee(self, vals):
        """The values with who works: the order's operator, else the employee that the user is."""
        if vals.get("employee_id") or not vals.get("workorder_id"):
            return vals
        order = self.env["mrp.workorder"].browse(vals["workorder_id"])
        user = self.env["res.users"].browse(vals.get("user_id") or self.env.uid)
        employee = order.sudo().operator_id or user.sudo()._quality_employees()[:1]
        return {**vals, "employee_id": employee.id}

    def _work(self):
        """Who works on which order in this time; None where it is no work on an order."""
        self.ensure_one()
        if not self.workorder_id or self.loss_type not in WORK:
            return None
        return self.workorder_id, self.employee_id

    def _pass_gate(self):
        for time in self:
            work = time._work()
            if work:
                order, employee = work
                # The operator's own permit comes with the start of the order.
                order._judge("joined", {order: employee}, enter=employee != order.operator_id)
