"""A factory inside Odoo for the benchmarks: operations, people, scores, measurements, set-based."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

FIRST_MONDAY = date(2025, 9, 29)
PEOPLE = 400
SHARE_OF_BAD = 20
"""One of so many operations is above its limit."""


@dataclass(frozen=True, slots=True)
class Factory:
    """What the benchmarks measure on."""

    source: Any
    rule: Any
    operations: Any
    weeks: int

    @property
    def cutoff(self) -> date:
        """The Monday after the last week."""
        return FIRST_MONDAY + timedelta(weeks=self.weeks)

    @property
    def day(self) -> str:
        """The day of evaluation: all weeks are complete."""
        return self.cutoff.isoformat()


MEASURE = """
INSERT INTO hr_quality_measurement
       (source_id, source_key, revision, current, state, day, week, week_label, shift,
        operation_id, operation_code, employee_id, employee_code, material, lot,
        produced, good, scrapped, reworked, unit, digest, recorded_at)
SELECT %(source)s, 'K' || n, 1, true, 'taken', day, date_trunc('week', day)::date,
       to_char(day, 'IYYY-"W"IW'), 'early', operation.id, operation.code,
       person.id, person.barcode, 'M-1', 'L-' || (n / 100),
       100, 100 - defective, defective, 0, 'pcs', md5(n::text), now()
  FROM generate_series(1, %(count)s) AS n
 CROSS JOIN LATERAL (SELECT %(monday)s::date + (n %% (%(weeks)s * 7)) AS day) AS calendar
  JOIN operation_number AS operation ON operation.number = (n / (%(weeks)s * 7)) %% %(operations)s
  JOIN person_number AS person
    ON person.number = (n %% 4) + 4 * (operation.number %% (%(people)s / 4))
 CROSS JOIN LATERAL (
       SELECT CASE WHEN operation.number %% %(bad)s = 0
                    AND day >= %(monday)s::date + 7 * (%(weeks)s - 4) THEN 8 ELSE 2 END
           AS defective) AS quality
"""

NUMBERED = """
CREATE TEMP TABLE {name} ON COMMIT DROP AS
SELECT id, {code}, row_number() OVER (ORDER BY id) - 1 AS number FROM {table} WHERE id = ANY(%s)
"""


def fill(env: Any, count: int, operations: int, weeks: int) -> Factory:
    """The factory with ``count`` measurements; what an earlier call measured is replaced."""
    source = env["hr.quality.source"]._of_delivery("bench")
    known = env["hr.quality.operation"].search([("code", "like", "BENCH-")])
    made = known or _operations(env, operations)
    people = env["hr.employee"].search([("barcode", "like", "BENCH")])
    people = people or _people(env, made)
    env.flush_all()
    env.cr.execute("DROP TABLE IF EXISTS operation_number, person_number")
    for name, table, code, ids in (
        ("operation_number", "hr_quality_operation", "code", made.ids),
        ("person_number", "hr_employee", "barcode", people.ids),
    ):
        env.cr.execute(NUMBERED.format(name=name, table=table, code=code), [ids])
    env.cr.execute("DELETE FROM hr_quality_measurement WHERE source_id = %s", [source.id])
    env.cr.execute(
        MEASURE,
        {
            "source": source.id,
            "count": count,
            "monday": FIRST_MONDAY,
            "weeks": weeks,
            "operations": operations,
            "people": PEOPLE,
            "bad": SHARE_OF_BAD,
        },
    )
    env.invalidate_all()
    return Factory(source, _rule(env, weeks), made, weeks)


def _operations(env: Any, count: int) -> Any:
    skill_type = env["hr.skill.type"].create(
        {
            "name": "Benchmark",
            "skill_ids": [(0, 0, {"name": "Settings"})],
            "skill_level_ids": [(0, 0, {"name": "Beginner", "level_progress": 0})],
        }
    )
    department = env["hr.department"].create({"name": "Benchmark"})
    operations = env["hr.quality.operation"].create(
        [
            {
                "code": f"BENCH-{number:04}",
                "name": f"Operation {number}",
                "unit": "pcs",
                "department_id": department.id,
                "skill_line_ids": [(0, 0, {"skill_id": skill_type.skill_ids.id})],
            }
            for number in range(count)
        ]
    )
    standards = env["hr.quality.standard"].create(
        [{"name": operation.name, "operation_id": operation.id} for operation in operations]
    )
    env["hr.quality.standard.revision"].create(
        [
            {
                "standard_id": standard.id,
                "number": "1",
                "date_from": FIRST_MONDAY - timedelta(days=1),
                "limit": 0.05,
            }
            for standard in standards
        ]
    )
    return operations


def _people(env: Any, operations: Any) -> Any:
    people = env["hr.employee"].create(
        [{"name": f"Person {number}", "barcode": f"BENCH{number:05}"} for number in range(PEOPLE)]
    )
    signer = quality_engineer(env)
    skill = operations.skill_line_ids.skill_id[:1]
    ledger = env["hr.quality.qualification"]
    ledger._append(
        [
            {
                "employee_id": person.id,
                "skill_id": skill.id,
                "kind": "assessed",
                "score": 70,
                "date": FIRST_MONDAY,
                "signer_id": signer.id,
                "evidence": "Benchmark",
            }
            for person in people
        ]
    )
    return people


def quality_engineer(env: Any) -> Any:
    """Who signs the scores, and may see everybody's work."""
    users = env["res.users"]
    values = {
        "name": "Quality engineer",
        "login": "bench_quality",
        "group_ids": [(4, env.ref("base_act.base_act_group_quality").id)],
    }
    return users.search([("login", "=", values["login"])]) or users.create(values)


def _rule(env: Any, weeks: int) -> Any:
    rules = env["hr.quality.rule"]
    found = rules.search([("name", "=", "Benchmark")])
    rules.search([("id", "not in", found.ids)]).active = False
    return found or rules.create({"name": "Benchmark", "horizon_weeks": weeks})


def records(factory: Factory, start: int, count: int) -> list[dict[str, Any]]:
    """``count`` records as a source delivers them, numbered from ``start``."""
    codes = factory.operations.mapped("code")
    return [
        {
            "key": f"LOAD{number}",
            "revision": 1,
            "day": (FIRST_MONDAY + timedelta(days=number % 364)).isoformat(),
            "shift": "early",
            "operation": codes[number % len(codes)],
            "work_center": None,
            "employee": f"BENCH{number % PEOPLE:05}",
            "material": "M-1",
            "lot": f"L-{number // 100}",
            "produced": "100",
            "good": "97",
            "scrapped": "2",
            "reworked": "1",
            "unit": "pcs",
        }
        for number in range(start, start + count)
    ]
