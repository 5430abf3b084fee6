"""The statuses of many days at once, for the trace."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.qualification import NONE, Status
from .hr_quality_qualification_status import FLUSHED


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def _statuses_on(self, employees, operations, moments):
        """{(employee id, operation id, day, known at): Status}, as the ledger stood then.

        As ``_status_at``, for many moments in one query. It checks no right of the caller.

        :param moments: pairs of a day and the moment (UTC) up to which entries were known; None:
            with what was entered since
        """
        moments = sorted(set(moments), key=str)
        found = self._statuses_found(employees, operations, moments) if moments else {}
        return {
            (employee, operation, *moment): found.get((employee, operation, *moment), NONE)
            for employee in employees.ids
            for operation in operations.ids
            for moment in moments
        }

    @api.model
    def _statuses_found(self, employees, operations, moments):
        for model in FLUSHED:
            self.env[model].flush_model()
        asked = SQL(
            "unnest(%s::date[], %s::timestamp[]) AS asked (asked_day, known_at)",
            [day for day, _known_at in moments],
            [known_at or "infinity" for _day, known_at in moments],
        )
        status = self._status_sql(
            SQL("asked.asked_day"), employees, operations, known_at=SQL("asked.known_at")
        )
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT asked_day, NULLIF(asked.known_at, 'infinity') AS known_at, employee_id,"
                " operation_id, status, valid_until, entry_id, revision_id, since"
                " FROM %s CROSS JOIN LATERAL (%s) held",
                asked,
                status,
            )
        )
        names = ("employee_id", "operation_id", "asked_day", "known_at")
        return {tuple(row.pop(name) for name in names): Status(**row) for row in rows}
