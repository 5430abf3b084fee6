from odoo import api, fields, models
from odoo.tools import SQL

from .measurement_batch import MeasurementBatch


class HrQualityMeasurement(models.Model):
    """What was produced in an operation on a day and shift, by whom (ISO 22400-2 quantities)."""

    _name = "hr.quality.measurement"
    _description = "Measurement"
    _inherit = ["hr.quality.fact"]
    _order = "day desc, id desc"
    _log_access = False
    _quality_batch = MeasurementBatch

    day = fields.Date(required=True, help="The day on which the shift began.")
    week = fields.Date(required=True, help="The Monday of the ISO week.")
    week_label = fields.Char(string="ISO Week", required=True)
    shift = fields.Char()
    operation_code = fields.Char(required=True)
    work_center_id = fields.Many2one("hr.quality.work.center", ondelete="restrict")
    work_center_code = fields.Char()
    produced = fields.Float(digits=(18, 6), required=True)
    good = fields.Float(digits=(18, 6), required=True)
    scrapped = fields.Float(digits=(18, 6), required=True)
    reworked = fields.Float(digits=(18, 6), required=True)

    _quantities_balance = models.Constraint(
        "CHECK (produced = good + scrapped + reworked"
        " AND good >= 0 AND scrapped >= 0 AND reworked >= 0)",
        "Produced must be good + scrapped + reworked, and none negative.",
    )
    _state_of_operation = models.Constraint(
        "CHECK ((operation_id IS NULL) = (state = 'waiting'))",
        "A measurement waits as long as its operation is unknown.",
    )
    _day_index = models.Index("(day, id)")
    _work_center_index = models.Index("(work_center_id) WHERE work_center_id IS NOT NULL")
    _waiting_work_center_index = models.Index(
        "(source_id, work_center_code)"
        " WHERE work_center_id IS NULL AND work_center_code IS NOT NULL"
    )

    @api.model
    def record_batch(self, source, records):
        """Takes in measurements of a source; the same batch twice changes nothing.

        :param str source: code of the source
        :param list records: at most 20,000 of ``{"key", "revision", "day", "shift", "operation",
            "work_center", "employee", "material", "lot", "order", "serial", "produced", "good",
            "scrapped", "reworked", "unit"}``; quantities are decimal text, the day is
            ``YYYY-MM-DD``, ``employee`` is the badge or null.
        :return: ``{"created", "replaced", "unchanged", "superseded", "waiting", "rejected"}``:
            numbers of records; ``superseded`` came after a later revision and are history only;
            ``waiting`` (of those created or replaced) have an operation nobody has tied yet;
            ``rejected`` is a list of ``{"key", "revision", "reason"}``.
        :raises AccessError: the caller is not a feeder
        """
        return self._record_as_feeder(source, records)

    @api.model
    def _units(self, source_id, code, old_target):
        """The units of the current measurements of an operation code."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT unit FROM hr_quality_measurement"
                " WHERE source_id = %s AND operation_code = %s AND current AND %s",
                source_id,
                code,
                self._held_by("operation_id", old_target),
            )
        )
        return {unit for (unit,) in rows}
