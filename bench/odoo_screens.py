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
    _needs(env, plant, many - few)
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
    first = needs.search([], limit=1)
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


def _queries(env: Any, work: Callable[[], object]) -> int:
    work()  # what the registry caches once is not the screen's
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    work()
    return env.cr.sql_log_count - before
