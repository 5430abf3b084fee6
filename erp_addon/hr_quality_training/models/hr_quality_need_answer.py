"""Feedback: what operations put right after quality had looked at the work."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = ("feedback", "answered_by_id", "answered_on")

    feedback = fields.Text(copy=False, help="What was put right, and what people do now.")
    answered_by_id = fields.Many2one(
        "res.users", "Feedback By", copy=False, ondelete="restrict", index="btree_not_null"
    )
    answered_on = fields.Datetime("Feedback Given", copy=False)

    @act(
        label=_lt("Give Feedback"),
        source=("checked",),
        target="answered",
        party="operations",
        actors=("_act_managers",),
        excludes=("reviewer_id",),
        demands=("feedback",),
        wizard="hr_quality_training.hr_quality_need_answer_action",
    )
    def act_answer(self, feedback=None):
        """Say what was put right; the effect is measured from then on.

        :param str feedback: what was done at the work, and what people do now
        """
        self._act_write(
            {
                "feedback": feedback,
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        )
