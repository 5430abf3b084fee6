from odoo import api, fields, models
from odoo.addons.base_act.models.base_act_protected import ALL_FIELDS
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.big_integer import BigInteger
from .hr_quality_alias import TARGETS
from .measurement_batch import MeasurementBatch

MAX_BATCH = 20_000


class HrQualityMeasurement(models.Model):
    """What was produced in an operation on a day and shift, by whom (ISO 22400-2 quantities).

    Comes in through :meth:`record_batch` alone. ``(source, key)`` names the measurement, a later
    revision replaces an earlier one, and what was replaced is kept (``current`` is false).

    A measurement of an unknown operation *waits*: it counts nowhere. One of a known operation and
    an unknown or shared badge counts for the operation, without a person.
    """

    _name = "hr.quality.measurement"
    _description = "Measurement"
    _inherit = ["base.act.protected"]
    _act_protected_fields = ALL_FIELDS
    _order = "day desc, id desc"
    _log_access = False
    _rec_name = "source_key"

    source_id = fields.Many2one("hr.quality.source", required=True, ondelete="restrict")
    source_key = fields.Char(string="Key", required=True)
    revision = BigInteger(required=True)
    current = fields.Boolean(
        required=True, help="Not replaced by a later revision of the same key."
    )
    state = fields.Selection(
        [("taken", "Taken In"), ("waiting", "Waiting")],
        required=True,
        help="Waiting: the code of its operation is not tied yet, so it counts nowhere.",
    )
    day = fields.Date(required=True, help="The day on which the shift began.")
    week = fields.Date(required=True, help="The Monday of the ISO week.")
    week_label = fields.Char(string="ISO Week", required=True)
    shift = fields.Char()
    operation_id = fields.Many2one("hr.quality.operation", ondelete="restrict")
    operation_code = fields.Char(required=True)
    work_center_id = fields.Many2one("hr.quality.work.center", ondelete="restrict")
    work_center_code = fields.Char()
    employee_id = fields.Many2one("hr.employee", ondelete="restrict")
    employee_code = fields.Char(string="Badge")
    material = fields.Char()
    lot = fields.Char()
    produced = fields.Float(digits=(18, 6), required=True)
    good = fields.Float(digits=(18, 6), required=True)
    scrapped = fields.Float(digits=(18, 6), required=True)
    reworked = fields.Float(digits=(18, 6), required=True)
    unit = fields.Char(required=True)
    digest = fields.Char(required=True, help="Tells whether a repeated delivery says the same.")
    recorded_at = fields.Datetime(required=True)

    _revision_unique = models.Constraint(
        "UNIQUE (source_id, source_key, revision)", "This revision was recorded already."
    )
    _quantities_balance = models.Constraint(
        "CHECK (produced = good + scrapped + reworked"
        " AND good >= 0 AND scrapped >= 0 AND reworked >= 0)",
        "Produced must be good + scrapped + reworked, and none negative.",
    )
    _state_of_operation = models.Constraint(
        "CHECK ((operation_id IS NULL) = (state = 'waiting'))",
        "A measurement waits as long as its operation is unknown.",
    )
    _current_unique = models.UniqueIndex("(source_id, source_key) WHERE current")
    _day_index = models.Index("(day, id)")
    _operation_day_index = models.Index("(operation_id, day) WHERE operation_id IS NOT NULL")
    _employee_day_index = models.Index("(employee_id, day) WHERE employee_id IS NOT NULL")
    _work_center_index = models.Index("(work_center_id) WHERE work_center_id IS NOT NULL")
    _waiting_operation_index = models.Index(
        "(source_id, operation_code) WHERE operation_id IS NULL"
    )
    _waiting_employee_index = models.Index(
        "(source_id, employee_code) WHERE employee_id IS NULL AND employee_code IS NOT NULL"
    )
    _waiting_work_center_index = models.Index(
        "(source_id, work_center_code)"
        " WHERE work_center_id IS NULL AND work_center_code IS NOT NULL"
    )

    # ------------------------------------------------------------ one way in, none to change

    def _act_message_wholly_protected(self):
        return self.env._(
            "Measurements are recorded by their source and changed by nobody. A correction comes"
            " from the source as a higher revision."
        )

    def _act_message_protected(self, names):
        return self._act_message_wholly_protected()

    @api.model
    def record_batch(self, source, records):
        """Takes in measurements of a source; the same batch twice changes nothing.

        :param str source: code of the source
        :param list records: at most 20,000 of ``{"key", "revision", "day", "shift", "operation",
            "work_center", "employee", "material", "lot", "produced", "good", "scrapped",
            "reworked", "unit"}``; quantities are decimal text, the day is ``YYYY-MM-DD``,
            ``employee`` is the badge or null.
        :return: ``{"created", "replaced", "unchanged", "superseded", "waiting", "rejected"}``:
            numbers of records; ``superseded`` came after a later revision and are history only;
            ``waiting`` (of those created or replaced) have an operation nobody has tied yet;
            ``rejected`` is a list of ``{"key", "revision", "reason"}``.
        :raises AccessError: the caller is not a feeder
        """
        if not self.env.user.has_group("hr_quality.hr_quality_group_feeder"):
            raise AccessError(
                self.env._("Only the technical user that feeds measurements may record them.")
            )
        return self._record_batch(source, records)

    @api.model
    def _record_batch(self, source, records):
        if not isinstance(records, list | tuple):
            raise UserError(self.env._("The records of a batch must be a list."))
        if len(records) > MAX_BATCH:
            raise UserError(
                self.env._(
                    "A batch holds at most %(limit)s records, this one has %(count)s. Send it in"
                    " parts.",
                    limit=MAX_BATCH,
                    count=len(records),
                )
            )
        return MeasurementBatch(self.env, source).record(records)

    # --------------------------------------------------------------- following the aliases

    @api.model
    def _retarget(self, source_id, kind, code, old_target, new_target):
        """Moves the measurements of a code from one target to another, all revisions alike."""
        column = TARGETS[kind]
        assignments = [SQL("%s = %s", SQL.identifier(column), new_target or None)]
        if kind == "operation":
            assignments.append(SQL("state = %s", "taken" if new_target else "waiting"))
        self.env.cr.execute(
            SQL(
                "UPDATE hr_quality_measurement SET %s WHERE source_id = %s AND %s = %s AND %s",
                SQL(", ").join(assignments),
                source_id,
                SQL.identifier(f"{kind}_code"),
                code,
                self._held_by(column, old_target),
            )
        )
        self.invalidate_model()

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

    def _held_by(self, column, target):
        if target:
            return SQL("%s = %s", SQL.identifier(column), target)
        return SQL("%s IS NULL", SQL.identifier(column))
