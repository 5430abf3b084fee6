"""Recording a batch of facts of a source: a fixed number of queries, whatever its size."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.record_reading import RecordRejected, delivered_key

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
      FROM %(table)s
     WHERE source_id = %(source)s AND source_key = ANY(%(keys)s)
"""

SUPERSEDE = """
    UPDATE %(table)s
       SET current = false
     WHERE source_id = %(source)s AND source_key = ANY(%(keys)s) AND current
"""

INSERT = """
    INSERT INTO %(table)s
           (source_id, source_key, revision, current, state, digest, recorded_at, %(columns)s)
    SELECT %(source)s, source_key, revision, current, state, digest, %(now)s, %(columns)s
      FROM json_to_recordset(%(rows)s) AS r (
           source_key text, revision int8, current bool, state text, digest text, %(typed)s)
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


class FactBatch:
    """Records one batch of one source.

    Two batches of a source follow one another: each begins by writing the source's row. Every
    batch also writes the aliases of its codes, so that a batch and a person who ties one of them
    notice each other. Odoo repeats the request that came too late.

    A kind of fact says how it is read and stored: its ``columns`` and their SQL types, and the
    ``codes`` (name of the record's field, which is also the columns' → kind of alias).
    """

    table: str
    columns: dict[str, str]
    informative: tuple[str, ...] = ()
    """Codes that nothing waits for, so that they are no lines of the worklist."""
    codes: dict[str, str] = {"operation": "operation", "employee": "employee"}

    def __init__(self, env, source_code):
        self.env = env(su=True)
        self.now = fields.Datetime.now()
        self.source = self._source(source_code)

    # ------------------------------------------------------------- what a kind of fact says

    def parse(self, raw):
        """``raw`` as a record; raises ``RecordRejected``."""
        raise NotImplementedError

    def row(self, record):
        """The values of ``columns``, beside those of the codes."""
        raise NotImplementedError

    def day(self, record):
        """The day of the record, or None."""
        return record.day

    def refusal(self, record, units):
        """Why a readable record cannot be used, or None."""

    def complete(self, keys):
        """Fill what follows from other tables into the records of these keys."""

    # ----------------------------------------------------------------------------- the work

    def record(self, records):
        outcome = Outcome()
        self.source._begin_delivery()
        self.env["hr.quality.alias"]._tie_equal_codes(source=self.source)
        good = self._read(records, outcome)
        targets, units = self._resolve_codes(good)
        self._store(self._usable(good, units, outcome), targets, outcome)
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
                good.append(self.parse(raw))
            except RecordRejected as reason:
                outcome.reject(*delivered_key(raw), reason)
        return good

    def _usable(self, records, units, outcome):
        usable = []
        for record in records:
            reason = self.refusal(record, units)
            if reason is None:
                usable.append(record)
            else:
                outcome.reject(record.key, record.revision, reason)
        return usable

    def _resolve_codes(self, records):
        """{(kind, code): target id or None} and {operation code: unit}; new codes become lines."""
        days = defaultdict(list)
        for record in records:
            for name, kind in self.codes.items():
                if code := getattr(record, name):
                    days[kind, code].append(self.day(record))
        if not days:
            return {}, {}
        seen = [
            {"kind": kind, "code": code, **_span(filter(None, of_code))}
            for (kind, code), of_code in days.items()
        ]
        rows = self._query(TIE_CODES, seen=json.dumps(seen))
        targets = {(kind, code): target for kind, code, target, _unit in rows}
        units = {code: unit for kind, code, _target, unit in rows if kind == "operation"}
        return targets, units

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
        rows = [self._row(record, known[record.key].current, targets) for record in fresh]
        columns = self._all_columns()
        names = [SQL.identifier(name) for name in columns]
        types = [SQL(type_) for type_ in columns.values()]
        self._execute(
            INSERT,
            rows=json.dumps(rows),
            columns=SQL(", ").join(names),
            typed=SQL(", ").join(
                SQL("%s %s", name, type_) for name, type_ in zip(names, types, strict=True)
            ),
        )
        self.complete(sorted({record.key for record in fresh}))

    def _all_columns(self):
        codes = {f"{name}_code": "text" for name in self.codes}
        return {**self.columns, **codes, **{f"{name}_id": "int" for name in self.codes}}

    def _known_keys(self, records):
        known = defaultdict(KnownKey)
        if records:
            keys = list({record.key for record in records})
            for key, revision, digest, current in self._query(KNOWN_REVISIONS, keys=keys):
                known[key].digests[revision] = digest
                if current:
                    known[key].current = known[key].stored = revision
        return known

    def _judge(self, record, known, targets, outcome):
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
        if self._waits(record, targets):
            outcome.waiting += 1
        return True

    def _waits(self, record, targets):
        """Whether the code of its operation is not tied yet."""
        return bool(record.operation) and targets["operation", record.operation] is None

    def _row(self, record, current, targets):
        row = {
            **self.row(record),
            "source_key": record.key,
            "revision": record.revision,
            "current": record.revision == current,
            "state": "waiting" if self._waits(record, targets) else "taken",
            "digest": record.digest,
        }
        for name, kind in self.codes.items():
            code = getattr(record, name)
            row[f"{name}_code"] = code
            row[f"{name}_id"] = targets.get((kind, code))
        return row

    def _parameters(self, parameters):
        return {
            "table": SQL.identifier(self.table),
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


def _span(days):
    days = sorted(days)
    return {
        "first_day": days[0].isoformat() if days else None,
        "last_day": days[-1].isoformat() if days else None,
    }
