"""Who may do what today, as a list that is calculated when it is asked for."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.plant_day import plant_day

STATUSES = [
    ("qualified", "Qualified"),
    ("retraining_due", "Retraining Due"),
    ("exempt", "Exempted"),
    ("suspended", "Suspended"),
    ("revoked", "Revoked"),
    ("outdated", "Outdated"),
    ("expired", "Expired"),
    ("none", "Not Qualified"),
]


class HrQualityPermission(models.Model):
    """One person and operation: whether he may do it today, and until when.

    Whom the ledger knows for an operation, and who has done it in the last 8 weeks without being
    in it.
    """

    _name = "hr.quality.permission"
    _description = "Permission to Do an Operation"
    _auto = False
    _order = "employee_id, operation_id"
    # What is to be in the database before it is calculated.
    _depends = {
        "hr.employee": ["active", "current_version_id"],
        "hr.quality.measurement": ["current", "day", "employee_id", "operation_id", "state"],
        "hr.quality.operation": ["active"],
        "hr.quality.qualification": [
            "date",
            "employee_id",
            "kind",
            "operation_id",
            "revision_id",
            "unused_months",
            "valid_until",
        ],
        "hr.quality.standard.revision": ["date_from", "requires_retraining"],
    }
    _rec_name = "employee_id"

    employee_id = fields.Many2one("hr.employee", readonly=True)
    operation_id = fields.Many2one("hr.quality.operation", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    status = fields.Selection(STATUSES, readonly=True)
    may_work = fields.Boolean(string="May Do It", readonly=True)
    permitted = fields.Integer(
        string="Permissions", readonly=True, aggregator="sum", help="1 if the person may do it."
    )
    since = fields.Date(readonly=True)
    valid_until = fields.Date(readonly=True)
    entry_id = fields.Many2one("hr.quality.qualification", string="Ledger Entry", readonly=True)
    revision_id = fields.Many2one(
        "hr.quality.standard.revision", string="Standard Revision", readonly=True
    )
    last_use = fields.Date(readonly=True, help="The last day in 8 weeks on which it was done.")

    @property
    def _table_query(self):
        ledger = self.env["hr.quality.qualification"]
        day = plant_day(self.env)
        return SQL(_PERMISSIONS, statuses=ledger._status_sql(day), uses=ledger._uses_sql(), day=day)

    @api.depends("employee_id", "operation_id")
    def _compute_display_name(self):
        for permission in self:
            permission.display_name = (
                f"{permission.sudo().employee_id.name}: "
                f"{permission.sudo().operation_id.display_name}"
            )

    # ------------------------------------------------------------------------------ asking

    def action_open_entries(self):
        """What the ledger says about this person and operation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_qualification_action"
        )
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("operation_id", "=", self.operation_id.id),
        ]
        return {**action, "domain": domain, "context": {}}


# The id is made of both, so that it names the same pair in every query.
_PERMISSIONS = """
WITH held AS (%(statuses)s), worked AS (
    SELECT employee_id, operation_id, max(day) AS last_use
      FROM (%(uses)s) uses
     WHERE operation_id IS NOT NULL AND day > %(day)s::date - 56 AND day <= %(day)s
     GROUP BY employee_id, operation_id
)
SELECT (coalesce(held.employee_id, worked.employee_id)::bigint << 24)
           + coalesce(held.operation_id, worked.operation_id) AS id,
       employee.id AS employee_id, operation.id AS operation_id, employee_version.department_id,
       coalesce(held.status, 'none') AS status,
       coalesce(held.may_work, FALSE) AS may_work,
       CASE WHEN held.may_work THEN 1 ELSE 0 END AS permitted,
       held.since, held.valid_until, held.entry_id, held.revision_id, worked.last_use
  FROM held
  FULL JOIN worked
    ON worked.employee_id = held.employee_id AND worked.operation_id = held.operation_id
  JOIN hr_employee employee
    ON employee.id = coalesce(held.employee_id, worked.employee_id) AND employee.active
  JOIN hr_quality_operation operation
    ON operation.id = coalesce(held.operation_id, worked.operation_id) AND operation.active
  LEFT JOIN hr_version employee_version ON employee_version.id = employee.current_version_id
"""
