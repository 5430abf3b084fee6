"""A need and its supervision checks: assessed → checked."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = ("check_ids",)

    check_ids = fields.One2many("hr.quality.check", "need_id", "Supervision Checks")
    due_check_count = fields.Integer("Checks Due", compute="_compute_check_counts")
    failed_check_count = fields.Integer("Checks Failed", compute="_compute_check_counts")

    @api.depends("check_ids.state", "round")
    def _compute_check_counts(self):
        for need in self:
            checks = need.sudo()._round_checks()
            need.due_check_count = len(checks.filtered(lambda check: check.state == "due"))
            need.failed_check_count = len(checks.filtered(lambda check: check.state == "failed"))

    def _round_checks(self):
        """The checks of the path as it is walked now."""
        return self.check_ids.filtered(lambda check: check.round == self.round)

    @act(label=_lt("Checked"), source=("assessed",), target="checked", party="system")
    def act_checked(self):
        """All checks that the training made due are done, or waived with a reason."""

    def _after_assessment(self):
        """The training has ended: quality looks at the work of everybody who took part."""
        result = super()._after_assessment()
        self.sudo()._check_again()
        return result

    def _check_again(self):
        """Make the checks of this round, and go on at once where there is nobody to check."""
        for need in self:
            participants = need.plan_id.participant_ids
            self.env["hr.quality.check"]._make_for_training(participants)
        self._settle_checks()

    def _settle_checks(self):
        """Go on to checked where no check of this round is due any more."""
        needs = self.sudo().filtered(lambda need: need.state == "assessed")
        # Of two who record the last checks at once, the second begins anew and sees the first.
        with_permit(needs).write({})
        needs.invalidate_recordset(["check_ids"])
        done = needs.filtered(lambda need: "due" not in need._round_checks().mapped("state"))
        if done:
            done.with_user(SUPERUSER_ID).act_checked()

    def _reopen(self, state, reason):
        """Reopened at the check, the same people are checked anew."""
        result = super()._reopen(state, reason)
        if state == "assessed":
            self.sudo()._check_again()
        return result
