"""Whether a person may do an operation: what the ledger's entries say together.

Of a person and operation, in this order (decision 0009):

1. *Suspended*, until lifted or until the day named; *revoked*, until qualified anew or reinstated.
2. *Qualified*: the latest qualification, while its last day has not passed and, where it lapses
   unused, no pause between two uses was too long.
3. *Retraining due*: a newer revision of the standard has taken force; he works on during the grace.
4. *Exempt*: a time-limited exemption.
5. *Outdated* (the grace is over), *expired*, or *none*.
"""

from dataclasses import replace
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.plant_day import plant_day, utc_moment
from ..tools.qualification import NONE, Status

ONE_DAY = timedelta(days=1)


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    # ------------------------------------------------------------------------------ asking

    @api.model
    def _qualification_status(self, employees, operations, day=None):
        """{(employee id, operation id): Status} on ``day``, by default today in the plant.

        The number of queries depends on neither. It checks no right of the caller.
        """
        found = self._held_statuses(employees, operations, day or plant_day(self.env))
        return {
            (employee, operation): found.get((employee, operation), NONE)
            for employee in employees.ids
            for operation in operations.ids
        }

    @api.model
    def _status_at(self, employees, operations, moment):
        """As ``_qualification_status``, as the ledger stood at a past moment.

        What was entered later, though for an earlier day, is left out: it was not known then.

        :param datetime moment: with a zone, or in UTC
        """
        found = self._held_statuses(
            employees, operations, plant_day(self.env, moment), known_at=utc_moment(moment)
        )
        return {
            (employee, operation): found.get((employee, operation), NONE)
            for employee in employees.ids
            for operation in operations.ids
        }

    @api.model
    def _held_statuses(self, employees, operations, day, known_at=None):
        """The statuses of those pairs that the ledger knows.

        :param employees: None: everybody
        :param operations: None: all
        """
        self.flush_model()
        self.env["hr.quality.standard.revision"].flush_model()
        rows = self.env.execute_query_dict(self._status_sql(employees, operations, day, known_at))
        lapses = self._lapses([row for row in rows if row["unused_months"]], day)
        return {
            (row["employee_id"], row["operation_id"]): _status(
                row, day, lapses.get(row["granted_id"])
            )
            for row in rows
        }

    # ---------------------------------------------------------------------------------- SQL

    @api.model
    def _status_sql(self, employees, operations, day, known_at):
        """Per person and operation the entries that decide, one row each."""
        conditions = [
            SQL("entry.operation_id IS NOT NULL AND entry.kind <> 'assessed'"),
            SQL("entry.date <= %s", day),
        ]
        if employees is not None:
            conditions.append(SQL("entry.employee_id = ANY(%s)", employees.ids))
        if operations is not None:
            conditions.append(SQL("entry.operation_id = ANY(%s)", operations.ids))
        if known_at is not None:
            conditions.append(SQL("entry.created_at <= %s", known_at))
        return SQL(_STATUS, conditions=SQL(" AND ").join(conditions), day=day)

    @api.model
    def _uses_sql(self):
        """The days on which people did operations: employee_id, operation_id, day.

        A module that knows more uses than the measurements adds them with ``UNION ALL``.
        """
        return SQL(
            "SELECT employee_id, operation_id, day FROM hr_quality_measurement"
            " WHERE current AND state = 'taken' AND employee_id IS NOT NULL"
        )

    @api.model
    def _last_uses(self, employees, operations, day=None):
        """{(employee id, operation id): the last day of use up to ``day``}, used ones only."""
        self.env["hr.quality.measurement"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT employee_id, operation_id, max(day) FROM (%s) used"
                " WHERE employee_id = ANY(%s) AND operation_id = ANY(%s) AND day <= %s"
                " GROUP BY employee_id, operation_id",
                self._uses_sql(),
                employees.ids,
                operations.ids,
                day or plant_day(self.env),
            )
        )
        return {(employee, operation): last for employee, operation, last in rows}

    @api.model
    def _lapses(self, rows, day):
        """{entry id of a qualification: the last day before it lapses, or lapsed, unused}.

        Uses after a pause that was too long do not bring it back: a lapsed qualification stays so.
        """
        if not rows:
            return {}
        self.env["hr.quality.measurement"].flush_model()
        granted = SQL(
            "(SELECT * FROM unnest(%s, %s, %s, %s::date[], %s) AS"
            " g (id, employee_id, operation_id, date, months))",
            [row["granted_id"] for row in rows],
            [row["employee_id"] for row in rows],
            [row["operation_id"] for row in rows],
            [row["granted_from"] for row in rows],
            [row["unused_months"] for row in rows],
        )
        found = self.env.execute_query(
            SQL(_LAPSES, granted=granted, uses=self._uses_sql(), day=day)
        )
        return dict(found)


