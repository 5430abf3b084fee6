from odoo import api, fields, models
from odoo.addons.base_act.models.base_act_protected import ALL_FIELDS
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.big_integer import BigInteger
from .fact_batch import FactBatch

MAX_BATCH = 20_000
HAND, FILE = "hand", "file"
"""Sources of what people enter, one by one or as a file."""
FACTS = ("hr.quality.measurement", "hr.quality.inspection", "hr.quality.nonconformity")


class HrQualityFact(models.AbstractModel):
    """What a source says about production or quality: a measurement, an inspection.

    Comes in through :meth:`record_batch` alone. ``(source, key)`` names the record, a later
    revision replaces an earlier one, and what was replaced is kept (``current`` is false).

    A record of an unknown operation *waits*: it counts nowhere. One of a known operation and an
    unknown or shared badge counts for the operation, without a person.
    """

    _name = "hr.quality.fact"
    _description = "Fact of a Source"
    _inherit = ["base.act.protected"]
    _act_protected_fields = ALL_FIELDS
    _log_access = False
    _rec_name = "source_key"

    _quality_batch: type[FactBatch]
    """How its records are read and stored."""

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
    operation_id = fields.Many2one("hr.quality.operation", ondelete="restrict")
    operation_code = fields.Char()
    employee_id = fields.Many2one("hr.employee", ondelete="restrict")
    employee_code = fields.Char(string="Badge")
    material = fields.Char()
    lot = fields.Char()
    serial = fields.Char(string="Serial Number")
    order_code = fields.Char(
        string="Order", help="The production or work order, as its source calls it."
    )
    unit = fields.Char(required=True)
    digest = fields.Char(required=True, help="Tells whether a repeated delivery says the same.")
    recorded_at = fields.Datetime(required=True)

    _revision_unique = models.Constraint(
        "UNIQUE (source_id, source_key, revision)", "This revision was recorded already."
    )
    _current_unique = models.UniqueIndex("(source_id, source_key) WHERE current")
    _operation_day_index = models.Index("(operation_id, day) WHERE operation_id IS NOT NULL")
    _employee_day_index = models.Index("(employee_id, day) WHERE employee_id IS NOT NULL")
    _lot_index = models.Index("(lot) WHERE lot IS NOT NULL")
    _serial_index = models.Index("(serial) WHERE serial IS NOT NULL")
    _order_index = models.Index("(order_code) WHERE order_code IS NOT NULL")
    _waiting_operation_index = models.Index(
        "(source_id, operation_code) WHERE operation_id IS NULL AND operation_code IS NOT NULL"
    )
    _waiting_employee_index = models.Index(
        "(source_id, employee_code) WHERE employee_id IS NULL AND employee_code IS NOT NULL"
    )

    # ------------------------------------------------------------ one way in, none to change

    def _act_message_wholly_protected(self):
        return self.env._(
            "Records of a source are taken in and changed by nobody. A correction comes from the"
            " source as a higher revision."
        )

    def _act_message_protected(self, names):
        return self._act_message_wholly_protected()

    @api.model
    def _record_as_feeder(self, source, records):
        if not self.env.user.has_group("hr_quality.hr_quality_group_feeder"):
            raise AccessError(
                self.env._("Only the technical user that feeds Quality Loop may record batches.")
            )
        if isinstance(source, str) and source.strip() in self._own_sources():
            raise AccessError(
                self.env._(
                    "“%s” is recorded by Odoo itself, and by nobody from outside. Deliver under a"
                    " code of your own.",
                    source,
                )
            )
        return self._record_batch(source, records)

    @api.model
    def _own_sources(self) -> frozenset[str]:
        """Codes of sources that Odoo itself records: by hand, from a file. Modules add theirs."""
        return frozenset((HAND, FILE))

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
        return self._quality_batch(self.env, source).record(records)

    # --------------------------------------------------------------- following the aliases

    @api.model
    def _retarget(self, source_id, kind, code, old_target, new_target):
        """Moves the records of a code from one target to another, all revisions alike."""
        for role in self._roles_of(kind):
            column = f"{role}_id"
            assignments = [SQL("%s = %s", SQL.identifier(column), new_target or None)]
            if kind == "operation":
                assignments.append(SQL("state = %s", "taken" if new_target else "waiting"))
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE source_id = %s AND %s = %s AND %s",
                    SQL.identifier(self._table),
                    SQL(", ").join(assignments),
                    source_id,
                    SQL.identifier(f"{role}_code"),
                    code,
                    self._held_by(column, old_target),
                )
            )
        self._retargeted(source_id, kind, code)
        self.invalidate_model()

    @api.model
    def _retargeted(self, source_id, kind, code):
        """Fill what follows from the new target of a code, by SQL."""

    @api.model
    def _roles_of(self, kind):
        """The names of its codes of this kind: an inspection has two people."""
        return [name for name, of_kind in self._quality_batch.codes.items() if of_kind == kind]

    def _held_by(self, column, target):
        if target:
            return SQL("%s = %s", SQL.identifier(column), target)
        return SQL("%s IS NULL", SQL.identifier(column))

    @api.model
    def _waiting_sql(self, kind):
        """How many current records wait for the alias ``a`` of this kind."""
        return [
            SQL(
                "(SELECT count(*) FROM %(table)s m WHERE m.source_id = a.source_id"
                " AND m.%(code)s = a.code AND m.%(target)s IS NULL AND m.current)",
                table=SQL.identifier(self._table),
                code=SQL.identifier(f"{role}_code"),
                target=SQL.identifier(f"{role}_id"),
            )
            for role in self._roles_of(kind)
            if role not in self._quality_batch.informative
        ]
