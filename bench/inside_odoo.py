"""What is measured inside Odoo: deciding, loading, tracing and opening, beside the bare SQL.

Runs inside Odoo on a database of its own (``demo.runtime.odoo_server.OdooServer.script``); nothing
of it is committed but the rows that are measured on.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any

from bench.odoo_factory import fill, records
from bench.odoo_screens import count_needs, count_trace

REPETITIONS = 5
BATCH = 20_000

# The same question as a rule asks, as one would write it by hand: weekly rates of each operation,
# those above the limit in force, runs of three such weeks in a row, the mean score of their people.
DECIDE_BARE = """
WITH weekly AS (
    SELECT operation_id, week, sum(produced) AS produced, sum(scrapped + reworked) AS defective
      FROM hr_quality_measurement
     WHERE current AND state = 'taken' AND week < %(cutoff)s
     GROUP BY operation_id, week
    HAVING sum(produced) >= 50
), judged AS (
    SELECT weekly.*, defective > revision."limit" * produced AS bad
      FROM weekly
      JOIN hr_quality_standard_revision revision
        ON revision.operation_id = weekly.operation_id AND revision.date_from <= week
       AND (revision.date_to IS NULL OR revision.date_to >= week)
), numbered AS (
    SELECT judged.*, row_number() OVER (PARTITION BY operation_id ORDER BY week)
           - row_number() OVER (PARTITION BY operation_id, bad ORDER BY week) AS run
      FROM judged
), run AS (
    SELECT operation_id, min(week) AS first_week, max(week) AS last_week
      FROM numbered WHERE bad GROUP BY operation_id, run HAVING count(*) >= 3
), person AS (
    SELECT DISTINCT run.operation_id, measurement.employee_id
      FROM run JOIN hr_quality_measurement measurement
        ON measurement.operation_id = run.operation_id
       AND measurement.week BETWEEN run.first_week AND run.last_week AND measurement.current
)
SELECT person.operation_id, avg(entry.score)
  FROM person
  JOIN hr_quality_operation_skill demand ON demand.operation_id = person.operation_id
  JOIN hr_quality_qualification entry
    ON entry.employee_id = person.employee_id AND entry.skill_id = demand.skill_id
 GROUP BY person.operation_id
HAVING avg(entry.score) < 80
"""

LOAD_BARE = """
INSERT INTO hr_quality_measurement (
                  source_id, source_key, revision, current, state, day, week, week_label, shift,
                  operation_id, operation_code, employee_id, employee_code, material, lot,
                  produced, good, scrapped, reworked, unit, digest, recorded_at)
SELECT %(source)s, r.key, r.revision, true, 'taken', r.day, date_trunc('week', r.day)::date,
       to_char(r.day, 'IYYY-"W"IW'), r.shift, operation.id, r.operation, employee.id, r.employee,
       r.material, r.lot, r.produced, r.good, r.scrapped, r.reworked, r.unit, md5(r.key), now()
  FROM json_to_recordset(%(rows)s) AS r (
       key text, revision int8, day date, shift text, operation text, employee text, material text,
       lot text, produced numeric, good numeric, scrapped numeric, reworked numeric, unit text)
  JOIN hr_quality_operation operation ON operation.code = r.operation
  JOIN hr_employee employee ON employee.barcode = r.employee
    ON CONFLICT (source_id, source_key, revision) DO NOTHING
"""


def run(env: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Measure; ``given`` has ``measurements``, ``operations``, ``weeks``, ``loaded``, ``needs``.

    Returns name → ``{"value", "limit", "unit"}``.
    """
    few = fill(env, given["measurements"] // 10, given["operations"], given["weeks"])
    queries = _queries(env, lambda: _evaluate(env, few.rule, few.day))
    plant = fill(env, given["measurements"], given["operations"], given["weeks"])
    env.cr.execute("ANALYZE")
    return {
        **_deciding(env, plant, queries),
        **_loading(env, plant, given["loaded"]),
        **count_trace(env, plant),
        **count_needs(env, plant, given["needs"]),
    }


def _deciding(env: Any, plant: Any, queries_of_few: int) -> dict[str, Any]:
    decide = _seconds(env, lambda: _evaluate(env, plant.rule, plant.day))
    bare = _seconds(env, lambda: env.cr.execute(DECIDE_BARE, {"cutoff": plant.cutoff}))
    queries = _queries(env, lambda: _evaluate(env, plant.rule, plant.day))
    return {
        "all rules over 1,000,000 measurements, of the bare SQL": _figure(
            decide * 1000, bare * 1000, "ms"
        ),
        "queries to evaluate 1,000,000 measurements, of those for 100,000": _figure(
            queries, queries_of_few, "queries"
        ),
    }


def _evaluate(env: Any, rule: Any, day: str) -> None:
    answer = rule.evaluate(day)
    env.flush_all()
    if not answer["raised"]:
        raise RuntimeError("The benchmark's plant raised no need: it measures nothing.")


def _loading(env: Any, plant: Any, count: int) -> dict[str, Any]:
    batches = [records(plant, start, BATCH) for start in range(0, count, BATCH)]
    measurement = env["hr.quality.measurement"]

    def load() -> None:
        for batch in batches:
            outcome = measurement._record_batch("bench", batch)
            if outcome["created"] != len(batch):
                raise RuntimeError(f"The benchmark's batch was not taken in: {outcome}")

    def load_bare() -> None:
        for batch in batches:
            env.cr.execute(LOAD_BARE, {"source": plant.source.id, "rows": json.dumps(batch)})

    return {
        "100,000 measurements loaded, of a bare INSERT … ON CONFLICT": _figure(
            _seconds(env, load, 3) * 1000, _seconds(env, load_bare, 3) * 1000, "ms"
        )
    }


def _figure(value: float, limit: float, unit: str) -> dict[str, Any]:
    return {"value": value, "limit": limit, "unit": unit}


def _seconds(env: Any, work: Callable[[], object], repetitions: int = REPETITIONS) -> float:
    """The median time of ``work``, each time on the same data."""
    laps: list[float] = []
    for _ in range(repetitions):
        env.invalidate_all()
        with _undone(env):
            start = perf_counter()
            work()
            laps.append(perf_counter() - start)
    return median(laps)


def _queries(env: Any, work: Callable[[], object]) -> int:
    env.invalidate_all()
    with _undone(env):
        before = env.cr.sql_log_count
        work()
        return env.cr.sql_log_count - before


@contextmanager
def _undone(env: Any) -> Iterator[None]:
    """Roll back what is done inside, so that the next repetition finds the same."""
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")
    try:
        yield
    finally:
        env.clear()
        env.cr.execute("ROLLBACK TO SAVEPOINT bench")
