"""The gate before a work order: nobody works without a valid qualification.

Every way to start or finish a work order ends in :meth:`write` or :meth:`create` of the state:
the buttons, ``set_state``, ``action_mark_as_done``, finishing the manufacturing order, entering a
duration, an import, a remote call. So the gate stands there and nowhere else. It asks neither the
context nor whether the call came with the rights of the system.
"""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError, UserError

from .mrp_workorder import QUALITY

EVENTS = {"progress": "started", "done": "finished"}


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    @api.model_create_multi
    def create(self, vals_list):
        """Let an order that is created as begun or done through the gate as well."""
        operator = self._acting_employee()
        for vals in vals_list:
            self._check_operation_not_given(vals)
            if vals.get("state") in EVENTS:
                vals.setdefault("operator_id", operator.id)
        orders = super().create(vals_list)
        for state, event in EVENTS.items():
            orders.filtered(lambda order, state=state: order.state == state)._judge(event)
        return orders

    def write(self, vals):
        """Let an order's start, finish, change of operator and of work through the gate."""
        self._check_operation_not_given(vals)
        self._check_operator_may_change(vals)
        tied = {"operation_id", "workcenter_id"} & set(vals)
        operations = {order: order.sudo().quality_operation_id for order in self if tied}
        entering = self._entering(vals.get("state"))
        taking_over = self._taking_over(vals)
        reporting = self._reporting(vals) - entering
        nameless = (entering + reporting).filtered(lambda order: not order.operator_id)
        if nameless and not vals.get("operator_id"):
            # Whoever starts or finishes it without naming anybody is its operator.
            super(MrpWorkorder, nameless).write({"operator_id": self._acting_employee().id})
        result = super().write(vals)
        self._check_operation_stays(operations)
        moved = self.filtered(
            lambda order: (
                order.state == "progress"
                and order in operations
                and order.sudo().quality_operation_id != operations[order]
            )
        )
        entering._judge(EVENTS.get(vals.get("state")))
        ((taking_over | moved) - entering)._judge("taken_over")
        reporting._judge("started", enter=False)  # no start, which will need its own permit
        return result

    def _entering(self, state):
        """Those that the new state starts or finishes."""
        if state not in EVENTS:
            return self.browse()
        return self.filtered(lambda order: order.state != state)

    def _taking_over(self, vals):
        """Those under way that get another operator or supervisor."""
        return self.filtered(
            lambda order: (
                order.state == "progress"
                and any(
                    name in vals and order[name].id != (vals[name] or False)
                    for name in ("operator_id", "supervisor_id")
                )
            )
        )

    def _reporting(self, vals):
        """Those not begun of which a quantity is reported all the same: somebody worked on them."""
        quantity = vals.get("qty_produced") or 0
        return self.filtered(
            lambda order: order.state in ("blocked", "ready") and quantity > order.qty_produced
        )

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_step_of_quality(self):
        """Whoever could delete a step of a confirmed order would open the gate before it."""
        kept = self.filtered(
            lambda order: (
                order.sudo().quality_operation_id
                and order.production_id.state not in ("draft", "cancel")
            )
        )
        if kept and not self.env.user.has_group(QUALITY) and not is_uninstalling(self.env):
            raise AccessError(
                self.env._(
                    "%(order)s belongs to %(operation)s, an operation of quality's. Ask quality to"
                    " delete it, or cancel the manufacturing order.",
                    order=kept[0].display_name,
                    operation=kept[0].sudo().quality_operation_id.display_name,
                )
            )

    # ------------------------------------------------------------------------------ judging

    def _judge(self, event, employees=None, enter=True):
        """Refuse, or enter the permit.

        :param employees: order → who works on it; by default its operator
        :param enter: whether to enter the permit
        :raises UserError: somebody may not work on one of the orders
        """
        gated = self.filtered(lambda order: order.sudo().quality_operation_id)
        workers = {order: (employees or {}).get(order, order.operator_id) for order in gated}
        people = self.env["hr.employee"].union(*workers.values(), gated.supervisor_id)
        statuses = gated._quality_statuses(people)
        verdicts = [
            order._verdict(event, worker.sudo(), statuses) for order, worker in workers.items()
        ]
        refusals = [verdict["refusal"] for verdict in verdicts if verdict.get("refusal")]
        if refusals:
            raise UserError("\n".join(refusals))
        if not enter:
            return
        told = self._told() if event == "finished" else set()
        self.env["hr.quality.work.permit"]._act_create(verdicts)
        for (order, worker), verdict in zip(workers.items(), verdicts, strict=True):
            if verdict["decision"] == "warned" and (order, worker) not in told:
                order._tell_unqualified(verdict["sentence"])

    def _told(self):
        """Pairs of order and worker of whom quality has been told before."""
        permits = self.sudo().permit_ids.filtered(lambda permit: permit.decision == "warned")
        return {(permit.workorder_id, permit.employee_id) for permit in permits}

    def _verdict(self, event, worker, statuses):
        """Values of the permit, or ``{"refusal": sentence}``."""
        self.ensure_one()
        operation = self.sudo().quality_operation_id
        status = statuses.get((worker.id, operation.id))
        permit = {
            "workorder_id": self.id,
            "production_id": self.production_id.id,
            "operation_id": operation.id,
            "employee_id": worker.id,
            "event": event,
            "decision": "allowed",
            "status": status.status if status else "none",
            "qualification_id": status.entry_id if status else False,
            "user_id": self.env.uid,
            "moment": fields.Datetime.now(),
        }
        if status and status.may_work:
            return permit
        sentence = self._sentence_unqualified(worker, operation, status)
        if operation.gate == "supervise" and worker:
            return self._verdict_supervised({**permit, "sentence": sentence}, worker, statuses)
        if operation.gate == "warn":
            return {**permit, "decision": "warned", "sentence": sentence}
        return {"refusal": f"{sentence} {operation._sentence_whom_to_ask()}"}

    def _verdict_supervised(self, permit, worker, statuses):
        operation = self.sudo().quality_operation_id
        supervisor = self.supervisor_id.sudo()
        status = statuses.get((supervisor.id, operation.id))
        if supervisor and supervisor != worker and status and status.status == "qualified":
            return {**permit, "decision": "supervised", "supervisor_id": supervisor.id}
        return {
            "refusal": self.env._(
                "%(sentence)s Under supervision he may: name a supervisor who is qualified for"
                " the operation. %(ask)s",
                sentence=permit["sentence"],
                ask=operation._sentence_whom_to_ask(),
            )
        }

    # ---------------------------------------------------------------------------- sentences

    def _sentence_unqualified(self, worker, operation, status):
        if not worker:
            return self.env._(
                "%(order)s: say who does the work. Without an operator nobody can tell whether he"
                " is qualified for %(operation)s.",
                order=self.display_name,
                operation=operation.display_name,
            )
        return self.env._(
            "%(order)s: %(worker)s has no valid qualification for %(operation)s (%(status)s).",
            order=self.display_name,
            worker=worker.name,
            operation=operation.display_name,
            status=self._status_label(status.status if status else "none"),
        )

    def _sentence_skipped(self):
        return self.env._(
            "%(order)s belongs to %(operation)s and was cancelled.",
            order=self.display_name,
            operation=self.sudo().quality_operation_id.display_name,
        )

    def _tell_unqualified(self, sentence):
        """Quality reads it at once: in the order's chatter, and as an activity."""
        production = self.production_id.sudo()
        production.message_post(body=sentence)
        self._schedule_activities(
            self.sudo().quality_operation_id._whom_to_ask(),
            self.env._("Works without a qualification"),
            sentence,
        )

    def _schedule_activities(self, users, summary, note):
        """Activities on the manufacturing order, which is where people look."""
        model_id = self.env["ir.model"]._get_id("mrp.production")
        self.env["mail.activity"].sudo().create(
            [
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_warning").id,
                    "res_model_id": model_id,
                    "res_id": self.production_id.id,
                    "user_id": user.id,
                    "summary": summary,
                    "note": note,
                }
                for user in users
            ]
        )
