"""Recording a batch of measurements: a fixed number of queries, whatever its size."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.measurement_record import (
    MeasurementRecord,
    RecordRejected,
    delivered_key,
    read_record,
)

CODE_FIELDS = {"operation": "operation", "employee": "employee", "work_center": "work_center"}

TIE_CODES = """
    INSERT INTO hr_quality_alias AS alias
           (source_id, kind, code, employee_id, operation_id, work_center_id, shared,
            tied_by_hand, waiting_count, first_day, last_day, delivered_at,
            create_uid, create_date, write_uid, write_date)
    SELECT %(source)s, seen.kind, seen.code, employee.id, operation.id, center.id, false,
           false, 0, seen.first_day, seen.last_day, %(now)s,
           %(user)s, %(now)s, %(user)s, %(now)s
      FROM json_to_recordset(%(seen)s)
           AS seen (kind text, code text, first_day date, last_day date)
 LEFT JOIN hr_employee employee
           ON seen.kind = 'employee' AND employee.barcode = seen.code
 LEFT JOIN hr_quality_operation operation
           ON seen.kind = 'operation' AND operation.code = seen.code
 LEFT JOIN hr_quality_work_center center
           ON seen.kind = 'work_center' AND center.code = seen.code
  ORDER BY seen.kind, seen.code
        ON CONFLICT (source_id, kind, code) DO UPDATE
       SET first_day = LEAST(alias.first_day, excluded.first_day),
           last_day = GREATEST(alias.last_day, excluded.last_day),
           delivered_at = excluded.delivered_at
 RETURNING kind, code, COALESCE(employee_id, operation_id, work_center_id),
           (SELECT unit FROM hr_quality_operation WHERE id = alias.operation_id)
"""

KNOWN_REVISIONS = """
    SELECT source_key, revision, digest, current
      FROM hr_quality_measurement
     WHERE source_id = %(source)s AND source_key = ANY(%(keys)s)
"""

SUPERSEDE = """
    UPDATE hr_quality_measurement
       SET current = false
     WHERE source_id = %(source)s AND source_key = ANY(%(keys)s) AND current
"""

INSERT = """
    INSERT INTO hr_quality_measurement
           (source_id, source_key, revision, current, state, day, week, week_label, shift,
            operation_id, operation_code, work_center_id, work_center_code,
            employee_id, employee_code, material, lot,
            produced, good, scrapped, reworked, unit, digest, recorded_at)
    SELECT %(source)s, source_key, revision, current,
           CASE WHEN operation_id IS NULL THEN 'waiting' ELSE 'taken' END,
           day, week, week_label, shift,
           operation_id, operation_code, work_center_id, work_center_code,
           employee_id, employee_code, material, lot,
           produced, good, scrapped, reworked, unit, digest, %(now)s
      FROM json_to_recordset(%(rows)s) AS r (
           source_key text, revision int8, current bool, day date, week date, week_label text,
           shift text, operation_id int, operation_code text, work_center_id int,
           work_center_code text, employee_id int, employee_code text, material text, lot text,
           produced numeric, good numeric, scrapped numeric, reworked numeric, unit text,
           digest text)
  ORDER BY source_key, revision
        ON CONFLICT (source_id, source_key, revision) DO NOTHING
