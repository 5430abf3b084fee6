"""A need sent back: its plan is given up, learned anew or assessed anew."""

from datetime import timedelta

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.tools.translate import LazyTranslate

from .hr_quality_plan_draft import LEARNING_DAYS

_lt = LazyTranslate(__name__)


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    def _reopen(self, state, reason):
        """The plan follows: another one, the same learned anew, or assessed anew."""
        result = super()._reopen(state, reason)
        plans = self.sudo().plan_id
        again = plans.filtered(lambda plan: plan.state in ("learned", "assessed"))
        running = plans.filtered(lambda plan: plan.state in ("published", "learned"))
        if state == "learned":
            again.filtered(lambda plan: plan.state == "assessed")._follow(
                "act_assess_again", reason
            )
        elif state == "planned":
            again._follow("act_learn_again", reason)
        elif state in ("raised", "confirmed", "reviewed"):
            running._follow("act_give_up", reason)
        return result


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    def _follow(self, name, reason):
        if self:
            getattr(self._by_system(), name)(reason=reason)

    @act(
        label=_lt("Give Up"),
        source=("published", "learned"),
        target="cancelled",
        party="system",
        demands="reason",
    )
    def act_give_up(self, reason=None):
        """The need was sent back to an earlier step, so that this plan no longer answers it."""
        learners = self._learners()
        self._act_write({"reason": reason})
        self._release(learners)
        self._after_cancel(reason)

    @act(
        label=_lt("Learn Again"),
        source=("learned", "assessed"),
        target="published",
        party="system",
        demands="reason",
    )
    def act_learn_again(self, reason=None):
        """Everybody learns anew, and has time for it."""
        day = fields.Date.context_today(self) + timedelta(days=LEARNING_DAYS)
        self._act_write({"due_on": day})
        people = self.sudo().participant_ids.filtered(lambda person: person.state != "excused")
        settled = people.filtered(lambda person: person.state in ("learned", "passed", "failed"))
        if settled:
            settled._by_system().act_learn_again(reason=reason)
        people._enrol()
        for plan in self:
            plan._tell(people.filtered(lambda person, plan=plan: person.plan_id == plan))

    @act(
        label=_lt("Assess Again"),
        source="assessed",
        target="learned",
        party="system",
        demands="reason",
    )
    def act_assess_again(self, reason=None):
        """Everybody is assessed anew."""
        people = self.sudo().participant_ids.filtered(
            lambda person: person.state in ("passed", "failed")
        )
        if people:
            people._by_system().act_assess_again(reason=reason)


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    @act(
        label=_lt("Learn Again"),
        source=("learned", "passed", "failed"),
        target="invited",
        party="system",
        demands="reason",
    )
    def act_learn_again(self, reason=None):
        """What the person has learned did not hold; an attempt still open is withdrawn."""
        self.sudo().assessment_ids._withdraw(reason)
        self._act_write(
            {
                "completion": 0,
                "course_done_on": False,
                "learned_on": False,
                "settled_on": False,
                "reminded_on": False,
                "escalated_on": False,
            }
        )

    @act(
        label=_lt("Assess Again"),
        source=("passed", "failed"),
        target="learned",
        party="system",
        demands="reason",
    )
    def act_assess_again(self, reason=None):
        """The assessment did not tell who could do it: the next attempt is opened at once."""
        self.sudo().assessment_ids._withdraw(reason)
        self._act_write({"settled_on": False})
        self.env["hr.quality.assessment"]._open(self)
