"""Whether a person may do an operation: what the ledger's entries say together.

Of a person and operation, in this order (decision 0009):

1. *Suspended*, until lifted or through the day named; *revoked*, until qualified anew or
   reinstated.
2. *Qualified*: the latest qualification, while its last day has not passed and, where it lapses
   unused, no pause between two uses was too long.
3. *Retraining due*: a newer revision of the standard has taken force; he works on during the grace.
4. *Exempt*: a time-limited exemption.
5. *Outdated* (the grace is over), *expired*, or *none*.
"""

from odoo import api, models
from odoo.tools import SQL

from ..tools.plant_day import plant_day, utc_moment
from ..tools.qualification import NONE, Status
from ..tools.qualification_sql import STATUS

FLUSHED = ("hr.quality.qualification", "hr.quality.standard.revision", "hr.quality.measurement")


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def _qualification_status(self, employees, operations, day=None):
        """{(employee id, operation id): Status} on ``day``, by default today in the plant.

        One query, however many people and operations. It checks no right of the caller.
        """
        found = self._held_statuses(employees, operations, day or plant_day(self.env))
        return _of_every_pair(found, employees, operations)

    @api.model
    def _status_at(self, employees, operations, moment):
        """As ``_qualification_status``, as the ledger stood at a past moment.

        What was entered later, though for an earlier day, is left out: it was not known then.

        :param datetime moment: with a zone, or in UTC
        """
        day, known_at = plant_day(self.env, moment), utc_moment(moment)
        found = self._held_statuses(employees, operations, day, known_at=known_at)
        return _of_every_pair(found, employees, operations)

    @api.model
    def _held_statuses(self, employees, operations, day, known_at=None):
        """The statuses of those pairs that the ledger knows, in no order.

        :param employees: None: everybody
        :param operations: None: all
        :param known_at: moment in UTC; entries made after it are left out
        """
        for model in FLUSHED:
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT employee_id, operation_id, status, valid_until, entry_id, revision_id,"
                " since FROM (%s) held",
                self._status_sql(day, employees, operations, known_at),
            )
        )
        return {(row.pop("employee_id"), row.pop("operation_id")): Status(**row) for row in rows}

    @api.model
    def _status_sql(self, day, employees=None, operations=None, known_at=None):
        """employee_id, operation_id, status, may_work, valid_until, since, entry_id, revision_id
        of every person and operation that the ledger knows on ``day``."""
        conditions = [SQL("TRUE")]
        if employees is not None:
            conditions.append(SQL("entry.employee_id = ANY(%s)", employees.ids))
        if operations is not None:
            conditions.append(SQL("entry.operation_id = ANY(%s)", operations.ids))
        if known_at is not None:
            conditions.append(SQL("entry.created_at <= %s", known_at))
        return SQL(STATUS, conditions=SQL(" AND ").join(conditions), day=day, uses=self._uses_sql())

    # --------------------------------------------------------------------------------- uses

    @api.model
    def _uses_sql(self):
        """The days on which people did operations: employee_id, operation_id, day.

        A module that knows of more uses than the measurements adds them with ``UNION ALL``.
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


def _of_every_pair(found, employees, operations):
    return {
        (employee, operation): found.get((employee, operation), NONE)
        for employee in employees.ids
        for operation in operations.ids
    }
