"""What is done to a training plan: publish, change, cancel; learned and assessed by themselves."""

from odoo import SUPERUSER_ID, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .hr_quality_course_terms import TERMS

_lt = LazyTranslate(__name__)


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    @act(label=_lt("Publish"), source="draft", target="published", party="hr")
    def act_publish(self):
        """Put the plan in force: freeze its terms, enrol the participants and tell them.

        :raise UserError: what is missing, all of it
        """
        for plan in self:
            plan._check_complete()
            plan._act_write(plan._frozen_terms())
        self._after_publish()

    @act(
        label=_lt("Cancel the Plan"),
        source=("draft", "published", "learned"),
        target="cancelled",
        party="hr",
        demands="reason",
        primary=False,
        ends=True,
    )
    def act_cancel(self, reason=None):
        """Give the plan up; the need waits for another one."""
        learners = self._learners()
        self._act_write({"reason": reason})
        self._release(learners)
        self._after_cancel(reason)

    @act(label=_lt("Learned"), source="published", target="learned", party="system")
    def act_learn(self):
        """All participants have learned, or are excused."""
        for need in self.sudo().need_id.filtered(lambda need: need.state == "planned"):
            need.with_user(self.env.user).act_learn()

    @act(label=_lt("Assessed"), source="learned", target="assessed", party="system")
    def act_assess(self):
        """All participants have passed, failed for good, or are excused."""
        needs = self.sudo().need_id.filtered(lambda need: need.state == "learned")
        for need in needs:
            need.with_user(self.env.user).act_assess()
        needs._after_assessment()

    def _frozen_terms(self):
        course = self.sudo().course_id
        terms = course._convert_to_write({name: course[name] for name in TERMS})
        return {**terms, "published_on": fields.Date.context_today(self)}

    def _check_complete(self):
        """Refuse a plan that nobody could learn from."""
        missing = self.sudo()._missing()
        if missing:
            raise UserError(
                self.env._("%s cannot be published yet:", self.name)
                + "".join(f"\n- {sentence}" for sentence in missing)
            )

    def _after_publish(self):
        """The need is planned."""
        for need in self.sudo().need_id:
            need.with_user(self.env.user).act_plan()

    def _release(self, learners):
        """Nobody is waited for any more; who was is told."""
        learners._act_close_activities()
        self._tell_cancelled(learners)

    def _after_cancel(self, reason):
        """The need waits for a plan again."""
        for need in self.sudo().need_id.filtered(lambda need: need.state in ("planned", "learned")):
            need.with_user(SUPERUSER_ID).act_unplan(reason=reason)
