"""All adapters that come along are platinum: each has a bench, and keeps every rule on it."""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from adapters.conformance import BENCH_ENTRY_POINTS, RULES, Bench, Rule
from adapters.conformance.run import run_rule
from adapters.contract import SOURCE_ENTRY_POINTS


def shipped(group: str) -> dict[str, EntryPoint]:
    """What this distribution names in a group, not what somebody else has installed."""
    points = entry_points(group=group)
    return {point.name: point for point in points if point.dist and point.dist.name == NAME}


NAME = "quality-loop"
ADAPTERS = shipped(SOURCE_ENTRY_POINTS)
BENCHES = shipped(BENCH_ENTRY_POINTS)
CASES = [
    pytest.param(point, rule, id=f"{name}-{rule.id}")
    for name, point in sorted(BENCHES.items())
    for rule in RULES
]


def test_every_adapter_has_a_bench_and_every_bench_an_adapter() -> None:
    assert {"b2mml", "rest", "sap", "sparkplug", "sql"} <= ADAPTERS.keys()
    assert {name.partition(".")[0] for name in BENCHES} == ADAPTERS.keys()


def test_sql_has_one_on_each_of_its_databases() -> None:
    assert {"sql.sqlite", "sql.postgresql", "sql.mariadb"} <= BENCHES.keys()


@pytest.mark.parametrize("name", sorted(BENCHES))
def test_a_bench_is_one_of_the_adapter_that_it_is_named_after(name: str) -> None:
    bench = BENCHES[name].load()
    assert issubclass(bench, Bench)
    assert bench.adapter is ADAPTERS[name.partition(".")[0]].load()


@pytest.mark.parametrize(("point", "rule"), CASES)
def test_every_rule_is_met(point: EntryPoint, rule: Rule, tmp_path: Path) -> None:
    """Or does not apply to such a system; what a bench does not show is not met."""
    bench = point.load()
    if not rule.is_no_matter(bench.adapter):
        outcome = run_rule(rule, bench, tmp_path)
        assert outcome.counts, outcome.told()
