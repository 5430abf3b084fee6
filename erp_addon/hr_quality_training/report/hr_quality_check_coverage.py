"""Coverage of the supervision checks, for graph and pivot."""

from odoo import fields, models, tools
from odoo.addons.hr_quality.tools.plant_day import plant_day, plant_zone
from odoo.tools import SQL


class HrQualityCheckCoverage(models.Model):
    """A row per check that has come due or was done; in a group, coverage is done / due."""

    _name = "hr.quality.check.coverage"
    _description = "Coverage of Supervision Checks"
    _auto = False
    _order = "due_on desc"
    _rec_name = "due_on"
    _depends = {
        "hr.quality.check": [
            "due_on",
            "operation_id",
            "department_id",
            "inspector_id",
            "origin",
            "standing",
            "state",
            "done_on",
        ]
    }

    due_on = fields.Date(readonly=True)
    operation_id = fields.Many2one("hr.quality.operation", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    inspector_id = fields.Many2one("res.users", readonly=True)
    origin = fields.Selection(
        [("training", "Training"), ("sampling", "Sampling Plan")], readonly=True
    )
    standing = fields.Selection(
        [
            ("trained", "Just Trained"),
            ("unqualified", "Without a Qualification"),
            ("new", "Newly Qualified"),
            ("qualified", "Qualified"),
        ],
        readonly=True,
    )
    due = fields.Integer("Checks Due", readonly=True)
    done = fields.Integer("Checks Done", readonly=True)
    in_time = fields.Integer("Done in Time", readonly=True)
    passed = fields.Integer("Checks Passed", readonly=True)
    failed = fields.Integer("Checks Failed", readonly=True)
    waived = fields.Integer("Checks Waived", readonly=True)
    overdue = fields.Integer("Overdue Now", readonly=True)
    coverage = fields.Float(
        readonly=True, aggregator="avg", help="Checks done / checks due; waived ones are not done."
    )

    def init(self):
        """Earlier versions had a view, which knew neither the plant's day nor its zone."""
        tools.drop_view_if_exists(self.env.cr, self._table)

    @property
    def _table_query(self):
        """What is due today may still be done today: it counts once it is done."""
        return SQL(
            """
            SELECT c.id, c.due_on, c.operation_id, c.department_id, c.inspector_id, c.origin,
                   c.standing, 1 AS due,
                   (c.state IN ('passed', 'failed'))::int AS done,
                   (c.state IN ('passed', 'failed') AND
                    (c.done_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date <= c.due_on)::int
                   AS in_time,
                   (c.state = 'passed')::int AS passed,
                   (c.state = 'failed')::int AS failed,
                   (c.state = 'waived')::int AS waived,
                   (c.state = 'due')::int AS overdue,
                   (c.state IN ('passed', 'failed'))::int::float AS coverage
              FROM hr_quality_check c
             WHERE c.state <> 'due' OR c.due_on < %(today)s
            """,
            zone=plant_zone(self.env).key,
            today=plant_day(self.env),
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "coverage:avg":
            return SQL(
                "SUM(%s)::float / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, "done", query),
                self._field_to_sql(self._table, "due", query),
            )
        return super()._read_group_select(aggregate_spec, query)
