from odoo import fields, models, tools
from odoo.tools import SQL


class HrQualityMeasurementReport(models.Model):
    """The measurements that count, for graph and pivot.

    In a group the defect rate is that of all its pieces, (scrapped + reworked) / produced, and
    not the mean of the rates of its rows.
    """

    _name = "hr.quality.measurement.report"
    _description = "Measurement Analysis"
    _auto = False
    _order = "day desc"
    _rec_name = "day"

    day = fields.Date(readonly=True)
    week_label = fields.Char(string="ISO Week", readonly=True)
    shift = fields.Char(readonly=True)
    source_id = fields.Many2one("hr.quality.source", readonly=True)
    operation_id = fields.Many2one("hr.quality.operation", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    work_center_id = fields.Many2one("hr.quality.work.center", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    material = fields.Char(readonly=True)
    lot = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    produced = fields.Float(digits=(16, 2), readonly=True)
    good = fields.Float(digits=(16, 2), readonly=True)
    scrapped = fields.Float(digits=(16, 2), readonly=True)
    reworked = fields.Float(digits=(16, 2), readonly=True)
    defective = fields.Float(digits=(16, 2), readonly=True, help="Scrapped and reworked together.")
    defect_rate = fields.Float(
        readonly=True, aggregator="avg", help="(scrapped + reworked) / produced"
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW %s AS
                SELECT m.id, m.day, m.week_label, m.shift, m.source_id, m.operation_id,
                       o.department_id, COALESCE(m.work_center_id, o.work_center_id)
                       AS work_center_id, m.employee_id, m.material, m.lot, m.unit,
                       m.produced, m.good, m.scrapped, m.reworked,
                       m.scrapped + m.reworked AS defective,
                       (m.scrapped + m.reworked) / NULLIF(m.produced, 0) AS defect_rate
                  FROM hr_quality_measurement m
                  JOIN hr_quality_operation o ON o.id = m.operation_id
                 WHERE m.current AND m.state = 'taken'
                """,
                SQL.identifier(self._table),
            )
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec == "defect_rate:avg":
            return SQL(
                "SUM(%s) / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, "defective", query),
                self._field_to_sql(self._table, "produced", query),
            )
        return super()._read_group_select(aggregate_spec, query)
