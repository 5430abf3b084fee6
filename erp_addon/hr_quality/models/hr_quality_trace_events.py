"""What this module knows for a trace: production, inspections, standards, qualifications."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from ..tools.plant_day import plant_day
from ..tools.trace import Check, Event, Notice, Revision, Training, Work

TRAINED = ("assessed", "qualified")
"""Kinds of entries that say somebody was trained and judged."""

# What was produced, per day, shift, operation and person.
PRODUCTION = """
    SELECT day, shift, operation_id, operation_code, employee_id, employee_code, unit,
           sum(produced) AS produced, sum(scrapped) AS scrapped, sum(reworked) AS reworked,
           count(*) AS rows, min(id) AS id
      FROM hr_quality_measurement f
     WHERE current AND %s
  GROUP BY day, shift, operation_id, operation_code, employee_id, employee_code, unit
"""

# Every select of _trace_rows has these columns.
INSPECTIONS = """
    SELECT 'inspection' AS kind, f.decided_at AS at, f.day, f.employee_id, f.operation_id,
           'hr.quality.inspection' AS res_model, f.id AS res_id,
           jsonb_build_object(
               'kind', f.kind, 'result', f.result, 'inspected', f.inspected, 'unit', f.unit,
               'nonconforming', f.nonconforming, 'standard', COALESCE(r.number, f.standard_code),
               'who', COALESCE(p.name, f.inspector_code), 'subject', %(subject)s) AS data
      FROM hr_quality_inspection f
 LEFT JOIN hr_employee p ON p.id = f.inspector_id
 LEFT JOIN hr_quality_standard_revision r ON r.id = f.standard_revision_id
     WHERE f.current AND (%(subject)s OR (
           f.kind = 'supervision' AND f.employee_id = ANY(%(people)s)
           AND (%(every)s OR f.operation_id = ANY(%(operations)s))))
"""
NONCONFORMITIES = """
    SELECT 'nonconformity', i.decided_at, COALESCE(f.day, f.recorded_at::date), f.employee_id,
           f.operation_id, 'hr.quality.nonconformity', f.id,
           jsonb_build_object(
               'code_group', f.code_group, 'code', f.code, 'text', f.text, 'cause', f.cause,
               'place', f.place, 'quantity', f.quantity, 'unit', f.unit)
      FROM hr_quality_nonconformity f
 LEFT JOIN hr_quality_inspection i ON i.id = f.inspection_id
     WHERE f.current AND %(subject)s
"""
STANDARDS = """
    SELECT 'standard', NULL, r.date_from, NULL, r.operation_id,
           'hr.quality.standard.revision', r.id,
           jsonb_build_object(
               'number', r.number, 'date_to', r.date_to, 'limit', r."limit",
               'grace_days', r.grace_days, 'requires_retraining', r.requires_retraining,
               'name', COALESCE(s.name->>%(lang)s, s.name->>'en_US'))
      FROM hr_quality_standard_revision r
      JOIN hr_quality_standard s ON s.id = r.standard_id
     WHERE r.operation_id = ANY(%(operations)s) AND r.date_from <= %(last)s
"""
QUALIFICATIONS = """
    SELECT 'qualification', q.created_at, q.date, q.employee_id, q.operation_id,
           'hr.quality.qualification', q.id,
           jsonb_build_object(
               'kind', q.kind, 'score', q.score, 'until', q.valid_until, 'reason', q.reason,
               'evidence', q.evidence, 'revision_id', q.revision_id, 'revision', r.number,
               'who', concat_ws(', ', p.name, p2.name),
               'skill', COALESCE(k.name->>%(lang)s, k.name->>'en_US'),
               'operations', CASE WHEN q.operation_id IS NULL THEN (
                   SELECT json_agg(o.operation_id) FROM hr_quality_operation_skill o
                    WHERE o.skill_id = q.skill_id AND o.operation_id = ANY(%(operations)s)) END)
      FROM hr_quality_qualification q
      JOIN res_users u ON u.id = q.signer_id JOIN res_partner p ON p.id = u.partner_id
 LEFT JOIN res_users u2 ON u2.id = q.second_signer_id
 LEFT JOIN res_partner p2 ON p2.id = u2.partner_id
 LEFT JOIN hr_skill k ON k.id = q.skill_id
 LEFT JOIN hr_quality_standard_revision r ON r.id = q.revision_id
     WHERE q.employee_id = ANY(%(people)s) AND (
           %(every)s OR q.operation_id = ANY(%(operations)s)
           OR (q.operation_id IS NULL AND q.skill_id IN (
               SELECT skill_id FROM hr_quality_operation_skill
                WHERE operation_id = ANY(%(operations)s))))
