"""What speaks for training this month. The number of queries depends on no number of rows."""

from datetime import timedelta

from odoo import models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.tools import SQL

from ..planning.calendar import period_end
from ..planning.finding import LOOK_BACK_DAYS, LOW_COVERAGE, Finding, Window

UNPLANNED = ("raised", "confirmed", "reviewed")
PLANNED_STATES = ("draft", "published", "learned")
LAPSED = ("expired", "outdated")


class HrQualityMonthlyPlan(models.Model):
    _inherit = "hr.quality.monthly.plan"

    def _window(self):
        """The days that this plan looks at."""
        today = plant_day(self.env)
        month_end = period_end("month", self.month)
        ahead = max(today, self.month) + timedelta(weeks=self.weeks_ahead)
        return Window(today, self.month, month_end, max(ahead, month_end))

    def _operations(self):
        """The operations that this plan is about."""
        domain = [("department_id", "child_of", self.department_id.ids)]
        return (
            self.env["hr.quality.operation"]
            .sudo()
            .search(domain if self.department_id else [], order="code, id")
        )

    def _find(self, operations, window):
        """Everything that speaks for a training of these operations."""
        statuses = self._statuses(operations, window)
        return [
            *self._find_needs(operations, window),
            *self._find_difficulties(operations),
            *self._find_expiring(operations, window, *statuses),
            *self._find_standards(operations, window, statuses[0]),
            *self._find_unread(operations, window),
            *self._find_checks(operations, window),
            *self._find_newcomers(operations, window, statuses[0]),
        ]

    # Needs and difficulties

    def _find_needs(self, operations, window):
        """Reviewed needs without a plan, one by one; the others of an operation together."""
        needs = (
            self.env["hr.quality.need"]
            .sudo()
            .search(
                [("operation_id", "in", operations.ids), ("state", "in", UNPLANNED)], order="id"
            )
        )
        plans = (
            self.env["hr.quality.plan"]
            .sudo()
            .search([("need_id", "in", needs.ids), ("state", "in", PLANNED_STATES)])
        )
        waiting = needs - plans.need_id
        people = {need: frozenset(need.person_ids.employee_id.ids) for need in waiting}
        reviewed = waiting.filtered(lambda need: need.state == "reviewed")
        for need in reviewed:
            yield Finding(
                "reviewed",
                need.operation_id.id,
                people[need],
                ((need._name, need.id),),
                {"name": need.name, "days": (window.today - need.raised_on).days},
                need_id=need.id,
            )
        for operation, others in (waiting - reviewed).grouped("operation_id").items():
            yield Finding(
                "open",
                operation.id,
                frozenset().union(*(people[need] for need in others)),
                _sources(others),
                {"count": len(others)},
            )

    def _find_difficulties(self, operations):
        reported = (
            self.env["hr.quality.difficulty"]
            .sudo()
            .search(
                [("operation_id", "in", operations.ids), ("state", "=", "reported")], order="id"
            )
        )
        for operation, found in reported.grouped("operation_id").items():
            yield Finding(
                "difficulty",
                operation.id,
                sources=_sources(found),
                figures={"count": len(found), "times": sum(found.mapped("times_per_month"))},
            )

    # Qualifications and standards

    def _statuses(self, operations, window):
        """The ledger's statuses, (employee, operation) → Status: today, and at the window's end."""
        ledger = self.env["hr.quality.qualification"].sudo()
        active = set(self.env["hr.employee"].sudo()._search([]))
        return tuple(
            {
                pair: status
                for pair, status in ledger._held_statuses(None, operations, day).items()
                if pair[0] in active
            }
            for day in (window.today, window.until)
        )

    def _find_expiring(self, operations, window, now, later):
        working, ending, lapsed = {}, {}, {}
        for (employee, operation), status in sorted(now.items()):
            if status.may_work:
                working.setdefault(operation, []).append(employee)
                if not later[employee, operation].may_work:
                    ending.setdefault(operation, []).append((employee, status))
            elif status.status in LAPSED:
                lapsed.setdefault(operation, []).append((employee, status))
        for operation, pairs in ending.items():
            days = [status.valid_until for _employee, status in pairs if status.valid_until]
            yield Finding(
                "expiring",
                operation,
                frozenset(employee for employee, _status in pairs),
                _entries(pairs),
                {
                    "count": len(pairs),
                    "of": len(working[operation]),
                    "until": window.until.isoformat(),
                },
                deadline=min(days, default=None),
            )
        for operation, pairs in lapsed.items():
            yield Finding(
                "lapsed",
                operation,
                frozenset(employee for employee, _status in pairs),
                _entries(pairs),
                {"count": len(pairs)},
            )

    def _find_standards(self, operations, window, now):
        """Revisions that took force lately or will: those qualified on an older one learn it."""
        revisions = (
            self.env["hr.quality.standard.revision"]
            .sudo()
            .search(
                [
                    ("operation_id", "in", operations.ids),
                    ("requires_retraining", "=", True),
                    ("date_from", ">", window.today - timedelta(days=LOOK_BACK_DAYS)),
                    ("date_from", "<=", window.until),
                ],
                order="date_from, id",
            )
        )
        for revision in revisions:
            people = frozenset(
                employee
                for (employee, operation), status in now.items()
                if operation == revision.operation_id.id
                and status.revision_id != revision.id
                and (status.may_work or status.status in LAPSED)
            )
            if people:
                yield Finding(
                    "standard",
                    revision.operation_id.id,
                    people,
                    _sources(revision),
                    {
                        "count": 1,
                        "day": revision.date_from.isoformat(),
                        "number": revision.number,
                        "people": len(people),
                    },
                    deadline=revision.date_from if revision.date_from > window.today else None,
                )

    def _find_unread(self, operations, window):
        asked = (
            self.env["hr.quality.acknowledgement"]
            .sudo()
            .search(
                [
                    ("operation_id", "in", operations.ids),
                    ("state", "=", "due"),
                    ("due_on", "<", window.today),
                    ("employee_id.active", "=", True),
                ],
                order="id",
            )
        )
        for operation, found in asked.grouped("operation_id").items():
            yield Finding(
                "unread",
                operation.id,
                frozenset(found.employee_id.ids),
                _sources(found),
                {"count": len(found)},
            )

    # Supervision

    def _find_checks(self, operations, window):
        """Checks that failed, and operations whose checks are not made."""
        since = window.today - timedelta(days=LOOK_BACK_DAYS)
        checks = (
            self.env["hr.quality.check"]
            .sudo()
            .search(
                [
                    ("operation_id", "in", operations.ids),
                    ("due_on", ">=", since),
                    ("state", "in", ("due", "passed", "failed")),
                ],
                order="id",
            )
        )
        for operation, found in checks.grouped("operation_id").items():
            done = found.filtered(lambda check: check.state != "due")
            failed = done.filtered(lambda check: check.state == "failed")
            due = done | found.filtered(lambda check: check.due_on < window.today)
            if failed:
                yield Finding(
                    "failed",
                    operation.id,
                    frozenset(failed.employee_id.filtered("active").ids),
                    _sources(failed),
                    {"count": len(failed), "of": len(done)},
                )
            if due and len(done) < LOW_COVERAGE * len(due):
                yield Finding(
                    "coverage",
                    operation.id,
                    sources=_sources(due - done),
                    figures={"count": 1, "done": len(done), "due": len(due)},
                )

    # Newcomers

    def _find_newcomers(self, operations, window, now):
        """Those hired lately, at the operations they do, or at those of their department."""
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search([("department_id", "in", operations.department_id.ids)])
        )
        since = window.today - timedelta(days=LOOK_BACK_DAYS)
        hired = employees.browse(self._hired_since(employees, since))
        works = {}
        for operation, people in self._workers(operations, window).items():
            for employee in people:
                works.setdefault(employee, set()).add(operation)
        of_department = {
            department.id: set(group.ids)
            for department, group in operations.grouped("department_id").items()
        }
        newcomers = {}
        for employee in hired:
            for operation in works.get(employee.id) or of_department[employee.department_id.id]:
                if (employee.id, operation) not in now:
                    newcomers.setdefault(operation, []).append(employee.id)
        for operation, people in sorted(newcomers.items()):
            yield Finding(
                "newcomer",
                operation,
                frozenset(people),
                tuple(("hr.employee", employee) for employee in sorted(people)),
                {"count": len(people)},
            )

    def _hired_since(self, employees, day):
        """Ids of those whose first contract, or else first record, begins on ``day`` or later."""
        self.env["hr.version"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT employee_id FROM hr_version WHERE employee_id = ANY(%s)"
                " GROUP BY employee_id"
                " HAVING coalesce(min(contract_date_start), min(date_version)) >= %s"
                " ORDER BY employee_id",
                employees.ids,
                day,
            )
        )
        return [id_ for (id_,) in rows]

    def _workers(self, operations, window):
        """Operation → those who did it in the last three months."""
        rows = (
            self.env["hr.quality.measurement"]
            .sudo()
            ._read_group(
                [
                    ("current", "=", True),
                    ("state", "=", "taken"),
                    ("operation_id", "in", operations.ids),
                    ("employee_id.active", "=", True),
                    ("day", ">=", window.today - timedelta(days=LOOK_BACK_DAYS)),
                ],
                ["operation_id", "employee_id"],
            )
        )
        workers = {}
        for operation, employee in rows:
            workers.setdefault(operation.id, set()).add(employee.id)
        return {operation: frozenset(people) for operation, people in workers.items()}


def _sources(records):
    return tuple((records._name, id_) for id_ in records.ids)


def _entries(pairs):
    return tuple(
        ("hr.quality.qualification", status.entry_id)
        for _employee, status in pairs
        if status.entry_id
    )
