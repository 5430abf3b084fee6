"""The conformance suite passes what is good, and fails each defect at the rule that it breaks."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from broken_labs import BROKEN, END_OF_TESTS, STREAMS, Lab
from lab_adapter import LabSource
from lab_bench import LabBench
from pydantic import BaseModel

from adapters.conformance import (
    RULES,
    Bench,
    CannotHappen,
    Fault,
    Grade,
    Outcome,
    State,
    grade_of,
    run,
    suite,
)
from adapters.conformance.rules import load
from adapters.conformance.run import run_bench
from adapters.contract import Record

test_conformance_of_the_good_one = suite(LabBench)


@pytest.fixture(scope="module", autouse=True)
def _let_go() -> Iterator[None]:
    yield
    END_OF_TESTS.set()


@pytest.mark.parametrize(
    ("rule", "adapter"), BROKEN, ids=[f"{rule}-{adapter.__name__}" for rule, adapter in BROKEN]
)
def test_a_defect_fails_at_its_rule_and_at_no_other(
    rule: str, adapter: type[LabSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an adapter with one defect, then the suite says so at one rule, and how to mend it."""
    if rule != "memory-stays-flat":
        monkeypatch.setattr(load, "FEW", 10)
        monkeypatch.setattr(load, "MANY", 100)
    monkeypatch.setattr(load, "_PATIENCE", 0.2)
    bench = type("Bench", (LabBench,), {"adapter": adapter, "streams": STREAMS})
    outcomes = list(run_bench(bench, adapter))
    broken = [outcome for outcome in outcomes if outcome.state is State.NOT_MET]
    assert [outcome.rule for outcome in broken] == [rule], "\n".join(o.told() for o in broken)
    assert broken[0].seen
    assert broken[0].mend
    assert grade_of(outcomes) < broken[0].grade


def test_every_rule_has_a_defect_that_fails_it() -> None:
    assert {rule for rule, _ in BROKEN} == {rule.id for rule in RULES}


# ------------------------------------------------------------------ what the bench does not offer


class SmallestBench(Bench):
    """What every bench must offer, and nothing else."""

    adapter = LabSource
    streams = STREAMS

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._whole = LabBench(folder)

    def settings(self) -> dict[str, Any]:
        return self._whole.settings()

    def put(self, record: Record) -> Record:
        return self._whole.put(record)

    def close(self) -> None:
        self._whole.close()


def test_what_a_bench_does_not_offer_is_not_shown_and_costs_the_grade() -> None:
    """Given the smallest bench of a faultless adapter, then nothing is broken, and no grade is
    given for what nobody saw.
    """
    outcomes = {outcome.rule: outcome for outcome in run_bench(SmallestBench, LabSource)}
    assert {outcome.state for outcome in outcomes.values()} == {State.MET, State.NOT_SHOWN}
    assert outcomes["no-row-skipped"].state is State.MET
    assert outcomes["slow-is-timed-out"].state is State.NOT_SHOWN
    assert "`broken(SLOW)`" in outcomes["slow-is-timed-out"].seen
    assert "equipment" in outcomes["declared-streams"].seen
    assert grade_of(outcomes.values()) is Grade.NONE


def test_what_a_system_cannot_do_is_no_matter_and_costs_nothing() -> None:
    class NeverSlow(LabBench):
        def broken(self, fault: Fault) -> Any:
            if fault is Fault.SLOW:
                raise CannotHappen("memory is never slow")
            return super().broken(fault)

    outcomes = list(run_bench(NeverSlow, LabSource))
    (slow,) = [outcome for outcome in outcomes if outcome.rule == "slow-is-timed-out"]
    assert (slow.state, slow.seen) == (State.NO_MATTER, "memory is never slow")
    assert grade_of(outcomes) is Grade.PLATINUM


def test_rules_about_commands_and_secrets_are_no_matter_to_an_adapter_without() -> None:
    class Open(BaseModel):
        address: str
        token: int = 0

    class Reader:
        Settings = Open

    told = {rule.id: rule.is_no_matter(Reader) for rule in RULES}
    assert told["commands-happen-once"] == "it carries out no commands"
    assert told["no-secret-leaks"] == "its settings hold no secret"
    assert told["port"] == ""


def test_the_benchs_own_error_is_told_apart_from_the_adapters() -> None:
    class Clumsy(LabBench):
        def put(self, record: Record) -> Record:
            raise ZeroDivisionError("of the bench")

    (outcome,) = run_bench(Clumsy, LabSource, rules=RULES[:1])
    assert outcome.state is State.NOT_MET
    assert "the bench could not put a ProductionCount: ZeroDivisionError" in outcome.seen
    assert outcome.mend == "mend the bench."


def test_an_adapter_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hangs(Lab):
        def check(self) -> str:
            END_OF_TESTS.wait()
            return ""

    monkeypatch.setattr(run, "PATIENCE", 0.2)
    bench = type("Bench", (LabBench,), {"adapter": Hangs, "streams": STREAMS})
    (outcome,) = run_bench(bench, Hangs, rules=RULES[:1])
    assert "no end of it after 0.2 s" in outcome.seen


def test_a_grade_asks_for_all_below_it() -> None:
    def with_broken(*rules: str) -> Grade:
        states = ((rule, State.NOT_MET if rule.id in rules else State.MET) for rule in RULES)
        return grade_of(Outcome(rule.id, rule.grade, "", state) for rule, state in states)

    assert with_broken() is Grade.PLATINUM
    assert with_broken("memory-stays-flat") is Grade.GOLD
    assert with_broken("memory-stays-flat", "close-releases") is Grade.BRONZE
    assert with_broken("no-row-skipped") is Grade.NONE


# ------------------------------------------------------------------ as tests


PACKAGE_TESTS = """
import sys
sys.path.insert(0, {folder!r})
from adapters.conformance import suite
from broken_labs import STREAMS, OneMore
from lab_bench import LabBench
from test_conformance import SmallestBench

class OneMoreBench(LabBench):
    adapter = OneMore
    streams = STREAMS

test_good = suite(LabBench)
test_one_more = suite(OneMoreBench)
test_smallest = suite(SmallestBench, at_least="bronze")
"""


def test_the_one_line_makes_a_test_for_each_rule_that_says_what_to_mend(tmp_path: Path) -> None:
    """Given a package's tests with the one line, then pytest runs a test for each rule."""
    file = tmp_path / "test_package.py"
    file.write_text(PACKAGE_TESTS.format(folder=str(Path(__file__).parent)), encoding="utf-8")
    chosen = "good and port or limit or away"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rfs", "-k", chosen, str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    said = ran.stdout
    assert "FAILED test_package.py::test_one_more[pages-within-limit]" in said
    assert "a page held 2 rows where 1 were asked for at most" in said
    assert "mend: cut pages at `limit`" in said
    assert "not shown: the bench does not offer `broken(AWAY)`" in said
    assert "FAILED" not in said.replace("FAILED test_package.py::test_one_more", "")
    assert ran.returncode == 1
