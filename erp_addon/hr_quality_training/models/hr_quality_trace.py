"""What the training loop knows for a trace: needs, trainings, assessments, checks, effects."""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.addons.hr_quality.tools.trace import Check, Training, Unfinished
from odoo.tools import SQL, format_date

PARTICIPANTS = """
    SELECT 'participant', NULL::timestamp, COALESCE(l.published_on, p.create_date::date),
           p.employee_id, l.operation_id, 'hr.quality.participant', p.id,
           jsonb_build_object(
               'state', p.state, 'plan', l.name, 'due', l.due_on, 'learned_on', p.learned_on,
               'course', COALESCE(c.name->>%(lang)s, c.name->>'en_US'),
               'completion', p.completion, 'excuse', p.excuse, 'who', t.name)
      FROM hr_quality_participant p
      JOIN hr_quality_plan l ON l.id = p.plan_id
      JOIN hr_quality_course c ON c.id = l.course_id
 LEFT JOIN hr_employee t ON t.id = l.trainer_id
     WHERE l.state NOT IN ('draft', 'cancelled') AND p.employee_id = ANY(%(people)s)
       AND (%(every)s OR l.operation_id = ANY(%(operations)s))
"""
# Scores of an attempt that is open stay hidden: its assessors are to be blind. One that a single
# part has decided has no total: no score is not a score of zero.
ASSESSMENTS = """
    SELECT 'assessment', NULL, COALESCE(a.closed_on, a.opened_on), a.employee_id, a.operation_id,
           'hr.quality.assessment', a.id,
           jsonb_build_object(
               'state', a.state, 'attempt', a.attempt, 'reason', a.reason,
               'score', CASE WHEN a.state IN ('passed', 'failed') AND a.practical_done
                   AND (a.exam_done_on IS NOT NULL OR a.survey_id IS NULL) THEN a.score END,
               'wrong', CASE WHEN a.state <> 'open' THEN a.wrong_count END,
               'who', concat_ws(', ', q.name, o.name))
      FROM hr_quality_assessment a
 LEFT JOIN res_users qu ON qu.id = a.quality_assessor_id
 LEFT JOIN res_partner q ON q.id = qu.partner_id
 LEFT JOIN res_users ou ON ou.id = a.operations_assessor_id
 LEFT JOIN res_partner o ON o.id = ou.partner_id
     WHERE a.employee_id = ANY(%(people)s)
       AND (%(every)s OR a.operation_id = ANY(%(operations)s))
"""
CHECKS = """
    SELECT 'checked', k.done_on, k.due_on, k.employee_id, k.operation_id, 'hr.quality.check', k.id,
           jsonb_build_object(
               'state', k.state, 'inspected', k.inspected, 'nonconforming', k.nonconforming,
               'unit', k.unit, 'findings', k.findings, 'reason', k.reason, 'who', w.name)
      FROM hr_quality_check k
 LEFT JOIN res_users u ON u.id = k.done_by_id
 LEFT JOIN res_partner w ON w.id = u.partner_id
     WHERE k.employee_id = ANY(%(people)s)
       AND (%(every)s OR k.operation_id = ANY(%(operations)s))
"""
NEEDS = """
    SELECT 'need', NULL, n.raised_on, NULL::int, n.operation_id, 'hr.quality.need', n.id,
           jsonb_build_object('name', n.name, 'kind', n.kind, 'state', n.state,
                              'problem', n.problem, 'who', w.name)
      FROM hr_quality_need n
 LEFT JOIN res_users u ON u.id = n.author_id
 LEFT JOIN res_partner w ON w.id = u.partner_id
     WHERE n.operation_id = ANY(%(operations)s) AND n.raised_on >= %(first)s - 365
"""
EFFECTS = """
    SELECT 'effect', e.measured_on, e.due_on, NULL, e.operation_id, 'hr.quality.effect', e.id,
           jsonb_build_object('state', e.state, 'need', n.name)
      FROM hr_quality_effect e
      JOIN hr_quality_need n ON n.id = e.need_id
     WHERE e.operation_id = ANY(%(operations)s) AND e.measured_on >= %(first)s
"""
RESPONSIBILITIES = """
    SELECT 'responsibility', r.decided_on, NULL, NULL, n.operation_id,
           'hr.quality.responsibility', r.id,
           jsonb_build_object('step', r.step, 'party', r.party, 'need', n.name,
                              'reason', r.reason, 'who', w.name)
      FROM hr_quality_responsibility r
      JOIN hr_quality_need n ON n.id = r.need_id
 LEFT JOIN res_users u ON u.id = r.decided_by_id
 LEFT JOIN res_partner w ON w.id = u.partner_id
     WHERE r.state = 'confirmed' AND n.operation_id = ANY(%(operations)s)
       AND r.decided_on >= %(first)s
"""
SAMPLING = """
    SELECT 'sampling', NULL, NULL, NULL, o.operation_id, 'hr.quality.sampling.plan', s.id,
           jsonb_build_object('days', s.interval_unqualified, 'sequence', s.sequence)
      FROM hr_quality_sampling_plan s
 LEFT JOIN hr_quality_sampling_plan_operation_rel o
           ON o.plan_id = s.id AND s.scope = 'chosen'
     WHERE s.active AND (s.scope = 'all' OR o.operation_id = ANY(%(operations)s))
"""
SELECTS = (PARTICIPANTS, ASSESSMENTS, CHECKS, NEEDS, EFFECTS, RESPONSIBILITIES, SAMPLING)
DONE = ("passed", "failed")
"""States of a check that was made; a waived one was not."""


