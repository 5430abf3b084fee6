"""What HR does to a monthly plan: generate, remove, publish, and make training plans of it."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityMonthlyPlan(models.Model):
    _inherit = "hr.quality.monthly.plan"

    @act(label=_lt("Generate Anew"), source="draft", party="hr", primary=False)
    def act_generate(self):
        """Propose the lines from what is known now; what HR has changed stays."""
        for plan in self:
            news = plan._generate()
            plan._act_write(
                {
                    "generated_at": fields.Datetime.now(),
                    "generated_by_id": self.env.uid,
                    "news": news,
                }
            )

    @act(
        label=_lt("Publish"),
        source="draft",
        target="published",
        party="hr",
        demands="generated_at",
    )
    def act_publish(self):
        """Put the plan in force, tell operations and quality, and keep HR's obligation."""
        for plan in self:
            plan._act_write(
                {"published_at": fields.Datetime.now(), "published_by_id": self.env.uid}
            )
        self.env["hr.quality.obligation.due"]._done("plan")
        for plan in self:
            plan._tell()

    @act(
        label=_lt("Remove a Line"),
        source="draft",
        party="hr",
        demands=("line_id", "reason"),
        button=False,
    )
    def act_remove_line(self, line_id=None, reason=None):
        """Take a line out of the plan; it stays readable with the reason, also when generated anew.

        :param int line_id: of ``hr.quality.monthly.plan.line``, in this plan
        """
        line = self._own_line(line_id)
        with_permit(line).write({"removed": True, "removal_reason": reason})

    @act(
        label=_lt("Take a Line Back"),
        source="draft",
        party="hr",
        demands=("line_id",),
        button=False,
    )
    def act_restore_line(self, line_id=None):
        """Take a removed line back into the plan."""
        with_permit(self._own_line(line_id)).write({"removed": False, "removal_reason": False})

    @act(label=_lt("Make Training Plans"), source="published", party="hr")
    def act_make_plans(self):
        """Draft a training plan for each line that has people, a course, and none yet."""
        for plan in self:
            lines = plan.sudo().line_ids.filtered(lambda line: line._is_ready())
            if not lines:
                raise UserError(
                    self.env._(
                        "%s: every line with people and a course has its training plan already.",
                        plan._act_document(),
                    )
                )
            for line in lines:
                line.with_env(self.env)._make_plan()

    def _own_line(self, line_id):
        """The line of that id, if it is one of this plan."""
        self.ensure_one()
        line = self.sudo().line_ids.filtered(lambda line: line.id == line_id)
        if not line:
            raise UserError(
                self.env._("%s has no such line. Reload the page.", self._act_document())
            )
        return line

    # Telling

    def _tell(self):
        """Operations and quality read what the month brings, each in his language."""
        for lang, users in self._told_users().grouped("lang").items():
            spoken = self.with_context(lang=lang or self.env.lang).sudo()
            spoken.message_notify(
                partner_ids=users.partner_id.ids,
                subject=spoken.env._("Training in %s", spoken.display_name),
                body=spoken.env._(
                    "%(party)s: the plan is published, %(trainings)s trainings, %(people)s places."
                    " Open it to see who learns what, until when and why.",
                    party=spoken._act_party_name("hr"),
                    trainings=spoken.line_count,
                    people=spoken.people_count,
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _told_users(self):
        """Everybody of quality, and the managers of the departments that a line concerns."""
        lines = self.sudo().line_ids.filtered(lambda line: not line.removed)
        users = self.env.ref("base_act.base_act_group_quality").sudo().all_user_ids
        for department in lines.operation_id.department_id | self.sudo().department_id:
            users |= department._quality_responsible()
        return (users - self.env.user).filtered("active")


class HrQualityMonthlyPlanLine(models.Model):
    _inherit = "hr.quality.monthly.plan.line"

    def _is_ready(self):
        """Whether a training plan can be drafted from it: not yet made, and not made meanwhile."""
        if self.removed or self.training_plan_ids or not self.course_id or not self.employee_ids:
            return False
        return all(need.state == "reviewed" for need in self.need_ids)

    def _make_plan(self):
        """Draft the training plan of this one line, as HR, and tie it to the line and its need."""
        line = self.sudo()
        need = line.need_ids[:1].with_env(self.env)
        plan = need.plan_id.filtered(lambda plan: plan.state == "draft")
        with_permit(line).write(
            {"training_plan_ids": [fields.Command.link((plan or self._draft_plan(need)).id)]}
        )

    def _draft_plan(self, need):
        """A draft with the line's course and people; whom the evidence does not name, with why."""
        line = self.sudo()
        named = need.sudo()._people_to_train() if need else {}
        people = {employee: named[employee] for employee in line.employee_ids & _union(named, line)}
        plan = self.env["hr.quality.plan"]._draft(
            line.operation_id.with_env(self.env),
            people,
            need=need or None,
            course=line.course_id.with_env(self.env),
            due_on=line.planned_on,
        )
        others = line.employee_ids - _union(people, line)
        plan._propose(
            dict.fromkeys(others, "added"),
            need.kind if need else None,
            reason=f"{line.plan_id.display_name}: {line.reason_text}",
        )
        return plan


def _union(people, line):
    return line.employee_ids.browse().union(*people)
