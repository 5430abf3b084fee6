"""Reopening: the path is walked again from the step that failed."""

from odoo import fields, models
from odoo.exceptions import UserError


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = ("round", "round_ids")

    round = fields.Integer(
        default=1, copy=False, aggregator=None, help="How often the path was begun."
    )
    round_ids = fields.One2many("hr.quality.need.round", "need_id", "Earlier Rounds", copy=False)

    def _reopen(self, state, reason):
        """Send these needs back to ``state``, from where the path is walked anew.

        For code only, inside the act of somebody who may decide it, in whose name it is logged.
        What was said in the steps that come again is kept in ``round_ids`` and cleared; the key
        points stay as a beginning, and quality may change them once the need waits for its review.

        :param str state: what has been done last and holds: ``raised`` when the problem must be
            stated anew, ``confirmed`` the review, ``reviewed`` the plan, ``planned`` the
            learning, ``learned`` the assessment, ``assessed`` the check, ``checked`` the feedback
        :param str reason: which step was wanting, and how
        :raise UserError: settled, or not as far as that step
        """
        order = list(self._act_state_labels())
        for need in self:
            need._check_may_reopen(state, reason, order)
        self.env["hr.quality.need.round"]._act_create(
            [need._round_values(state, reason) for need in self.sudo()]
        )
        cleared = self._cleared_when_reopened(state, order)
        for number, needs in self.sudo().grouped("round").items():
            needs.with_env(self.env)._act_move(
                state, reason=reason, values={**cleared, "round": number + 1}
            )

    def _check_may_reopen(self, state, reason, order):
        labels = self._act_state_labels()
        now = self.sudo().state
        words = {"need": self.sudo().display_name, "state": labels.get(now)}
        if now in self._settled_states:
            raise UserError(
                self.env._("%(need)s is “%(state)s”, so it is over. Raise a new need.", **words)
            )
        if state not in order or order.index(state) >= order.index(now):
            raise UserError(
                self.env._(
                    "%(need)s is “%(state)s”; it can be reopened at an earlier step only.", **words
                )
            )
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say which step was wanting, and how."))

    def _round_values(self, state, reason):
        return {
            "need_id": self.id,
            "number": self.round,
            "reopened_on": fields.Datetime.now(),
            "reopened_by_id": self.env.uid,
            "state_from": self.state,
            "state_to": state,
            "reason": reason.strip(),
            "problem": self.problem,
            "confirmed_by_id": self.confirmed_by_id.id,
            "reviewer_id": self.reviewer_id.id,
            "review_note": self.review_note,
            "key_points": "\n".join(self.key_point_ids.mapped("display_name")),
            "answered_by_id": self.answered_by_id.id,
            "feedback": self.feedback,
        }

    def _cleared_when_reopened(self, state, order):
        """Values of the steps that come again. Whoever adds such a field adds it here."""
        cleared = {}
        if order.index(state) < order.index("answered"):
            cleared |= {"feedback": False, "answered_by_id": False, "answered_on": False}
        if order.index(state) < order.index("reviewed"):
            cleared |= {"reviewer_id": False, "reviewed_on": False}
        if order.index(state) < order.index("confirmed"):
            cleared |= {"confirmed_by_id": False, "reason": False}
        return cleared
