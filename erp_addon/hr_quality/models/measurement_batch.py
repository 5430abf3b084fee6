"""How measurements are read and stored."""

from ..tools.measurement_record import read_record
from .fact_batch import FactBatch


class MeasurementBatch(FactBatch):
    table = "hr_quality_measurement"
    codes = {"operation": "operation", "employee": "employee", "work_center": "work_center"}
    columns = {
        "day": "date",
        "week": "date",
        "week_label": "text",
        "shift": "text",
        "material": "text",
        "lot": "text",
        "order_code": "text",
        "serial": "text",
        "produced": "numeric",
        "good": "numeric",
        "scrapped": "numeric",
        "reworked": "numeric",
        "unit": "text",
    }

    def parse(self, raw):
        return read_record(raw, self.env)

    def refusal(self, record, units):
        expected = units.get(record.operation)
        if expected is None or expected == record.unit:
            return None
        return self.env._(
            "The unit is %(unit)s, but operation %(operation)s counts in %(expected)s.",
            unit=record.unit,
            operation=record.operation,
            expected=expected,
        )

    def row(self, record):
        return {
            "day": record.day.isoformat(),
            "week": record.week.isoformat(),
            "week_label": record.week_label,
            "shift": record.shift,
            "material": record.material,
            "lot": record.lot,
            "order_code": record.order,
            "serial": record.serial,
            "produced": str(record.produced),
            "good": str(record.good),
            "scrapped": str(record.scrapped),
            "reworked": str(record.reworked),
            "unit": record.unit,
        }
