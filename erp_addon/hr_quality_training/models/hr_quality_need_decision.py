"""The production manager's word: confirmed with a problem, or rejected with a reason."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

CONFIRM_DIALOG = "hr_quality_training.hr_quality_need_confirm_action"


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = ("reason", "confirmed_by_id", "send_back_reason")

    reason = fields.Text("Decision's Reason", copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", copy=False, ondelete="restrict", index="btree_not_null"
    )
    send_back_reason = fields.Text(
        "Sent Back Because", copy=False, help="What quality asks before it reviews the need."
    )

    @act(
        label=_lt("Confirm"),
        source=("raised",),
        target="confirmed",
        party="operations",
        actors=("_act_managers",),
        excludes=("author_id",),
        wizard=CONFIRM_DIALOG,
    )
    def act_confirm(self, reason=None, problem=None):
        """Confirm that the operation's people need training.

        :param str reason: why; optional
        :param str problem: what goes wrong, in the manager's words; empty: as it stands
        """
        self._confirm(reason, problem)

    @act(
        label=_lt("Confirm My Own"),
        source=("raised",),
        target="confirmed",
        party="operations",
        actors=("_act_own_manager",),
        wizard=CONFIRM_DIALOG,
    )
    def act_confirm_own(self, reason=None, problem=None):
        """Confirm a need that one has submitted for the department one manages."""
        self._confirm(reason, problem)

    def _confirm(self, reason, problem):
        values = {
            "reason": reason,
            "confirmed_by_id": self.env.uid,
            "send_back_reason": False,
        }
        if isinstance(problem, str) and problem.strip():
            values["problem"] = problem.strip()
        self._act_write(values)

    @act(
        label=_lt("Reject"),
        source=("raised",),
        target="rejected",
        party="operations",
        actors=("_act_managers",),
        excludes=("author_id",),
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_reject(self, reason=None):
        """Reject the need, saying why; its weeks never raise it again."""
        self._act_write({"reason": reason})
