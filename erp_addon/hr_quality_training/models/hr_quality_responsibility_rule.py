"""The rules that propose which step was wanting, from the record of a need's path."""

from odoo import models
from odoo.addons.hr_quality.tools.plant_day import plant_day

from ..effect.statement import weekly
from .hr_quality_responsibility import STEP_PARTY

STEPS = tuple(STEP_PARTY)


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    def _propose_responsibility(self):
        """Propose every step that a rule finds wanting, and ask for a judgement."""
        for effect in self:
            found = [
                (step, rule, facts, people)
                for step, method in _RULES
                for rule, facts, people in getattr(effect, method)()
            ]
            for step, rule, facts, people in found:
                effect._propose(step, rule, facts, people)._act_assign("_act_first_judge")

    def _propose(self, step, rule, facts, people):
        """A proposal that ``step`` was wanting.

        :param dict facts: what the rule found, as JSON
        :param people: users answerable for the step
        """
        return self.env["hr.quality.responsibility"]._act_create(
            [
                {
                    "need_id": self.need_id.id,
                    "round": self.round,
                    "effect_id": self.id,
                    "sequence": STEPS.index(step),
                    "step": step,
                    "party": STEP_PARTY[step],
                    "rule": rule,
                    "facts": facts,
                    "answerable_ids": [(6, 0, people.ids)],
                }
            ]
        )

    # Rules: each yields (rule, facts, people answerable)

    def _wanting_need(self):
        if not (self.need_id.problem or "").strip():
            yield "no_problem", {}, self.need_id._answerable("need")

    def _wanting_review(self):
        need = self.need_id
        reviewed = {_subject(point) for point in need.key_point_ids}
        turned_on = [name for name, subject in self._failures() if subject not in reviewed]
        if turned_on:
            facts = {
                "points": list(dict.fromkeys(turned_on)),
                "failures": len(turned_on),
                "reviewed": need.key_point_ids.mapped("parameter"),
            }
            yield "points_left_out", facts, need._answerable("review")

    def _wanting_plan(self):
        need = self.need_id
        missed, share = self._missed_people()
        if missed:
            facts = {"people": missed.mapped("name"), "share": share}
            yield "missed_people", facts, need._answerable("plan")

    def _wanting_release(self):
        people = self.need_id.plan_id.participant_ids
        kept_away = people.filtered(
            lambda person: (
                person.state == "excused" or "absent" in person.attendance_ids.mapped("state")
            )
        ).employee_id
        if kept_away:
            facts = {"people": kept_away.mapped("name")}
            yield "not_released", facts, self.need_id._answerable("release")

    def _wanting_learning(self):
        attempts = self.need_id.plan_id.participant_ids.assessment_ids
        known = attempts.filtered(
            lambda one: (
                one.survey_id
                and one.exam_done_on
                and one.practical_done
                and one.exam_score >= max(one.exam_minimum, one.pass_mark)
                and one.practical_score < max(one.practical_minimum, one.pass_mark)
            )
        ).employee_id
        if known:
            facts = {"people": known.mapped("name")}
            yield "practical_failed", facts, self.need_id._answerable("learning")

    def _wanting_assessment(self):
        failed = self.need_id._round_checks().filtered(
            lambda check: (
                check.participant_id.state == "passed"
                and check.line_ids.filtered(lambda line: line.origin == "review" and not line.is_ok)
            )
        )
        if failed:
            facts = {"people": failed.employee_id.mapped("name")}
            yield "passed_too_easily", facts, self.need_id._answerable("assessment")

    def _wanting_check(self):
        checks = self.need_id._round_checks()
        if not checks:
            yield "check_absent", {}, self.need_id._answerable("check")
            return
        delays = [
            (plant_day(self.env, check.done_on) - check.due_on).days
            for check in checks
            if check.state in ("passed", "failed")
        ]
        late = [days for days in delays if days > 0]
        waived = checks.filtered(lambda check: check.state == "waived")
        if late or waived:
            facts = {
                "all": len(checks),
                "late": len(late),
                "waived": len(waived),
                "days": max(late, default=0),
            }
            yield "check_late", facts, self.need_id._answerable("check")

    def _wanting_feedback(self):
        need = self.need_id
        asked = need._last_act("act_checked")
        steps = self.env["hr.quality.step"]._times(need._step_company())
        if asked and need.answered_on and "checked" in steps:
            days = (plant_day(self.env, need.answered_on) - plant_day(self.env, asked.date)).days
            allowed = steps["checked"].days_due
            if days > allowed:
                facts = {"days": days, "allowed": allowed}
                yield "feedback_late", facts, need._answerable("feedback")

    # What the record says

    def _failures(self):
        """What went wrong after the training: name and subject of a key point, once per failure."""
        checks = self.env["hr.quality.check"].search(
            [
                ("operation_id", "=", self.operation_id.id),
                ("state", "=", "failed"),
                ("done_on", ">=", self.trained_until),
            ]
        )
        checks |= self.need_id._round_checks()
        for line in checks.line_ids.filtered(lambda line: not line.is_ok):
            yield line.parameter, _subject(line)
        yield from self._spoken_failures()

    def _spoken_failures(self):
        """Nonconformities and wrong answers that name a key point of the standard."""
        revisions = self.env["hr.quality.standard.revision"]
        revision = revisions._in_force(self.operation_id, plant_day(self.env))
        points = revision.get(self.operation_id.id, revisions).key_point_ids
        if not points:
            return
        texts = self._nonconformity_texts() + self._wrong_questions()
        for point in points:
            name = point.parameter.strip().lower()
            for text in texts:
                if name in text:
                    yield point.parameter, _subject(point)

    def _nonconformity_texts(self):
        rows = self.env["hr.quality.nonconformity"].search(
            [
                ("operation_id", "=", self.operation_id.id),
                ("current", "=", True),
                ("day", ">", self.trained_until),
                ("day", "<=", self.after_to),
            ]
        )
        return [f"{row.code or ''} {row.text or ''} {row.cause or ''}".lower() for row in rows]

    def _wrong_questions(self):
        answers = self.env["hr.quality.wrong.answer"].search(
            [("plan_id", "in", self.need_id.plan_id.ids)]
        )
        return [(answer.question or "").lower() for answer in answers]

    def _missed_people(self):
        """Whom the evidence names or who produced before, in no plan; and their share."""
        held = self.need_id.plan_ids.filtered(lambda plan: plan.state != "cancelled")
        planned = held.participant_ids.employee_id
        rows = self.env.execute_query(
            weekly(self.operation_id.id, self.before_from, self.before_to, self._everybody())
        )
        produced = {}
        for employee_id, _week, quantity, _defective in rows:
            produced[employee_id] = produced.get(employee_id, 0) + quantity
        people = self.env["hr.employee"].browse(produced) | self.need_id.person_ids.employee_id
        missed = people - planned
        whole = sum(produced.values())
        share = sum(produced.get(person.id, 0) for person in missed) / whole if whole else 0
        return missed, float(share)

    def _everybody(self):
        """Ids of everybody who produced at the operation in the window before."""
        rows = self.env["hr.quality.measurement"]._read_group(
            [
                ("operation_id", "=", self.operation_id.id),
                ("current", "=", True),
                ("state", "=", "taken"),
                ("employee_id", "!=", False),
                ("week", ">=", self.before_from),
                ("week", "<=", self.before_to),
            ],
            ["employee_id"],
        )
        return [employee.id for (employee,) in rows]


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    def _answerable(self, step):
        """Who did a step of this need, or should have."""
        found = {
            "need": lambda: self.confirmed_by_id or self.responsible_id,
            "review": lambda: self.reviewer_id,
            "plan": self._planners,
            "release": lambda: self.responsible_id,
            "learning": self._planners,
            "assessment": self._assessors,
            "check": self._inspectors,
            "feedback": lambda: self.answered_by_id or self.responsible_id,
        }[step]()
        return found.sudo()

    def _planners(self):
        """Who published the need's plan."""
        rows = (
            self.env["base.act.log"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "hr.quality.plan"),
                    ("res_id", "in", self.plan_id.ids),
                    ("act", "=", "act_publish"),
                    ("kind", "=", "act"),
                ]
            )
        )
        return rows.user_id

    def _assessors(self):
        attempts = self.plan_id.participant_ids.assessment_ids
        return attempts.quality_assessor_id | attempts.operations_assessor_id

    def _inspectors(self):
        checks = self._round_checks()
        return checks.inspector_id | checks.done_by_id or self.reviewer_id

    def _last_act(self, name):
        """The latest row of an act on this need."""
        return (
            self.env["base.act.log"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("act", "=", name),
                    ("kind", "=", "act"),
                ],
                order="id desc",
                limit=1,
            )
        )


def _subject(point):
    """What a key point is about; one that is only ticked off is another than one with a limit."""
    return point.parameter.strip().lower(), point.kind != "attribute"


_RULES = (
    ("need", "_wanting_need"),
    ("review", "_wanting_review"),
    ("plan", "_wanting_plan"),
    ("release", "_wanting_release"),
    ("learning", "_wanting_learning"),
    ("assessment", "_wanting_assessment"),
    ("check", "_wanting_check"),
    ("feedback", "_wanting_feedback"),
)