class HrQualityTrace(models.AbstractModel):
    _inherit = "hr.quality.trace"

    @api.model
    def _trace_kinds(self):
        return {
            **super()._trace_kinds(),
            "training": (self.env._("Trainings"), "fa-graduation-cap"),
            "assessment": (self.env._("Assessments"), "fa-pencil-square-o"),
            "need": (self.env._("Training needs"), "fa-lightbulb-o"),
            "effect": (self.env._("Effects"), "fa-line-chart"),
            "responsibility": (self.env._("Responsibilities"), "fa-balance-scale"),
        }

    @api.model
    def _trace_selects(self, scope):
        words = {
            "people": scope.people,
            "operations": scope.operations,
            "every": scope.kind == "employee",
            "first": scope.first_day or fields.Date.context_today(self),
            "lang": self.env.lang or "en_US",
        }
        return super()._trace_selects(scope) + [SQL(select, **words) for select in SELECTS]

    @api.model
    def _trace_events(self, scope):
        events = super()._trace_events(scope)
        rows = scope.found
        for row in rows["participant"]:
            events += self._trace_taught(scope, row)
        events += map(self._trace_assessed, rows["assessment"])
        events += [self._trace_checked(scope, row) for row in rows["checked"]]
        events += map(self._trace_needed, rows["need"])
        events += map(self._trace_measured, rows["effect"])
        events += map(self._trace_answered_for, rows["responsibility"])
        self._trace_sampled(scope, rows["sampling"])
        return events

    @api.model
    def _trace_taught(self, scope, row):
        """Being called to a training, and having learned; what is not finished is remembered."""
        data = row["data"]
        words = {
            "plan": data["plan"],
            "course": data["course"],
            "day": format_date(self.env, row["day"]),
            "due": format_date(self.env, fields.Date.to_date(data["due"])),
            "state": self._trace_label(
                self.env["hr.quality.participant"], "state", data["state"]
            ).lower(),
        }
        learned_at = fields.Datetime.to_datetime((data["learned_on"] or "").replace("T", " ")[:19])
        learned = learned_at and plant_day(self.env, learned_at)
        scope.unfinished.append(
            Unfinished(
                row["employee_id"],
                row["operation_id"],
                row["day"],
                learned,
                self.env._(
                    "Was called to training %(plan)s, “%(course)s”, on %(day)s, and had not"
                    " completed it (now: %(state)s).",
                    **words,
                ),
            )
        )
        yield self._trace_event(
            row,
            kind="training",
            title=self.env._("Called to training %(plan)s: %(course)s", **words),
            text=self.env._("due on %(due)s", **words),
            detail=data["excuse"] or "",
            who=data["who"] or "",
            tone="" if learned else "bad",
            personal=True,
        )
        if learned:
            title = self.env._("Learned: %(course)s", **words)
            training = Training(row["employee_id"], row["operation_id"], learned, None, title)
            scope.trainings.append(training)
            yield self._trace_event(
                {**row, "at": learned_at, "day": learned},
                kind="training",
                title=title,
                tone="good",
                personal=True,
            )

    @api.model
    def _trace_assessed(self, row):
        data = row["data"]
        state = self._trace_label(self.env["hr.quality.assessment"], "state", data["state"])
        parts = [
            data["score"] is not None and self.env._("score %s", self._trace_number(data["score"])),
            data["wrong"] and self.env._("%s questions answered wrong", data["wrong"]),
        ]
        return self._trace_event(
            row,
            kind="assessment",
            title=self.env._(
                "Assessment, attempt %(attempt)s: %(state)s",
                attempt=data["attempt"],
                state=state.lower(),
            ),
            text=" · ".join(filter(None, parts)),
            detail=data["reason"] or "",
            who=data["who"],
            tone={"passed": "good", "failed": "bad"}.get(data["state"], ""),
            personal=True,
        )

    @api.model
    def _trace_checked(self, scope, row):
        data, due = row["data"], row["day"]
        is_done = data["state"] in DONE
        done = plant_day(self.env, row["at"]) if row["at"] else None
        scope.checks.append(
            Check(row["employee_id"], row["operation_id"], due, done if is_done else None)
        )
        state = self._trace_label(self.env["hr.quality.check"], "state", data["state"])
        overdue = data["state"] == "due" and due < fields.Date.context_today(self)
        parts = [
            is_done
            and self.env._(
                "%(bad)s of %(all)s %(unit)s nonconforming",
                bad=self._trace_number(data["nonconforming"] or 0),
                all=self._trace_number(data["inspected"] or 0),
                unit=data["unit"] or "",
            ),
            (not done or done > due)
            and self.env._("due on %(day)s", day=format_date(self.env, due)),
        ]
        return self._trace_event(
            {**row, "day": done or due},
            kind="check",
            title=self.env._("Supervision check: %s", state.lower()),
            text=" · ".join(filter(None, parts)),
            detail=" · ".join(filter(None, (data["findings"], data["reason"]))),
            who=data["who"] or "",
            tone="bad" if overdue else {"passed": "good", "failed": "bad"}.get(data["state"], ""),
            personal=True,
        )

    @api.model
    def _trace_needed(self, row):
        data, needs = row["data"], self.env["hr.quality.need"]
        return self._trace_event(
            row,
            kind="need",
            title=self.env._("Training need %s raised", data["name"]),
            text=self.env._(
                "by: %(kind)s · now: %(state)s",
                kind=self._trace_label(needs, "kind", data["kind"]).lower(),
                state=self._trace_label(needs, "state", data["state"]).lower(),
            ),
            detail=data["problem"] or "",
            who=data["who"] or "",
        )

    @api.model
    def _trace_measured(self, row):
        state = self._trace_label(self.env["hr.quality.effect"], "state", row["data"]["state"])
        return self._trace_event(
            {**row, "day": plant_day(self.env, row["at"])},
            kind="effect",
            title=self.env._("Effect of the training: %s", state.lower()),
            text=self.env._("training need %s", row["data"]["need"]),
        )

    @api.model
    def _trace_answered_for(self, row):
        data, rows = row["data"], self.env["hr.quality.responsibility"]
        return self._trace_event(
            {**row, "day": plant_day(self.env, row["at"])},
            kind="responsibility",
            title=self.env._(
                "Step found wanting: %(step)s (%(party)s)",
                step=self._trace_label(rows, "step", data["step"]).lower(),
                party=self._trace_label(rows, "party", data["party"]),
            ),
            text=self.env._("training need %s", data["need"]),
            detail=data["reason"] or "",
            who=data["who"] or "",
            tone="bad",
        )

    @api.model
    def _trace_sampled(self, scope, rows):
        """Within how many days the work of somebody without a qualification is to be checked."""
        rows = sorted(rows, key=lambda row: (row["data"]["sequence"], row["res_id"]), reverse=True)
        general = [row["data"]["days"] for row in rows if not row["operation_id"]]
        if general:
            scope.check_days.update(dict.fromkeys(scope.operations, general[-1]))
        for row in rows:
            if row["operation_id"]:
                scope.check_days[row["operation_id"]] = row["data"]["days"]
