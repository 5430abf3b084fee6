"""How inspections and their nonconformities are read and stored."""

from odoo import fields
from odoo.tools import SQL

from ..tools.inspection_record import read_inspection, read_nonconformity
from ..tools.plant_day import plant_day
from .fact_batch import FactBatch

# The standard revision that was in force on the day of the inspection.
STANDARD_IN_FORCE = """
    UPDATE hr_quality_inspection i
       SET standard_revision_id = (
           SELECT r.id FROM hr_quality_standard_revision r
            WHERE r.operation_id = i.operation_id AND r.date_from <= i.day
              AND (r.date_to IS NULL OR r.date_to >= i.day))
     WHERE i.source_id = %(source)s AND %(which)s
"""

# A nonconformity goes with the inspection that it was found in, whichever came in first.
FOLLOW_INSPECTION = """
    UPDATE hr_quality_nonconformity n
       SET inspection_id = i.id, day = i.day, state = i.state,
           operation_id = i.operation_id, operation_code = i.operation_code,
           employee_id = i.employee_id, employee_code = i.employee_code,
           lot = i.lot, serial = i.serial, order_code = i.order_code, material = i.material
      FROM hr_quality_inspection i
     WHERE i.source_id = %(source)s AND n.source_id = i.source_id
       AND i.source_key = n.found_in AND i.current AND %(which)s
"""


class InspectionBatch(FactBatch):
    table = "hr_quality_inspection"
    codes = {"operation": "operation", "employee": "employee", "inspector": "employee"}
    informative = ("inspector",)
    columns = {
        "kind": "text",
        "result": "text",
        "day": "date",
        "decided_at": "timestamp",
        "lot": "text",
        "serial": "text",
        "order_code": "text",
        "material": "text",
        "inspected": "numeric",
        "nonconforming": "numeric",
        "is_counted": "bool",
        "unit": "text",
        "standard_code": "text",
    }

    def parse(self, raw):
        return read_inspection(raw, self.env)

    def day(self, record):
        """The day of the decision in the plant; while it is open, that of its creation."""
        return plant_day(self.env, record.decided) if record.decided else record.created

    def row(self, record):
        counted = record.nonconforming is not None
        return {
            "kind": record.kind,
            "result": record.result,
            "day": self.day(record).isoformat(),
            "decided_at": fields.Datetime.to_string(record.decided) or None,
            "lot": record.lot,
            "serial": record.serial,
            "order_code": record.order,
            "material": record.material,
            "inspected": str(record.inspected),
            "nonconforming": str(record.nonconforming) if counted else None,
            "is_counted": counted,
            "unit": record.unit,
            "standard_code": record.standard,
        }

    def complete(self, keys):
        self.env["hr.quality.standard.revision"].flush_model()
        self._execute(STANDARD_IN_FORCE, which=_among("i.source_key", keys))
        self._execute(FOLLOW_INSPECTION, which=_among("n.found_in", keys))


class NonconformityBatch(FactBatch):
    table = "hr_quality_nonconformity"
    columns = {
        "found_in": "text",
        "code_group": "text",
        "code": "text",
        "text": "text",
        "cause": "text",
        "place": "text",
        "quantity": "numeric",
        "unit": "text",
        "day": "date",
        "lot": "text",
        "serial": "text",
        "order_code": "text",
        "material": "text",
    }

    def parse(self, raw):
        return read_nonconformity(raw, self.env)

    def row(self, record):
        return {
            "found_in": record.found_in,
            "code_group": record.code_group,
            "code": record.code,
            "text": record.text,
            "cause": record.cause,
            "place": record.place,
            "quantity": str(record.quantity),
            "unit": record.unit,
            "day": record.day and record.day.isoformat(),
            "lot": record.lot,
            "serial": record.serial,
            "order_code": record.order,
            "material": record.material,
        }

    def complete(self, keys):
        self._execute(FOLLOW_INSPECTION, which=_among("n.source_key", keys))


def _among(column, keys):
    return SQL("%s = ANY(%s)", SQL.identifier(*column.split(".")), keys)
