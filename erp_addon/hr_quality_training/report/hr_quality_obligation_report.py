"""How well the parties keep what they owe each other."""

from odoo import fields, models, tools
from odoo.tools import SQL


class HrQualityObligationReport(models.Model):
    """Occurrences of obligations, for graph and pivot.

    In a group the share kept is that of all its occurrences which are settled: kept in time /
    (kept + late + missed).
    """

    _name = "hr.quality.obligation.report"
    _description = "Obligation Analysis"
    _auto = False
    _order = "due_on desc"
    _rec_name = "due_on"

    obligation_id = fields.Many2one("hr.quality.obligation", readonly=True)
    party = fields.Selection(
        [("operations", "Operations"), ("quality", "Quality"), ("hr", "HR")], readonly=True
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    due_on = fields.Date("Due", readonly=True)
    state = fields.Selection(
        [("due", "Due"), ("kept", "Kept"), ("late", "Late"), ("missed", "Missed")], readonly=True
    )
    settled = fields.Integer(readonly=True)
    kept = fields.Integer(readonly=True)
    late = fields.Integer(readonly=True)
    missed = fields.Integer(readonly=True)
    late_days = fields.Integer("Days Late", readonly=True)
    kept_rate = fields.Float(
        "Kept in Time", readonly=True, aggregator="avg", help="kept / (kept + late + missed)"
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW %s AS
                SELECT id, obligation_id, party, department_id, due_on, state, late_days,
                       (state <> 'due')::int AS settled,
                       (state = 'kept')::int AS kept,
                       (state = 'late')::int AS late,
                       (state = 'missed')::int AS missed,
                       CASE WHEN state <> 'due' THEN (state = 'kept')::int::float END AS kept_rate
                  FROM hr_quality_obligation_due
                """,
                SQL.identifier(self._table),
            )
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "kept_rate:avg":
            return SQL(
                "SUM(%s)::float / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, "kept", query),
                self._field_to_sql(self._table, "settled", query),
            )
        return super()._read_group_select(aggregate_spec, query)