"""
ACKNOWLEDGEMENTS = """
    SELECT 'acknowledgement', a.acknowledged_at, a.due_on, a.employee_id, a.operation_id,
           'hr.quality.acknowledgement', a.id,
           jsonb_build_object(
               'revision_id', a.revision_id, 'number', r.number, 'how', a.acknowledged_by)
      FROM hr_quality_acknowledgement a
      JOIN hr_quality_standard_revision r ON r.id = a.revision_id
     WHERE a.employee_id = ANY(%(people)s)
       AND (%(every)s OR a.operation_id = ANY(%(operations)s)) AND r.date_from <= %(last)s
"""
FILLED = {
    "lot": "f.lot = %s",
    "serial": "f.serial = %s",
    "order": "f.order_code = %s",
}
# Where production names no order, the inspections of the order name its lots.
OF_ORDER = """
    (f.order_code = %(order)s OR (f.order_code IS NULL AND f.lot = ANY(ARRAY(
        SELECT lot FROM hr_quality_inspection
         WHERE order_code = %(order)s AND lot IS NOT NULL))))
"""


class HrQualityTrace(models.AbstractModel):
    _inherit = "hr.quality.trace"

    @api.model
    def _trace_kinds(self):
        return {
            "production": (self.env._("Production"), "fa-cogs"),
            "inspection": (self.env._("Inspections"), "fa-search"),
            "nonconformity": (self.env._("Nonconformities"), "fa-exclamation-triangle"),
            "standard": (self.env._("Standards"), "fa-book"),
            "acknowledgement": (self.env._("Acknowledgements"), "fa-check-square-o"),
            "qualification": (self.env._("Qualifications"), "fa-certificate"),
            "check": (self.env._("Supervision checks"), "fa-eye"),
            **super()._trace_kinds(),
        }

    # -------------------------------------------------------------------------- production

    @api.model
    def _trace_work(self, scope):
        rows = self.env.execute_query_dict(SQL(PRODUCTION, self._trace_subject_sql(scope)))
        scope.found["production"] = rows
        work = [Work(row["employee_id"], row["operation_id"], row["day"]) for row in rows]
        return work + super()._trace_work(scope)

    @api.model
    def _trace_subject_sql(self, scope):
        """The condition that a fact ``f`` is about what is traced."""
        if scope.kind == "employee":
            return SQL(
                "f.employee_id = %s AND f.day BETWEEN %s AND %s",
                scope.employee_id,
                scope.since,
                scope.until,
            )
        conditions = [
            SQL(OF_ORDER, order=scope.value)
            if scope.kind == "order"
            else SQL(FILLED[scope.kind], scope.value)
        ]
        if scope.since:
            conditions.append(SQL("f.day >= %s", scope.since))
        if scope.until:
            conditions.append(SQL("f.day <= %s", scope.until))
        return SQL(" AND ").join(conditions)

    @api.model
    def _trace_known(self, text):
        """Kinds under which a text is known among the facts; one query."""
        tables = ("hr_quality_measurement", "hr_quality_inspection", "hr_quality_nonconformity")
        parts = [
            SQL(
                "(SELECT %s AS kind WHERE EXISTS (SELECT FROM %s f WHERE %s))",
                kind,
                SQL.identifier(table),
                SQL(condition, text),
            )
            for kind, condition in FILLED.items()
            for table in tables
        ]
        rows = self.env.execute_query(SQL(" UNION ").join(parts))
        known = {kind for (kind,) in rows}
        mine = [(kind, text) for kind in FILLED if kind in known]
        return [*mine, *(pair for pair in super()._trace_known(text) if pair not in mine)]

    # ------------------------------------------------------------------------------ events

    @api.model
    def _trace_events(self, scope):
        scope.found.update(self._trace_rows(self._trace_selects(scope)))
        rows = scope.found
        standards = [self._trace_standard(scope, row) for row in rows["standard"]]
        first = scope.first_day
        return [
            *(event for event, end in standards if not (end and first and end < first)),
            *(self._trace_produced(scope, row) for row in rows["production"]),
            *(self._trace_inspected(scope, row) for row in rows["inspection"]),
            *map(self._trace_nonconforming, rows["nonconformity"]),
            *(self._trace_signed(scope, row) for row in rows["qualification"]),
            *(self._trace_acknowledged(scope, row) for row in rows["acknowledgement"]),
            *super()._trace_events(scope),
        ]

    @api.model
    def _trace_selects(self, scope):
        """Selects of the same columns, read in one query; modules add theirs.

        Their rows lie in ``scope.found`` by kind when a module's own ``_trace_events`` goes on
        after ``super()``.
        """
        words = {
            "subject": self._trace_subject_sql(scope),
            "people": scope.people,
            "operations": scope.operations,
            "every": scope.kind == "employee",
            "last": scope.last_day,
            "lang": self.env.lang or "en_US",
        }
        selects = (*(INSPECTIONS, NONCONFORMITIES, STANDARDS, QUALIFICATIONS, ACKNOWLEDGEMENTS),)
        return [SQL(select, **words) for select in selects]

    @api.model
    def _trace_rows(self, selects):
        """{kind: rows} of all selects, in one query."""
        rows = defaultdict(list)
        query = SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)
        for row in self.env.execute_query_dict(query):
            rows[row["kind"]].append(row)
        return rows

    @api.model
    def _trace_event(self, row, **values):
        names = ("at", "day", "employee_id", "operation_id", "res_model", "res_id")
        return Event(**{name: row.get(name) for name in names}, **values)

    @api.model
    def _trace_produced(self, scope, row):
        revision = scope.revision_on(row["operation_id"], row["day"])
        bad = [
            (self.env._("scrapped"), row["scrapped"]),
            (self.env._("reworked"), row["reworked"]),
        ]
        parts = [
            row["shift"] or "",
            *(f"{label} {self._trace_number(value)}" for label, value in bad if value),
            revision and self.env._("standard revision %s in force", revision.number),
            "" if row["operation_id"] else self.env._("operation %s", row["operation_code"]),
        ]
        unknown = row["employee_code"] and not row["employee_id"]
        return self._trace_event(
            {**row, "at": None, "res_model": "hr.quality.measurement", "res_id": row["id"]},
            kind="production",
            title=self.env._(
                "Produced %(quantity)s %(unit)s",
                quantity=self._trace_number(row["produced"]),
                unit=row["unit"],
            ),
            text=" · ".join(filter(None, parts)),
            detail=self.env._("Badge %s, which is nobody's", row["employee_code"])
            if unknown
            else "",
        )

    @api.model
    def _trace_inspected(self, scope, row):
        data = row["data"]
        inspections = self.env["hr.quality.inspection"]
        if data["kind"] == "supervision" and row["employee_id"] and data["result"] != "open":
            check = Check(row["employee_id"], row["operation_id"], None, row["day"])
            scope.checks.append(check)
        counted = data["nonconforming"] is not None
        words = {
            "bad": self._trace_number(data["nonconforming"] or 0),
            "all": self._trace_number(data["inspected"]),
            "unit": data["unit"],
        }
        parts = [
            self.env._("%(bad)s of %(all)s %(unit)s nonconforming", **words)
            if counted
            else self.env._("%(all)s %(unit)s inspected", **words),
            data["standard"] and self.env._("by standard revision %s", data["standard"]),
        ]
        return self._trace_event(
            row,
            kind="inspection" if data["subject"] else "check",
            title=self.env._(
                "%(kind)s inspection: %(result)s",
                kind=self._trace_label(inspections, "kind", data["kind"]),
                result=self._trace_label(inspections, "result", data["result"]).lower(),
            ),
            text=" · ".join(filter(None, parts)),
            who=data["who"] or "",
            tone={"accepted": "good", "rejected": "bad"}.get(data["result"], ""),
            personal=not data["subject"],
        )

    @api.model
    def _trace_nonconforming(self, row):
        data = row["data"]
        return self._trace_event(
            row,
            kind="nonconformity",
            title=" / ".join(filter(None, (data["code_group"], data["code"]))),
            text=f"{self._trace_number(data['quantity'])} {data['unit']}",
            detail=" · ".join(filter(None, (data["text"], data["cause"], data["place"]))),
            tone="bad",
        )

    @api.model
    def _trace_standard(self, scope, row):
        """The event, and the last day of the revision."""
        data = row["data"]
        end = fields.Date.to_date(data["date_to"])
        scope.revisions.append(
            Revision(
                revision_id=row["res_id"],
                operation_id=row["operation_id"],
                number=data["number"],
                date_from=row["day"],
                date_to=end,
                grace_days=data["grace_days"] or 0,
                requires_retraining=data["requires_retraining"] is not False,
            )
        )
        limit = formatLang(self.env, data["limit"] * 100, digits=1)
        text = [
            self.env._("at most %s %% defective", limit),
            end and self.env._("until %s", format_date(self.env, end)),
        ]
        event = self._trace_event(
            row,
            kind="standard",
            title=self.env._(
                "%(standard)s: revision %(number)s takes force",
                standard=data["name"],
                number=data["number"],
            ),
            text=" · ".join(filter(None, text)),
        )
        return event, end

    @api.model
    def _trace_acknowledged(self, scope, row):
        """That somebody took note of a revision; while he has not, on the day it was due."""
        data, due = row["data"], row["day"]
        done = row["at"] and plant_day(self.env, row["at"])
        scope.notices.append(Notice(row["employee_id"], data["revision_id"], due, done))
        words = {"number": data["number"], "day": format_date(self.env, due)}
        late = not done or done > due
        return self._trace_event(
            {**row, "day": done or due},
            kind="acknowledgement",
            title=self.env._("Took note of standard revision %(number)s", **words)
            if done
            else self.env._("Standard revision %(number)s: due, not acknowledged", **words),
            text=self.env._("due on %(day)s", **words) if late and done else "",
            tone="" if done else "bad",
            personal=True,
        )

    @api.model
    def _trace_signed(self, scope, row):
        data = row["data"]
        kind = self._trace_label(self.env["hr.quality.qualification"], "kind", data["kind"])
        title = f"{kind}: {data['skill']}" if data["skill"] else kind
        if data["kind"] in TRAINED:
            scope.trainings += [
                Training(row["employee_id"], operation, row["day"], data["revision_id"], title)
                for operation in data["operations"] or [row["operation_id"]]
            ]
        until = fields.Date.to_date(data["until"])
        parts = [
            data["score"] is not None and self.env._("score %s", self._trace_number(data["score"])),
            data["revision"] and self.env._("on standard revision %s", data["revision"]),
            until and self.env._("valid until %s", format_date(self.env, until)),
        ]
        made = plant_day(self.env, row["at"])
        late = made > row["day"] and self.env._("entered on %s", format_date(self.env, made))
        return self._trace_event(
            {**row, "at": None if late else row["at"]},
            kind="qualification",
            title=title,
            text=" · ".join(filter(None, [*parts, late])),
            detail=" · ".join(filter(None, (data["reason"], data["evidence"]))),
            who=data["who"],
            tone={
                "qualified": "good",
                "reinstated": "good",
                "revoked": "bad",
                "suspended": "bad",
            }.get(data["kind"], ""),
            personal=True,
        )

    # ------------------------------------------------------------------------------- words

    @api.model
    def _trace_label(self, records, name, value):
        return dict(records._fields[name]._description_selection(self.env)).get(value, value or "")

    @api.model
    def _trace_number(self, value):
        """A quantity as people write it: 480, 12.5."""
        whole = float(value).is_integer()
        text = formatLang(self.env, value, digits=0 if whole else 3)
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        return text if whole else text.rstrip("0").rstrip(point)
