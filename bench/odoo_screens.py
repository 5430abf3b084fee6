"""Queries that a screen or an answer costs, whatever the size of the database."""

from collections.abc import Callable
from typing import Any

from bench.odoo_factory import quality_engineer

MOST_QUERIES_OF_A_TRACE = 12


def count_trace(env: Any, plant: Any) -> dict[str, Any]:
    """A lot's trace in the full database, as quality asks for it, beside the most queries."""
    trace = env["hr.quality.trace"].with_user(quality_engineer(env))
    if not trace.get_trace("lot", "L-500")["events"]:
        raise RuntimeError("The benchmark's lot has no events: it measures nothing.")
    queries = _queries(env, lambda: trace.get_trace("lot", "L-500"))
    return {
        "queries of a lot's trace in 1,000,000 measurements, of at most 12": {
            "value": queries,
            "limit": MOST_QUERIES_OF_A_TRACE,
            "unit": "queries",
        }
    }


def count_needs(env: Any, plant: Any, count: int) -> dict[str, Any]:
    """The need's list and form with ``count`` needs, beside the same with 100."""
    figures: dict[str, dict[str, Any]] = {}
    few, many = 100, count
    _needs(env, plant, few)
    limits = {name: _queries(env, opened) for name, opened in _screens(env).items()}
    _copies(env, many - few)
    for name, opened in _screens(env).items():
        figures[f"queries to open the need's {name} among 20,000, of among 100"] = {
            "value": _queries(env, opened),
            "limit": limits[name],
            "unit": "queries",
        }
    return figures


def _screens(env: Any) -> dict[str, Callable[[], object]]:
    needs = env["hr.quality.need"]

    def specification(kind: str) -> dict[str, Any]:
        views = needs.get_views([(False, kind)])
        fields = views["models"]["hr.quality.need"]["fields"]
        arch = views["views"][kind]["arch"]
        return {name: {} for name in fields if f'name="{name}"' in arch}

    listed, formed = specification("list"), specification("form")
    first = needs.search([], order="id", limit=1)
    return {
        "list": lambda: needs.web_search_read([], listed, limit=80),
        "form": lambda: first.web_read(formed),
    }


def _needs(env: Any, plant: Any, count: int) -> None:
    operations = plant.operations
    env["hr.quality.need"].with_context(tracking_disable=True)._act_create(
        [
            {
                "kind": "person",
                "state": "confirmed",
                "operation_id": operations[number % len(operations)].id,
            }
            for number in range(count)
        ]
    )
    env.flush_all()


NEW_NEEDS = """
CREATE TEMP TABLE copied_need ON COMMIT DROP AS
SELECT need.id AS copied_id, nextval(pg_get_serial_sequence('hr_quality_need', 'id')) AS id
  FROM generate_series(1, %(count)s) AS number
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM hr_quality_need) AS need
    ON need.place = number %% (SELECT count(*) FROM hr_quality_need)
"""

COPY_NEEDS = """
INSERT INTO hr_quality_need (id, name, {columns})
SELECT copied_need.id, 'BENCH-' || copied_need.id, {columns}
  FROM copied_need JOIN (SELECT id AS copied_id, {columns} FROM hr_quality_need) AS need
 USING (copied_id)
"""

COPY_ACTIVITIES = """
INSERT INTO mail_activity (res_id, {columns})
SELECT copied_need.id, {columns}
  FROM copied_need JOIN mail_activity ON mail_activity.res_id = copied_id
 WHERE mail_activity.res_model = 'hr.quality.need'
"""


def _copies(env: Any, count: int) -> None:
    """So many more needs with their activities, set-based: by acts they take half an hour."""
    env.cr.execute(NEW_NEEDS, {"count": count})
    for template, model, own in (
        (COPY_NEEDS, "hr.quality.need", {"id", "name"}),
        (COPY_ACTIVITIES, "mail.activity", {"id", "res_id"}),
    ):
        env.cr.execute(template.format(columns=_columns(env[model], own)))
    env.cr.execute("ANALYZE hr_quality_need, mail_activity")
    env.invalidate_all()
    found = env["hr.quality.need"].search_count([])
    if found < count:
        raise RuntimeError(f"The benchmark has {found} needs: it measures nothing.")


def _columns(model: Any, own: set[str]) -> str:
    """The columns of a model's table, but those that each row has of its own."""
    fields = (field for field in model._fields.values() if field.store and field.column_type)
    return ", ".join(f'"{field.name}"' for field in fields if field.name not in own)


def _queries(env: Any, work: Callable[[], object]) -> int:
    work()  # what the registry caches once is not the screen's
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    work()
    return env.cr.sql_log_count - before