"""


@dataclass
class KnownKey:
    """The revisions of one key, those in the database and those of this batch."""

    digests: dict[int, str] = field(default_factory=dict)
    current: int | None = None
    stored: int | None = None


@dataclass
class Outcome:
    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    superseded: int = 0
    waiting: int = 0
    rejected: list[dict] = field(default_factory=list)

    def reject(self, key, revision, reason):
        self.rejected.append({"key": key, "revision": revision, "reason": str(reason)})


class MeasurementBatch:
    """Records one batch of one source.

    Two batches of a source follow one another: each begins by writing the source's row. Every
    batch also writes the aliases of its codes, so that a batch and a person who ties one of them
    notice each other. Odoo repeats the request that came too late.
    """

    def __init__(self, env, source_code):
        self.env = env(su=True)
        self.now = fields.Datetime.now()
        self.source = self._source(source_code)

    def record(self, records):
        outcome = Outcome()
        self.source._begin_delivery()
        self.env["hr.quality.alias"]._tie_equal_codes(source=self.source)
        good = self._read(records, outcome)
        targets, units = self._resolve_codes(good)
        fitting = self._check_units(good, targets, units, outcome)
        self._store(fitting, targets, outcome)
        self.source._recount_waiting()
        self.env.invalidate_all()
        return vars(outcome)

    def _source(self, code):
        if not isinstance(code, str) or not code.strip():
            raise UserError(self.env._("A batch must name the code of its source."))
        return self.env["hr.quality.source"]._of_delivery(code)

    def _read(self, records, outcome):
        good = []
        for raw in records:
            try:
                good.append(read_record(raw, self.env))
            except RecordRejected as reason:
                outcome.reject(*delivered_key(raw), reason)
        return good

    def _resolve_codes(self, records):
        """{(kind, code): target id or None} and {operation code: unit}; new codes become lines."""
        days = defaultdict(list)
        for record in records:
            for kind in CODE_FIELDS:
                if code := getattr(record, kind):
                    days[kind, code].append(record.day)
        if not days:
            return {}, {}
        seen = [
            {
                "kind": kind,
                "code": code,
                "first_day": min(of_code).isoformat(),
                "last_day": max(of_code).isoformat(),
            }
            for (kind, code), of_code in days.items()
        ]
        rows = self._query(TIE_CODES, seen=json.dumps(seen))
        targets = {(kind, code): target for kind, code, target, _unit in rows}
        units = {code: unit for kind, code, _target, unit in rows if kind == "operation"}
        return targets, units

    def _check_units(self, records, targets, units, outcome):
        fitting = []
        for record in records:
            unit = units.get(record.operation)
            if unit is not None and unit != record.unit:
                reason = self.env._(
                    "The unit is %(unit)s, but operation %(operation)s counts in %(expected)s.",
                    unit=record.unit,
                    operation=record.operation,
                    expected=unit,
                )
                outcome.reject(record.key, record.revision, reason)
            else:
                fitting.append(record)
        return fitting

    def _store(self, records, targets, outcome):
        known = self._known_keys(records)
        fresh = [record for record in records if self._judge(record, known, targets, outcome)]
        if not fresh:
            return
        keys = {
            record.key
            for record in fresh
            if (state := known[record.key]).stored is not None and state.current != state.stored
        }
        if keys:
            self._execute(SUPERSEDE, keys=sorted(keys))
        rows = [_row(record, known[record.key].current, targets) for record in fresh]
        self._execute(INSERT, rows=json.dumps(rows))

    def _known_keys(self, records):
        known = defaultdict(KnownKey)
        if records:
            keys = list({record.key for record in records})
            for key, revision, digest, current in self._query(KNOWN_REVISIONS, keys=keys):
                known[key].digests[revision] = digest
                if current:
                    known[key].current = known[key].stored = revision
        return known

    def _judge(self, record: MeasurementRecord, known, targets, outcome):
        """Whether the record is to be stored; counts what it is."""
        state = known[record.key]
        if record.revision in state.digests:
            if state.digests[record.revision] == record.digest:
                outcome.unchanged += 1
            else:
                reason = self.env._(
                    "Revision %(revision)s was recorded before with other content. Send a"
                    " correction under a higher revision.",
                    revision=record.revision,
                )
                outcome.reject(record.key, record.revision, reason)
            return False
        state.digests[record.revision] = record.digest
        if state.current is not None and record.revision < state.current:
            outcome.superseded += 1
            return True
        if state.current is None:
            outcome.created += 1
        else:
            outcome.replaced += 1
        state.current = record.revision
        if targets["operation", record.operation] is None:
            outcome.waiting += 1
        return True

    def _parameters(self, parameters):
        return {
            "source": self.source.id,
            "now": self.now,
            "user": self.env.uid,
            **parameters,
        }

    def _execute(self, query, **parameters):
        self.env.cr.execute(SQL(query, **self._parameters(parameters)))

    def _query(self, query, **parameters):
        self._execute(query, **parameters)
        return self.env.cr.fetchall()


def _row(record: MeasurementRecord, current, targets):
    return {
        "source_key": record.key,
        "revision": record.revision,
        "current": record.revision == current,
        "day": record.day.isoformat(),
        "week": record.week.isoformat(),
        "week_label": record.week_label,
        "shift": record.shift,
        "operation_id": targets["operation", record.operation],
        "operation_code": record.operation,
        "work_center_id": targets.get(("work_center", record.work_center)),
        "work_center_code": record.work_center,
        "employee_id": targets.get(("employee", record.employee)),
        "employee_code": record.employee,
        "material": record.material,
        "lot": record.lot,
        "produced": str(record.produced),
        "good": str(record.good),
        "scrapped": str(record.scrapped),
        "reworked": str(record.reworked),
        "unit": record.unit,
        "digest": record.digest,
    }
