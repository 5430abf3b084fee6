"""Who is answerable is confirmed by a person of another party, and the need reopens there."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .hr_quality_responsibility import STEP_STATE

_lt = LazyTranslate(__name__)

JUDGING_PARTIES = ("hr", "quality", "operations")


class HrQualityResponsibility(models.Model):
    """Nobody judges his own step: neither who did it or should have, nor anybody of that party.

    Operations judge through the managers of the operation alone.
    """

    _inherit = "hr.quality.responsibility"

    # People

    def _act_answerable(self):
        """Who is answerable for the step."""
        return self.env["hr.quality.assessment"]._people_behind_users(self.answerable_ids)

    def _act_own_party(self):
        """Somebody of the party held responsible."""
        found = self.env["res.users"]
        for party in set(self.mapped("party")):
            found |= self.env.ref(f"base_act.base_act_group_{party}").all_user_ids
        return found

    def _act_judges(self):
        """Quality, HR, and the operation's managers."""
        judges = self.need_id._act_managers()
        for party in ("hr", "quality"):
            judges |= self.env.ref(f"base_act.base_act_group_{party}").all_user_ids
        return judges

    def _act_first_judge(self):
        """Who is asked to judge: HR's planner of the training, or the need's reviewer."""
        asked = self.env["res.users"]
        for responsibility in self:
            need = responsibility.need_id
            planners, reviewer = need._planners(), need.reviewer_id
            first, second = (
                (reviewer, planners) if responsibility.party == "hr" else (planners, reviewer)
            )
            barred = responsibility._act_answerable() | responsibility._act_own_party()
            asked |= (first - barred)[:1] or (second - barred)[:1]
        return asked

    # Acts

    @act(
        label=_lt("Confirm"),
        source=("proposed",),
        target="confirmed",
        party=JUDGING_PARTIES,
        actors=("_act_judges",),
        excludes=("_act_answerable", "_act_own_party"),
        demands=("reason",),
    )
    def act_confirm(self, reason=None):
        """Hold this step responsible: the need reopens there, and the others are passed over."""
        if len(self.need_id) < len(self):
            raise UserError(self.env._("Of one need, hold one step responsible."))
        for responsibility in self:
            own = responsibility.sudo()
            state = STEP_STATE[own.step]
            responsibility._act_write({**self._decision(reason), "reopened_state": state})
            if others := own._others():
                others.with_user(SUPERUSER_ID).act_pass_over()
            spoken = own._in_language_of_need()
            own.need_id.with_env(self.env)._reopen(state, f"{spoken.sentence}\n{reason}")

    @act(
        label=_lt("Dismiss"),
        source=("proposed",),
        target="dismissed",
        party=JUDGING_PARTIES,
        actors=("_act_judges",),
        excludes=("_act_answerable", "_act_own_party"),
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_dismiss(self, reason=None):
        """Say why this step was not wanting."""
        self._act_write(self._decision(reason))

    @act(label=_lt("Pass Over"), source=("proposed",), target="passed_over", party="system")
    def act_pass_over(self):
        """Another step of the same need was held responsible."""

    @api.model
    def _decision(self, reason):
        return {
            "reason": reason,
            "decided_by_id": self.env.uid,
            "decided_on": fields.Datetime.now(),
        }

    def _others(self):
        """The other proposals of the same need that nobody has decided."""
        return self.need_id.responsibility_ids.filtered(
            lambda other: other.state == "proposed" and other not in self
        )

    def _in_language_of_need(self):
        return self.with_context(lang=self.need_id.responsible_id.lang or self.env.lang)


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    @act(
        label=_lt("Hold a Step Responsible"),
        source=("not_effective",),
        party=JUDGING_PARTIES,
        actors=("_act_judges",),
        demands=("step", "reason"),
        wizard="hr_quality_training.hr_quality_responsibility_name_action",
        primary=False,
    )
    def act_hold_responsible(self, step=None, reason=None):
        """Name a step oneself, proposed by rule or not, and reopen the need there.

        :param str step: need, review, plan, release, learning, assessment, check or feedback
        """
        if step not in STEP_STATE:
            raise UserError(
                self.env._(
                    "There is no step “%(step)s”: %(steps)s.",
                    step=step,
                    steps=", ".join(STEP_STATE),
                )
            )
        for effect in self:
            own = effect.sudo()
            proposed = own.responsibility_ids.filtered(
                lambda one: one.step == step and one.state == "proposed"
            )
            chosen = proposed[:1] or own._propose(step, "judged", {}, own.need_id._answerable(step))
            chosen.with_env(self.env).act_confirm(reason=reason)

    def _act_judges(self):
        """Quality, HR, and the operation's managers."""
        judges = self.need_id._act_managers()
        for party in ("hr", "quality"):
            judges |= self.env.ref(f"base_act.base_act_group_{party}").all_user_ids
        return judges
