"""Work orders know their operator."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

QUALITY = "base_act.base_act_group_quality"
ENDED = ("done", "cancel")


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    operator_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        help="Who does the work. Empty: whoever starts it, if he is an employee.",
    )
    supervisor_id = fields.Many2one(
        "hr.employee",
        copy=False,
        ondelete="restrict",
        help="A qualified person who stands by, where the operation lets others work only so.",
    )
    quality_operation_id = fields.Many2one(
        "hr.quality.operation",
        compute="_compute_quality_operation_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        help="From the step of the bill of materials, or else from the work center.",
    )
    quality_gate = fields.Selection(related="quality_operation_id.gate", string="Gate")
    qualification_status = fields.Selection(
        [
            ("qualified", "Qualified"),
            ("exempt", "Exempt for a Time"),
            ("retraining_due", "Retraining Due"),
            ("suspended", "Suspended"),
            ("revoked", "Revoked"),
            ("expired", "Expired"),
            ("outdated", "Trained on an Old Revision"),
            ("none", "Not Qualified"),
        ],
        "Qualification",
        compute="_compute_qualification_status",
        compute_sudo=True,
    )
    may_work = fields.Boolean(compute="_compute_qualification_status", compute_sudo=True)
    reworked_qty = fields.Float(
        "Reworked",
        digits="Product Unit",
        copy=False,
        help="Of the quantity produced, what had to be reworked.",
    )
    is_skipped = fields.Boolean(
        compute="_compute_is_skipped",
        help="A step of quality's that was cancelled before its work was done.",
    )
    permit_ids = fields.One2many("hr.quality.work.permit", "workorder_id", "Work Permits")

    _reworked_positive = models.Constraint(
        "CHECK (reworked_qty IS NULL OR reworked_qty >= 0)",
        "A reworked quantity is not negative.",
    )

    @api.depends("operation_id.quality_operation_id", "workcenter_id.quality_operation_id")
    def _compute_quality_operation_id(self):
        for order in self:
            if order.state in ENDED and order.quality_operation_id:
                continue  # what it was done as stays
            order.quality_operation_id = (
                order.operation_id.quality_operation_id or order.workcenter_id.quality_operation_id
            )

    @api.depends("state", "quality_operation_id", "qty_reported_from_previous_wo")
    def _compute_is_skipped(self):
        for order in self:
            order.is_skipped = bool(
                order.state == "cancel"
                and order.sudo().quality_operation_id
                and not order._is_done_before()
            )

    def _is_done_before(self):
        """Whether the order of which this is a backorder did the step for this quantity too.

        The quantity alone can be written by whoever plans; the work that it stands for cannot.
        """
        rest = self.qty_production - self.qty_reported_from_previous_wo
        orders = self.sudo().production_id.production_group_id.production_ids.workorder_ids
        done = orders.filtered(
            lambda order: (
                order.state == "done"
                and order.operation_id == self.operation_id
                and order.quality_operation_id == self.quality_operation_id
            )
        )
        return bool(done) and self.product_uom_id.compare(rest, 0) <= 0

    @api.depends("operator_id", "quality_operation_id")
    def _compute_qualification_status(self):
        statuses = self._quality_statuses(self.operator_id)
        for order in self:
            status = statuses.get((order.operator_id.id, order.quality_operation_id.id))
            order.qualification_status = status.status if status else False
            order.may_work = status.may_work if status else not order.quality_operation_id

    def _quality_statuses(self, employees):
        """Today's status of the people in these orders' operations: a fixed number of queries."""
        operations = self.sudo().quality_operation_id
        if not employees or not operations:
            return {}
        ledger = self.env["hr.quality.qualification"].sudo()
        return ledger._qualification_status(employees.sudo(), operations)

    # ------------------------------------------------------------------- what stays as it is

    @api.model
    def _check_operation_not_given(self, vals):
        """The operation follows from step and work center; whoever calls does not choose it."""
        if "quality_operation_id" in vals:
            raise AccessError(
                self.env._(
                    "The quality operation of a work order follows from its step and its work"
                    " center. Ask quality to tie those."
                )
            )

    def _check_operator_may_change(self, vals):
        """An order that is done keeps its operator: its figures count for him."""
        changed = {"operator_id", "reworked_qty"} & set(vals)
        done = self.filtered(lambda order: order.state == "done") if changed else self.browse()
        if done:
            raise UserError(
                self.env._(
                    "%(order)s is done, and its figures count for %(operator)s. Operator and"
                    " reworked quantity stay.",
                    order=done[0].display_name,
                    operator=done[0].operator_id.sudo().name or self.env._("nobody"),
                )
            )

    def _check_operation_stays(self, before):
        """Whoever could take an order out of its operation would open the operation's gate.

        :param before: order → operation, before the change
        """
        if self.env.user.has_group(QUALITY):
            return
        for order, operation in before.items():
            if operation and not order.quality_operation_id:
                raise AccessError(
                    self.env._(
                        "%(order)s belongs to %(operation)s, and there it would belong to no"
                        " operation of quality's. Ask quality to tie the work center or the step"
                        " first.",
                        order=order.display_name,
                        operation=operation.display_name,
                    )
                )

    # ------------------------------------------------------------------------- who may be it

    def _status_label(self, status):
        """The word for a status in the user's language."""
        return dict(self._fields["qualification_status"]._description_selection(self.env))[status]

    @api.model
    def _acting_employee(self):
        """The employee that the user is, in his own company first."""
        return self.env.user.sudo()._quality_employees()[:1]

    def action_quality_trace(self):
        """Everything tied to this work order, in order of time."""
        self.ensure_one()
        return self.env["hr.quality.trace"].action_open_trace("order", self.barcode)

    def action_choose_operator(self):
        """Ask for the operator by name or badge, and say whether he is qualified."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_mrp.hr_quality_operator_action"
        )
        return {**action, "context": {"default_workorder_id": self.id}}

    def _qualified_employees(self):
        """Everybody in the order's company who may work in its operation today."""
        self.ensure_one()
        operation = self.sudo().quality_operation_id
        people = self.env["hr.employee"].sudo().search([("company_id", "=", self.company_id.id)])
        if not operation:
            return people
        statuses = self._quality_statuses(people)
        return people.filtered(lambda person: statuses[person.id, operation.id].may_work)
