"""Qualifications that people bring along: earned before, or elsewhere, and proved on paper."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

QUALITY = "base_act.base_act_group_quality"
OPERATIONS = "base_act.base_act_group_operations"


class HrQualityRecognition(models.Model):
    """What quality proposes and operations sign: then it stands in the ledger under both names.

    It is how a company starts, whose people have done their work for years.
    """

    _name = "hr.quality.recognition"
    _description = "Recognition of a Qualification"
    _inherit = ["hr.quality.ledger.request"]
    _act_protected_fields = (
        "employee_id",
        "operation_id",
        "evidence",
        "valid_until",
        "unused_months",
        "entry_id",
        "answer",
    )

    evidence = fields.Text(required=True, readonly=True, help="What it rests on.")
    valid_until = fields.Date(readonly=True, help="The last day; empty: until a later entry.")
    unused_months = fields.Integer(
        string="Lapses Unused After (Months)",
        readonly=True,
        help="Months without doing the operation after which it lapses; 0: never.",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("entered", "Entered"), ("declined", "Declined")],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
        index=True,
    )

    _proposed_unique = models.UniqueIndex(
        "(employee_id, operation_id) WHERE state = 'proposed'",
        "This qualification is proposed already.",
    )

    def _act_supervisors(self):
        """Those of operations who lead the person or the department; all of them if nobody does."""
        operations = self.env.ref(OPERATIONS).sudo().all_user_ids.filtered("active")
        users = self.env["res.users"].sudo()
        for proposal in self.sudo():
            leaders = (
                proposal.employee_id.parent_id | proposal.operation_id.department_id.manager_id
            )
            users |= (leaders.user_id & operations) or operations
        return self._besides_the_person(users)

    @act(
        label=_lt("Sign"),
        source="proposed",
        target="entered",
        party="quality",
        second="operations",
        second_actors="_act_supervisors",
        excludes="employee_id.user_id",
    )
    def act_sign(self):
        """Quality signs first; with the signature of operations it enters the ledger."""
        signatures = self._act_first_signatures(self._acts()["act_sign"])
        for proposal in self:
            entry = self.env["hr.quality.qualification"]._qualify(
                proposal.sudo().employee_id,
                proposal.sudo().operation_id,
                None,
                proposal.evidence,
                signatures[proposal.id].user_id | self.env.user,
                valid_until=proposal.valid_until,
                unused_months=proposal.unused_months,
                source=proposal,
            )
            proposal._act_write({"entry_id": entry.id})

    @act(
        label=_lt("Decline"),
        source="proposed",
        target="declined",
        party=("operations", "quality"),
        excludes="employee_id.user_id",
        demands="reason",
        primary=False,
        ends=True,
    )
    def act_decline(self, reason=None):
        """Say why it is not recognised."""
        self._act_write({"answer": reason})


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def recognise(self, employee_ids, operation_id, evidence, valid_until=None, unused_months=0):
        """Proposes what people bring along, signed by the caller; returns the proposals' ids.

        Operations sign second, for each; only then does it stand in the ledger.

        :param list employee_ids: whom, one proposal each
        :param str evidence: what it rests on: certificate, years of work, whose word
        :param valid_until: the last day, ``YYYY-MM-DD``
        :param int unused_months: months without doing the operation after which it lapses
        :raises AccessError: the caller is not of quality, or one of the people
        """
        if not self.env.user.has_group(QUALITY):
            raise AccessError(self.env._("Quality proposes what is to be recognised."))
        evidence = evidence.strip() if isinstance(evidence, str) else ""
        if not evidence:
            raise ValidationError(self.env._("Say what the qualification rests on (evidence)."))
        if not employee_ids:
            raise UserError(self.env._("Name one person at least."))
        pairs = [self._named_pair(employee_id, operation_id) for employee_id in employee_ids]
        proposals = self.env["hr.quality.recognition"]._act_create(
            [
                {
                    "employee_id": employee.id,
                    "operation_id": operation.id,
                    "evidence": evidence,
                    "valid_until": self._checked_day(valid_until),
                    "unused_months": unused_months or 0,
                }
                for employee, operation in pairs
            ]
        )
        proposals.act_sign()
        return proposals.ids
