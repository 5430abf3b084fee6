"""The ledger's answer to one question: may this person do this operation?"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..tools.plant_day import UTC, plant_day

FEEDER = "hr_quality.hr_quality_group_feeder"
LIST_READERS = (
    "base_act.base_act_group_quality",
    "base_act.base_act_group_hr",
    FEEDER,
)


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def get_qualification(self, employee_id, operation_id, day=None):
        """Whether a person may do an operation, and why.

        :param day: ``YYYY-MM-DD``; today in the plant by default
        :return: ``{"employee_id", "operation_id", "operation", "day", "status", "may_work",
            "since", "valid_until", "entry_id", "entered_at" (with its zone), "signers",
            "revision", "gate", "ask": [names of whom to ask], "sentence"}``
        :raises AccessError: the caller may not know about this person
        """
        employee, operation = self._named_pair(employee_id, operation_id)
        self._check_may_know(employee)
        day = self._read_day(day) or plant_day(self.env)
        status = self._qualification_status(employee, operation, day)[employee.id, operation.id]
        entry = self.sudo().browse(status.entry_id or [])
        revision = self.env["hr.quality.standard.revision"].sudo().browse(status.revision_id or [])
        return {
            "employee_id": employee.id,
            "operation_id": operation.id,
            "operation": operation.code,
            "day": fields.Date.to_string(day),
            "status": status.status,
            "may_work": status.may_work,
            "since": fields.Date.to_string(status.since) or None,
            "valid_until": fields.Date.to_string(status.valid_until) or None,
            "entry_id": entry.id or None,
            "entered_at": entry.created_at.replace(tzinfo=UTC).isoformat() if entry else None,
            "signers": (entry.signer_id | entry.second_signer_id).mapped("name"),
            "revision": revision.number or None,
            "gate": operation.gate,
            "ask": operation._whom_to_ask().mapped("name"),
            "sentence": self._status_sentence(employee, operation, status),
        }

    @api.model
    def get_permissions(self, operation_codes=None, employee_ids=None, limit=None, offset=0):
        """Who may do which operation today, for a system that lets people log in to work.

        Quality, HR and the feeder get everybody; anybody else himself and the people below him.

        :param list operation_codes: only these operations; None: all
        :param list employee_ids: only these people; None: all
        :param int limit: at most so many rows; None: all
        :param int offset: so many rows are left out at the start
        :return: ``[{"employee_id", "name", "codes": [{"source", "code"}], "operation",
            "operation_name", "status", "may_work", "valid_until"}]``, by people's names: a row for
            every person and operation that the ledger knows or that he has done in the last 8
            weeks; who is not in it may not do it
        """
        domain = []
        if operation_codes is not None:
            domain.append(("operation_id.code", "in", list(operation_codes)))
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        if not any(self.env.user.has_group(group) for group in LIST_READERS):
            domain += self.env.user._quality_people_domain("employee_id")
        rows = (
            self.env["hr.quality.permission"]
            .sudo()
            .search(domain, limit=limit, offset=offset, order="employee_id, operation_id, id")
        )
        codes = self.env["hr.quality.alias"]._codes_of(rows.employee_id)
        return [
            {
                "employee_id": row.employee_id.id,
                "name": row.employee_id.name,
                "codes": codes[row.employee_id.id],
                "operation": row.operation_id.code,
                "operation_name": row.operation_id.name,
                "status": row.status,
                "may_work": row.may_work,
                "valid_until": fields.Date.to_string(row.valid_until) or None,
            }
            for row in rows
        ]

    def _check_may_know(self, employee):
        """Whoever may see the person; the feeder may, because it speaks for the MES."""
        user = self.env.user
        if user.has_group(FEEDER):
            return
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        if not people.search_count(
            [("id", "=", employee.id), *user._quality_people_domain("id")], limit=1
        ):
            raise AccessError(
                self.env._("You may know about yourself and the people below you, not others.")
            )

    @api.model
    def _status_sentence(self, employee, operation, status):
        """What a status means, as a sentence for the shop floor."""
        entry = self.sudo().browse(status.entry_id or [])
        words = {
            "person": employee.sudo().name,
            "operation": operation.sudo().display_name,
            "until": format_date(self.env, status.valid_until) or "…",
            "since": format_date(self.env, status.since),
            "signer": entry.signer_id.name or "",
            "reason": entry.reason or "",
        }
        return getattr(self, f"_sentence_{status.status}")(words, status)

    def _sentence_qualified(self, words, status):
        if status.valid_until:
            return self.env._(
                "%(person)s is qualified for %(operation)s through %(until)s.", **words
            )
        return self.env._("%(person)s is qualified for %(operation)s.", **words)

    def _sentence_retraining_due(self, words, status):
        return self.env._(
            "%(person)s may do %(operation)s through %(until)s; until then he must be retrained on"
            " the new revision of the standard.",
            **words,
        )

    def _sentence_exempt(self, words, status):
        return self.env._(
            "%(person)s is exempted for %(operation)s through %(until)s by %(signer)s: %(reason)s",
            **words,
        )

    def _sentence_suspended(self, words, status):
        if status.valid_until:
            return self.env._(
                "%(person)s is suspended from %(operation)s through %(until)s by %(signer)s:"
                " %(reason)s",
                **words,
            )
        return self.env._(
            "%(person)s is suspended from %(operation)s by %(signer)s until it is lifted:"
            " %(reason)s",
            **words,
        )

    def _sentence_revoked(self, words, status):
        return self.env._(
            "The qualification of %(person)s for %(operation)s was revoked by %(signer)s on"
            " %(since)s: %(reason)s",
            **words,
        )

    def _sentence_expired(self, words, status):
        return self.env._(
            "The qualification of %(person)s for %(operation)s ended on %(until)s.", **words
        )

    def _sentence_outdated(self, words, status):
        return self.env._(
            "%(person)s was not retrained on the new revision of the standard of %(operation)s by"
            " %(until)s.",
            **words,
        )

    def _sentence_none(self, words, status):
        return self.env._("%(person)s has no qualification for %(operation)s.", **words)
