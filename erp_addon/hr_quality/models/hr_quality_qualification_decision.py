"""What quality decides about a qualification: revoke, suspend, reinstate, exempt."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_date, format_datetime

from ..tools.plant_day import plant_day

QUALITY = "base_act.base_act_group_quality"


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def revoke(self, employee_id, operation_id, reason):
        """Takes a qualification away for good: only a new one, or reinstatement, brings it back.

        The scores that the person earned in this operation end with it.

        :return: id of the entry
        :raises AccessError: the caller is not of quality, or the person himself
        """
        employee, operation = self._decided_about(employee_id, operation_id)
        status = self._held_now(employee, operation)
        if status.status == "revoked":
            raise UserError(self._already_message(status))
        if not self._latest_of(employee, operation, ["qualified"]):
            raise UserError(
                self.env._(
                    "%(person)s was never qualified for %(operation)s, so there is nothing to"
                    " revoke. Suspend him if he must not do it.",
                    person=employee.name,
                    operation=operation.display_name,
                )
            )
        scores = self._scores_of(employee, operation)
        return self._decide("revoked", employee, operation, reason, skills=scores.skill_id)

    @api.model
    def suspend(self, employee_id, operation_id, reason, until=None):
        """Keeps a person from an operation until it is lifted, or through the day ``until``.

        His scores stay as they are.

        :return: id of the entry
        :raises AccessError: the caller is not of quality, or the person himself
        """
        employee, operation = self._decided_about(employee_id, operation_id)
        status = self._held_now(employee, operation)
        if status.status == "revoked":
            raise UserError(self._already_message(status))
        until = self._checked_day(until)
        return self._decide("suspended", employee, operation, reason, valid_until=until)

    @api.model
    def reinstate(self, employee_id, operation_id, reason):
        """Lifts a suspension or a revocation; what was before holds again.

        :return: id of the entry
        :raises AccessError: the caller is not of quality, or the person himself
        """
        employee, operation = self._decided_about(employee_id, operation_id)
        status = self._held_now(employee, operation)
        if status.status not in ("suspended", "revoked"):
            raise UserError(
                self.env._(
                    "%(person)s is neither suspended nor revoked for %(operation)s, so there is"
                    " nothing to lift.",
                    person=employee.name,
                    operation=operation.display_name,
                )
            )
        lifted = self.sudo().browse(status.entry_id)
        scores = self._scores_before(lifted) if lifted.kind == "revoked" else self.browse()
        entries = [
            {"skill_id": score.skill_id.id, "score": score.score, "valid_until": score.valid_until}
            for score in scores
        ]
        return self._enter("reinstated", employee, operation, reason, entries or [{}])

    @api.model
    def exempt(self, employee_id, operation_id, reason, valid_until):
        """Lets a person do an operation for a few days without a valid qualification.

        :param valid_until: the last day; at most as many days ahead as the company allows
        :return: id of the entry
        :raises AccessError: the caller is not of quality, or the person himself
        """
        employee, operation = self._decided_about(employee_id, operation_id)
        self._check_exemptible(employee, operation)
        until = self._checked_exemption_end(valid_until)
        return self._decide("exempted", employee, operation, reason, valid_until=until)

    # -------------------------------------------------------------------------- what it takes

    def _check_exemptible(self, employee, operation):
        """Whoever was taken off the work, or is qualified for it, is not exempted."""
        status = self._held_now(employee, operation)
        if status.status in ("suspended", "revoked"):
            raise UserError(
                self.env._(
                    "%(sentence)s An exemption does not go past that: reinstate him, or have him"
                    " qualify anew.",
                    sentence=self._already_message(status),
                )
            )
        if status.status == "qualified":
            raise UserError(
                self.env._(
                    "%(person)s is qualified for %(operation)s and needs no exemption.",
                    person=employee.name,
                    operation=operation.display_name,
                )
            )

    def _decided_about(self, employee_id, operation_id):
        """The person and the operation, once the caller may decide about them.

        Holds the person's row, so that of two decisions at once the second begins anew and finds
        the first.
        """
        user = self.env.user
        if not user.has_group(QUALITY):
            raise AccessError(
                self.env._(
                    "Only quality revokes, suspends, reinstates or exempts. Ask quality to do it."
                )
            )
        employee, operation = self._named_pair(employee_id, operation_id)
        if employee.user_id == user:
            raise AccessError(self.env._("Nobody decides about his own qualification."))
        self.env.cr.execute(
            SQL("UPDATE hr_employee SET write_date = write_date WHERE id = %s", employee.id)
        )
        return employee, operation

    @api.model
    def _named_pair(self, employee_id, operation_id):
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        operations = self.env["hr.quality.operation"].sudo().with_context(active_test=False)
        employee = people.browse(_checked_id(employee_id)).exists()
        operation = operations.browse(_checked_id(operation_id)).exists()
        if not employee or not operation:
            raise UserError(self.env._("The person or operation does not exist."))
        return employee, operation

    def _held_now(self, employee, operation):
        status = self._qualification_status(employee, operation)
        return status[employee.id, operation.id]

    def _decide(self, kind, employee, operation, reason, skills=(), **values):
        rows = [{**values, "skill_id": skill.id} for skill in skills]
        return self._enter(kind, employee, operation, reason, rows or [values])

    def _enter(self, kind, employee, operation, reason, rows):
        """Append entries of one decision, signed by the caller; the id of the first."""
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise ValidationError(self.env._("Say why: the reason stays in the ledger."))
        common = {
            "employee_id": employee.id,
            "operation_id": operation.id,
            "kind": kind,
            "signer_id": self.env.uid,
            "reason": reason,
        }
        return self._append([{**common, **row} for row in rows])[:1].id

    def _checked_day(self, day):
        """A day that is not over, or False."""
        day = self._read_day(day)
        if day and day < plant_day(self.env):
            raise ValidationError(
                self.env._(
                    "%s is over. Name a day that is still to come.", format_date(self.env, day)
                )
            )
        return day

    def _checked_exemption_end(self, day):
        day = self._checked_day(day)
        most = self.env.company.sudo().quality_exemption_days
        last = plant_day(self.env) + timedelta(days=most)
        if not day or day > last:
            raise ValidationError(
                self.env._(
                    "An exemption lasts %(days)s days at most: name a last day up to %(last)s.",
                    days=most,
                    last=format_date(self.env, last),
                )
            )
        return day

    def _read_day(self, day):
        try:
            return fields.Date.to_date(day or False)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("%s is not a day. Write it as 2026-12-31.", repr(day)[:40])
            ) from error

    # ------------------------------------------------------------------------------- scores

    def _latest_of(self, employee, operation, kinds):
        return self.sudo().search(
            [
                ("employee_id", "=", employee.id),
                ("operation_id", "=", operation.id),
                ("kind", "in", kinds),
            ],
            limit=1,
        )

    def _scores_of(self, employee, operation):
        """The entries of scores in force that the person earned in this operation."""
        scores = self._current_scores(employee, day=plant_day(self.env))
        entries = self.sudo().browse(entry_id for _score, entry_id in scores.values())
        return entries.filtered(lambda entry: entry.operation_id == operation)

    def _scores_before(self, revocation):
        """The entries of the scores that a revocation ended."""
        ended = self.sudo().search(
            [
                ("employee_id", "=", revocation.employee_id.id),
                ("operation_id", "=", revocation.operation_id.id),
                ("kind", "=", "revoked"),
                ("skill_id", "!=", False),
                ("created_at", "=", revocation.created_at),
            ]
        )
        before = self.browse()
        for entry in ended:
            before |= self.sudo().search(
                [
                    ("employee_id", "=", entry.employee_id.id),
                    ("skill_id", "=", entry.skill_id.id),
                    ("scored", "=", True),
                    ("date", "<=", entry.date),
                    ("id", "<", entry.id),
                ],
                limit=1,
            )
        today = plant_day(self.env)
        return before.filtered(lambda entry: not entry.valid_until or entry.valid_until >= today)

    # ---------------------------------------------------------------------------- sentences

    def _already_message(self, status):
        entry = self.sudo().browse(status.entry_id)
        words = {
            "person": entry.employee_id.name,
            "operation": entry.operation_id.display_name,
            "signer": entry.signer_id.name,
            "when": format_datetime(self.env, entry.created_at, dt_format="medium"),
            "reason": entry.reason,
        }
        if status.status == "revoked":
            return self.env._(
                "%(person)s: the qualification for %(operation)s was revoked by %(signer)s at"
                " %(when)s (%(reason)s).",
                **words,
            )
        return self.env._(
            "%(person)s is suspended from %(operation)s by %(signer)s since %(when)s (%(reason)s).",
            **words,
        )


def _checked_id(value):
    """An id as remote calls send it; anything else finds nothing."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
