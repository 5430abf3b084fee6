"""Entering what somebody has shown: the score of a skill, the qualification for an operation."""

from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.plant_day import plant_day


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def sign(
        self,
        employee_id,
        skill_id,
        score,
        evidence,
        operation_id=None,
        date=None,
        valid_until=None,
    ):
        """Enters an assessment under the caller's own signature; returns the entry's id.

        It is a score of a skill and lets nobody do an operation.

        :param score: from 0 to 100, number or decimal text with at most two decimals
        :param str evidence: what the score rests on
        :param date: day of the assessment, today by default, never in the future
        :raises AccessError: the caller is neither quality nor HR, or the person himself
        """
        employee = self.env["hr.employee"].sudo().browse(employee_id).exists()
        skill = self.env["hr.skill"].sudo().browse(skill_id).exists()
        operation = self.env["hr.quality.operation"].sudo().browse(operation_id or [])
        if not employee or not skill or operation != operation.exists():
            raise UserError(self.env._("The person, skill or operation does not exist."))
        self._check_signer(employee)
        today = fields.Date.context_today(self)
        values = {
            "employee_id": employee.id,
            "skill_id": skill.id,
            "operation_id": operation.id,
            "kind": "assessed",
            "score": float(self._checked_score(score)),
            "date": fields.Date.to_date(date) or today,
            "valid_until": fields.Date.to_date(valid_until),
            "signer_id": self.env.uid,
            "evidence": (evidence or "").strip(),
        }
        if not values["evidence"]:
            raise ValidationError(self.env._("Say what the score rests on (evidence)."))
        if values["date"] > today:
            raise ValidationError(self.env._("An assessment cannot lie in the future."))
        return self._append([values]).id

    def _check_signer(self, employee):
        user = self.env.user
        if not (
            user.has_group("base_act.base_act_group_quality")
            or user.has_group("base_act.base_act_group_hr")
        ):
            raise AccessError(self.env._("Only quality or HR signs a qualification."))
        if employee.user_id == user or employee in user.sudo().employee_ids:
            raise AccessError(self.env._("Nobody signs his own qualification."))

    def _checked_score(self, score):
        try:
            if isinstance(score, bool):
                raise InvalidOperation
            value = Decimal(str(score))
            if not (value.is_finite() and 0 <= value <= 100 and value == round(value, 2)):
                raise InvalidOperation
        except InvalidOperation as error:
            raise ValidationError(
                self.env._(
                    "A score is a number from 0 to 100 with at most two decimals, not %(score)s.",
                    score=repr(score)[:40],
                )
            ) from error
        return value

    # ------------------------------------------------------------------------- qualification

    @api.model
    def _qualify(
        self,
        employee,
        operation,
        score,
        evidence,
        signers,
        skill=None,
        revision=None,
        valid_until=None,
        unused_months=0,
        source=None,
    ):
        """Qualify a person for an operation from today on; the entry that says so.

        For code inside acts, which knows who really signed; no remote call reaches it. One entry
        per skill, or a single one without; the first is returned.

        :param score: from 0 to 100, or None where nothing was scored
        :param evidence: what it rests on, in words
        :param signers: two users: one of quality, then one of operations
        :param skill: ``hr.skill`` that the score is for as well; it counts for the rules then
        :param revision: the standard's revision; by default the one in force, if any
        :param valid_until: the last day
        :param unused_months: months without doing the operation after which it lapses
        :param source: the record that it rests on
        """
        first, second = self._checked_signers(signers)
        today = plant_day(self.env)
        if revision is None:
            revision = self.env["hr.quality.standard.revision"].sudo()._in_force(operation, today)
            revision = revision.get(operation.id)
        values = {
            "employee_id": employee.id,
            "operation_id": operation.id,
            "kind": "qualified",
            "date": today,
            "revision_id": revision.id if revision else False,
            "valid_until": fields.Date.to_date(valid_until),
            "unused_months": unused_months or 0,
            "signer_id": first.id,
            "second_signer_id": second.id,
            "evidence": (evidence or "").strip(),
            "res_model": source._name if source else False,
            "res_id": source.id if source else False,
        }
        if score is not None:
            values["score"] = float(self._checked_score(score))
        if not values["evidence"]:
            raise ValidationError(self.env._("Say what the qualification rests on (evidence)."))
        return self._append(
            [{**values, "skill_id": id_} for id_ in (skill and skill.ids) or [False]]
        )[:1]

    @api.model
    def _checked_signers(self, signers):
        """The first signer, of quality, and the second, of operations."""
        pair = list(signers)
        parties = ("base_act.base_act_group_quality", "base_act.base_act_group_operations")
        if len(pair) != 2 or not all(
            user.sudo().has_group(group) for user, group in zip(pair, parties, strict=True)
        ):
            raise AccessError(
                self.env._("A qualification has two signers: one of quality and one of operations.")
            )
        return pair
