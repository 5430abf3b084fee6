"""What a trace finds amiss: who did which work on which day, held against the record.

Five rules, each of a person, an operation and the first day of the work on which it was so:

- *not trained*: no training was complete by then, and nothing says he was judged;
- *trained on an old revision*: a later revision that asks for retraining had taken force;
- *standard not passed on*: he had not taken note of that later revision either;
- *on the post without a qualification*, as the ledger stood at the end of that day;
- *not checked*: a supervision check was overdue, or nobody looked at the work of somebody without
  a qualification within the days in which that was due.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.plant_day import plant_zone, utc_moment
from ..tools.trace import HIGH, NOTE, Finding, latest_training

DUTY = {
    "not_trained": "hr",
    "old_revision": "hr",
    "not_passed_on": "operations",
    "unqualified": "operations",
    "not_checked": "quality",
}
CHECK_DAYS = 30
"""Days within which the work of somebody without a qualification is to be looked at, where no
sampling plan says another number."""
ONE_DAY = timedelta(days=1)


class HrQualityTrace(models.AbstractModel):
    _inherit = "hr.quality.trace"

    @api.model
    def _trace_rules(self):
        return [
            ("not_trained", self.env._("Not trained")),
            ("old_revision", self.env._("Trained on an old revision")),
            ("not_passed_on", self.env._("Standard not passed on")),
            ("unqualified", self.env._("On the post without a qualification")),
            ("not_checked", self.env._("Not checked")),
        ]

    @api.model
    def _trace_duties(self):
        return [
            ("operations", self.env._("Operations")),
            ("quality", self.env._("Quality")),
            ("hr", self.env._("HR")),
        ]

    @api.model
    def _trace_findings(self, scope):
        """``[tools.trace.Finding]`` of the people in the scope; needs its events read before."""
        statuses = self._trace_statuses(scope)
        found = defaultdict(list)
        for pair, days in scope.pairs().items():
            for day in days:
                then = statuses[*pair, day, self._trace_end_of(day)]
                known_now = statuses[*pair, day, None]
                for finding in (
                    self._trace_not_trained(scope, pair, day, then),
                    *self._trace_revisions(scope, pair, day),
                    self._trace_unqualified(scope, pair, day, then, known_now),
                    self._trace_not_checked(scope, pair, day, then),
                ):
                    if finding:
                        found[pair, finding.rule].append(finding)
        return [_gravest(alike) for alike in found.values()]

    @api.model
    def _trace_statuses(self, scope):
        days = {day for days in scope.pairs().values() for day in days}
        moments = [(day, self._trace_end_of(day)) for day in days] + [(day, None) for day in days]
        return self.env["hr.quality.qualification"]._statuses_on(
            self.env["hr.employee"].browse(scope.people),
            self.env["hr.quality.operation"].browse(scope.operations),
            moments,
        )

    @api.model
    def _trace_end_of(self, day):
        """The last second of a day in the plant, in UTC: what was signed that day counts."""
        midnight = datetime.combine(day + ONE_DAY, time.min, plant_zone(self.env))
        return utc_moment(midnight) - timedelta(seconds=1)

    @api.model
    def _trace_finding(self, rule, severity, pair, day, text, evidence="", entry_id=None):
        return Finding(
            rule=rule,
            severity=severity,
            employee_id=pair[0],
            operation_id=pair[1],
            day=day,
            days=1,
            duty=DUTY[rule],
            text=text,
            evidence=evidence,
            res_model="hr.quality.qualification" if entry_id else None,
            res_id=entry_id,
        )

    # --------------------------------------------------------------------------- the rules

    @api.model
    def _trace_not_trained(self, scope, pair, day, status):
        if latest_training(scope.trainings, pair, day):
            return None
        begun = [
            one.text
            for one in scope.unfinished
            if (one.employee_id, one.operation_id) == pair
            and one.since <= day
            and not (one.until and one.until < day)
        ]
        return self._trace_finding(
            "not_trained",
            NOTE if status.status == "exempt" else HIGH,
            pair,
            day,
            self.env._("Did this work without having completed a training for it."),
            " ".join(begun)
            or self.env._("Up to that day the record holds no training, exam or qualification."),
        )

    @api.model
    def _trace_revisions(self, scope, pair, day):
        """Trained on an old revision, and the later one not passed on."""
        training = latest_training(scope.trainings, pair, day)
        current = scope.revision_on(pair[1], day)
        if not training or not current:
            return
        learned = scope.revision(training.revision_id) or scope.revision_on(pair[1], training.day)
        if not learned or learned.date_from >= current.date_from:
            return
        words = {
            "old": learned.number,
            "new": current.number,
            "day": format_date(self.env, current.date_from),
        }
        newer = [
            revision
            for revision in scope.revisions
            if revision.operation_id == pair[1]
            and learned.date_from < revision.date_from <= current.date_from
            and revision.requires_retraining
        ]
        if newer:
            begin = min(newer, key=lambda revision: revision.date_from)
            grace = begin.date_from + timedelta(days=begin.grace_days)
            yield self._trace_finding(
                "old_revision",
                NOTE if day <= grace else HIGH,
                pair,
                day,
                self.env._(
                    "Was trained on revision %(old)s, but revision %(new)s was in force since"
                    " %(day)s.",
                    **words,
                ),
                self.env._("Within the time for retraining, through %s.", _date(self.env, grace))
                if day <= grace
                else training.title,
            )
        yield self._trace_not_passed_on(scope, pair, day, current, words)

    @api.model
    def _trace_not_passed_on(self, scope, pair, day, current, words):
        notices = [
            notice
            for notice in scope.notices
            if (notice.employee_id, notice.revision_id) == (pair[0], current.revision_id)
        ]
        if any(notice.done_on and notice.done_on <= day for notice in notices):
            return None
        due = next((notice.due_on for notice in notices if notice.due_on), None)
        return self._trace_finding(
            "not_passed_on",
            NOTE if due and day <= due else HIGH,
            pair,
            day,
            self.env._("Had not taken note of revision %(new)s, in force since %(day)s.", **words),
            self.env._("He was to take note of it by %s.", _date(self.env, due))
            if due
            else self.env._("Nobody had asked him to take note of it."),
        )

    @api.model
    def _trace_unqualified(self, scope, pair, day, status, known_now):
        if status.may_work:
            return None
        if known_now.may_work:
            return self._trace_finding(
                "unqualified",
                NOTE,
                pair,
                day,
                self.env._("Nothing in the ledger allowed this work at the time."),
                self.env._("An entry for that day was made only afterwards."),
                known_now.entry_id,
            )
        return self._trace_finding(
            "unqualified",
            HIGH,
            pair,
            day,
            self._trace_status_sentence(status),
            self.env._("As the ledger stood at the end of that day."),
            status.entry_id,
        )

    @api.model
    def _trace_status_sentence(self, status):
        since = _date(self.env, status.since)
        return {
            "suspended": self.env._("Worked on this post while suspended, since %s.", since),
            "revoked": self.env._("Worked on this post after the revocation of %s.", since),
            "expired": self.env._("Worked on this post with a qualification lapsed on %s.", since),
            "outdated": self.env._(
                "Worked on this post although the time for retraining was over on %s.", since
            ),
        }.get(status.status, self.env._("Worked on this post without a qualification."))

    @api.model
    def _trace_not_checked(self, scope, pair, day, status):
        checks = [
            check for check in scope.checks if (check.employee_id, check.operation_id) == pair
        ]
        overdue = [
            check
            for check in checks
            if check.due_on and check.due_on < day and (not check.done_on or check.done_on > day)
        ]
        if overdue:
            due = min(check.due_on for check in overdue)
            return self._trace_finding(
                "not_checked",
                HIGH,
                pair,
                day,
                self.env._("The supervision check of this work was overdue."),
                self.env._("It was due on %s.", _date(self.env, due)),
            )
        span = timedelta(days=scope.check_days.get(pair[1], CHECK_DAYS))
        is_late = day + span < fields.Date.context_today(self)
        seen = any(check.done_on and abs(check.done_on - day) <= span for check in checks)
        if status.status in ("qualified", "retraining_due") or seen or not is_late:
            return None
        return self._trace_finding(
            "not_checked",
            HIGH,
            pair,
            day,
            self.env._("Nobody of quality looked at this work."),
            self.env._(
                "Work without a qualification is to be checked within %s days; the record holds no"
                " check.",
                span.days,
            ),
        )


def _gravest(alike):
    """One finding for all days of a rule: the first of the gravest."""
    gravest = min(alike, key=lambda finding: finding.order())
    gravest.days = len(alike)
    return gravest


def _date(env, day):
    return format_date(env, day) or "…"
