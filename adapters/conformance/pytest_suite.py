"""The suite as tests: one for each rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.conformance.bench import Bench
from adapters.conformance.outcome import Grade, State
from adapters.conformance.rulebook import RULES
from adapters.conformance.run import run_rule


def suite(bench: type[Bench], *, at_least: str = "platinum") -> Callable[..., None]:
    """A test function with a case for each rule that the bench's adapter is subject to.

    >>> test_conformance = suite(MyBench)

    A rule that is not kept fails. One that the bench does not show fails too where the grade
    ``at_least`` asks for it, and is skipped above that, with what is missing as the reason.
    """
    import pytest

    wanted = Grade[at_least.upper()]
    subject = [rule for rule in RULES if not rule.is_no_matter(bench.adapter)]

    def test_conformance(rule: Any, tmp_path: Path) -> None:
        outcome = run_rule(rule, bench, tmp_path)
        if outcome.state is State.NOT_MET:
            pytest.fail(outcome.told(), pytrace=False)
        if outcome.state is State.NOT_SHOWN and outcome.grade <= wanted:
            pytest.fail(outcome.told(), pytrace=False)
        if outcome.state is not State.MET:
            pytest.skip(f"{outcome.state}: {outcome.seen}")

    cases = [pytest.param(rule, id=rule.id) for rule in subject]
    return pytest.mark.parametrize("rule", cases)(test_conformance)
