"""Operations ask for an exemption; quality gives or declines it."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OPERATIONS = "base_act.base_act_group_operations"


class HrQualityExemption(models.Model):
    """A request to let somebody work for a few days without a valid qualification.

    What lets him work is the ledger's entry that quality makes of it, never the request.
    """

    _name = "hr.quality.exemption"
    _description = "Request for an Exemption"
    _inherit = ["hr.quality.ledger.request"]
    _act_protected_fields = (
        "employee_id",
        "operation_id",
        "reason",
        "valid_until",
        "requester_id",
        "entry_id",
        "answer",
    )

    reason = fields.Text("Why It Is Asked", required=True, readonly=True)
    valid_until = fields.Date("Asked Until", required=True, readonly=True)
    requester_id = fields.Many2one(
        "res.users", "Asked By", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("asked", "Asked"), ("given", "Given"), ("declined", "Declined")],
        required=True,
        default="asked",
        readonly=True,
        copy=False,
        index=True,
    )

    _asked_unique = models.UniqueIndex(
        "(employee_id, operation_id) WHERE state = 'asked'",
        "An exemption for this person and operation has been asked for already.",
    )

    def _act_answerers(self):
        """The people of quality whom the operation names"""
        users = self.env["res.users"].sudo()
        for request in self:
            users |= request.operation_id._whom_to_ask()
        return self._besides_the_person(users)

    @act(
        label=_lt("Give Exemption"),
        source="asked",
        target="given",
        party="quality",
        excludes=("employee_id.user_id", "requester_id"),
    )
    def act_give(self):
        """Exempt the person as asked, under one's own signature in the ledger."""
        for request in self:
            entry_id = self.env["hr.quality.qualification"].exempt(
                request.sudo().employee_id.id,
                request.operation_id.id,
                request.reason,
                request.valid_until,
            )
            request._act_write({"entry_id": entry_id})

    @act(
        label=_lt("Decline"),
        source="asked",
        target="declined",
        party="quality",
        excludes=("requester_id",),
        demands="reason",
        primary=False,
        ends=True,
    )
    def act_decline(self, reason=None):
        """Say why there is no exemption."""
        self._act_write({"answer": reason})


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def ask_exemption(self, employee_id, operation_id, reason, valid_until):
        """Asks quality to let a person work for a few days; returns the request's id.

        :param valid_until: the last day asked for, ``YYYY-MM-DD``
        :raises AccessError: the caller is not of operations, or the person is not below him
        :raises UserError: he needs none, is suspended or revoked, or it has been asked already
        """
        if not self.env.user.has_group(OPERATIONS):
            raise AccessError(self.env._("Operations ask for an exemption, quality gives it."))
        employee, operation = self._named_pair(employee_id, operation_id)
        self._check_may_know(employee)
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise ValidationError(self.env._("Say why the person must work now."))
        self._check_exemptible(employee, operation)
        requests = self.env["hr.quality.exemption"]
        asked = [("employee_id", "=", employee.id), ("operation_id", "=", operation.id)]
        if requests.sudo().search_count([*asked, ("state", "=", "asked")], limit=1):
            raise UserError(
                self.env._("An exemption for this person and operation has been asked for already.")
            )
        request = requests._act_create(
            [
                {
                    "employee_id": employee.id,
                    "operation_id": operation.id,
                    "reason": reason,
                    "valid_until": self._checked_exemption_end(valid_until),
                    "requester_id": self.env.uid,
                }
            ]
        )
        request._act_assign("_act_answerers", due_days=0)
        return request.id