def _status(row, day, lapse):
    """The status that the deciding entries of one person and operation amount to."""
    if row["suspended_id"] and (row["suspended_until"] or day) >= day:
        return Status(
            "suspended", row["suspended_until"], row["suspended_id"], since=row["suspended_from"]
        )
    if row["revoked_id"]:
        return Status("revoked", None, row["revoked_id"], since=row["revoked_from"])
    granted = _granted_status(row, day, lapse)
    if granted.may_work or not row["exempted_id"] or row["exempted_until"] < day:
        return granted
    return Status(
        "exempt",
        row["exempted_until"],
        row["exempted_id"],
        row["revision_id"],
        row["exempted_from"],
    )


def _granted_status(row, day, lapse):
    """What the qualification itself is worth, exemptions and suspensions aside."""
    if not row["granted_id"]:
        return NONE
    ends = [end for end in (row["granted_until"], lapse) if end]
    until = min(ends, default=None)
    held = Status("qualified", until, row["granted_id"], row["revision_id"], row["granted_from"])
    if until and until < day:
        return replace(held, status="expired", since=until + ONE_DAY)
    if not row["due_id"]:
        return held
    if row["grace_until"] < day:
        return replace(
            held,
            status="outdated",
            valid_until=row["grace_until"],
            entry_id=row["due_id"],
            since=row["grace_until"] + ONE_DAY,
        )
    return replace(
        held,
        status="retraining_due",
        valid_until=min([row["grace_until"], *ends]),
        entry_id=row["due_id"],
        since=row["due_from"],
    )


# The latest of each sort decides; a new qualification ends a revocation, not a suspension, and a
# revocation or suspension ends an exemption for good.
_STATUS = """
WITH entry AS MATERIALIZED (
    SELECT entry.id, entry.employee_id, entry.operation_id, entry.kind, entry.date,
           entry.valid_until, entry.unused_months, entry.revision_id,
           revision.date_from AS revision_from,
           coalesce(revision.requires_retraining, TRUE) AS requires_retraining
      FROM hr_quality_qualification entry
      LEFT JOIN hr_quality_standard_revision revision ON revision.id = entry.revision_id
     WHERE %(conditions)s
), granted AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind = 'qualified'
     ORDER BY employee_id, operation_id, date DESC, id DESC
), revoked AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind IN ('qualified', 'revoked', 'reinstated')
     ORDER BY employee_id, operation_id, date DESC, id DESC
), suspended AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind IN ('suspended', 'revoked', 'reinstated')
     ORDER BY employee_id, operation_id, date DESC, id DESC
), exempted AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind IN ('exempted', 'suspended', 'revoked')
     ORDER BY employee_id, operation_id, date DESC, id DESC
), marked AS (
    SELECT DISTINCT ON (employee_id, operation_id, revision_id) *
      FROM entry WHERE kind = 'retraining_due' AND requires_retraining
     ORDER BY employee_id, operation_id, revision_id, id DESC
), due AS (
    SELECT DISTINCT ON (marked.employee_id, marked.operation_id) marked.*
      FROM marked
      JOIN granted USING (employee_id, operation_id)
     WHERE granted.revision_from < marked.revision_from
        OR (granted.revision_id IS NULL AND granted.id < marked.id)
     ORDER BY marked.employee_id, marked.operation_id, marked.valid_until, marked.id
), pair AS (
    SELECT DISTINCT employee_id, operation_id FROM entry
)
SELECT employee_id, operation_id,
       granted.id AS granted_id, granted.date AS granted_from,
       granted.valid_until AS granted_until, granted.unused_months, granted.revision_id,
       CASE WHEN revoked.kind = 'revoked' THEN revoked.id END AS revoked_id,
       revoked.date AS revoked_from,
       CASE WHEN suspended.kind = 'suspended' THEN suspended.id END AS suspended_id,
       suspended.date AS suspended_from, suspended.valid_until AS suspended_until,
       CASE WHEN exempted.kind = 'exempted' THEN exempted.id END AS exempted_id,
       exempted.date AS exempted_from, exempted.valid_until AS exempted_until,
       due.id AS due_id, due.date AS due_from, due.valid_until AS grace_until
  FROM pair
  LEFT JOIN granted USING (employee_id, operation_id)
  LEFT JOIN revoked USING (employee_id, operation_id)
  LEFT JOIN suspended USING (employee_id, operation_id)
  LEFT JOIN exempted USING (employee_id, operation_id)
  LEFT JOIN due USING (employee_id, operation_id)
 ORDER BY employee_id, operation_id
"""

# The entry's own day counts as a use. The first pause that is too long ends it; without one, it
# ends so many months after the last use.
_LAPSES = """
WITH granted AS MATERIALIZED (SELECT * FROM %(granted)s AS granted), used AS (
    SELECT id, months, date AS day FROM granted
     UNION
    SELECT granted.id, granted.months, uses.day
      FROM granted
      JOIN (%(uses)s) uses ON uses.employee_id = granted.employee_id
       AND uses.operation_id = granted.operation_id
     WHERE uses.day > granted.date AND uses.day <= %(day)s
), paused AS (
    SELECT id, (day + make_interval(months => months))::date AS until,
           lead(day) OVER (PARTITION BY id ORDER BY day) AS next_day
      FROM used
)
SELECT id, coalesce(min(until) FILTER (WHERE next_day > until), max(until))
  FROM paused
 GROUP BY id
"""
