"""Quality's review: the key points that the training must teach and the work is checked by."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

KEY_POINT_VALUES = ("sequence", "parameter", "kind", "unit", "nominal", "lower", "upper", "method")


class HrQualityNeed(models.Model):
    """The key points are written by quality alone, and only while the need waits for its review.

    Neither the need's author nor who confirmed it reviews it or writes its key points.
    """

    _inherit = "hr.quality.need"
    _act_protected_fields = ("reviewer_id", "reviewed_on", "review_note")

    key_point_ids = fields.One2many("hr.quality.need.key.point", "need_id", "Key Points")
    reviewer_id = fields.Many2one(
        "res.users", "Reviewed By", copy=False, ondelete="restrict", index="btree_not_null"
    )
    reviewed_on = fields.Datetime(copy=False)
    review_note = fields.Text(
        copy=False, help="What quality says to those who plan and to those who teach."
    )

    @act(
        label=_lt("Pass Review"),
        source=("confirmed",),
        target="reviewed",
        party="quality",
        excludes=("author_id", "confirmed_by_id"),
        demands=("key_point_ids",),
        wizard="hr_quality_training.hr_quality_need_review_action",
    )
    def act_review(self, note=None):
        """Pass the review: the key points stand, the training may be planned.

        :param str note: what to pay attention to; optional
        """
        self._act_write(
            {
                "reviewer_id": self.env.uid,
                "reviewed_on": fields.Datetime.now(),
                "review_note": note if isinstance(note, str) and note.strip() else False,
            }
        )

    @act(
        label=_lt("Send Back"),
        source=("confirmed",),
        target="raised",
        party="quality",
        excludes=("author_id", "confirmed_by_id"),
        demands=("reason",),
        primary=False,
    )
    def act_send_back(self, reason=None):
        """Send the need back to the manager, saying what is missing."""
        self._act_write({"send_back_reason": reason, "confirmed_by_id": False})

    # Key points

    def _check_may_write_key_points(self):
        """Refuse everybody but quality's reviewer, and everything outside the review.

        The need is locked, so that nobody reviews it at this moment, and written, so that whoever
        has read its key points before begins anew and finds them as they are now.

        :raise UserError: another state, another party, or one of the people excluded
        """
        caller = self._act_as_caller()
        review = self._acts()["act_review"]
        caller._act_check_caller(review)
        caller._act_lock(caller._act_label(review))
        caller._act_check_records(review, {})
        with_permit(caller.sudo()).write({})

    def action_copy_key_points(self):
        """Propose the key points of the standard in force, beside those already written."""
        self.ensure_one()
        self._check_may_write_key_points()
        revision = self.operation_id.sudo().current_revision_id
        if not revision or not revision.key_point_ids:
            raise UserError(
                self.env._(
                    "The standard in force for %s has no key points yet. Write them here, or add "
                    "them to the standard first.",
                    self.operation_id.display_name,
                )
            )
        written = set(self.key_point_ids.mapped("parameter"))
        self.env["hr.quality.need.key.point"].create(
            [
                {"need_id": self.id, **{name: point[name] for name in KEY_POINT_VALUES}}
                for point in revision.key_point_ids
                if point.parameter not in written
            ]
        )
        return True
