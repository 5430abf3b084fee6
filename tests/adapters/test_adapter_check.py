"""``quality-loop adapter check``: a grade for a configured source, without changing anything."""

import json
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from broken_labs import STREAMS, OneMore
from lab_bench import LabBench
from lab_system import SYSTEMS, LabSystem
from typer.testing import CliRunner, Result

from adapters.conformance import RULES, specimen
from adapters.contract import Stream
from gateway.cli import make_cli

ENTRY_POINTS = """
[quality_loop.sources]
lab = lab_adapter:LabSource
onemore = broken_labs:OneMore
leaky = broken_labs:PasswordInRepr
twice = lab_adapter:LabSource
[quality_loop.benches]
lab = lab_bench:LabBench
twice.good = lab_bench:LabBench
twice.bad = test_adapter_check:OneMoreBench
lost = nowhere:Bench
"""


class OneMoreBench(LabBench):
    """Of another kind, on which the adapter gives too much."""

    adapter = OneMore
    streams = STREAMS


@pytest.fixture(scope="module", autouse=True)
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The lab's adapters as if they were somebody's package."""
    site = tmp_path_factory.mktemp("site")
    info = site / "labs-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: labs\nVersion: 1\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    sys.path.append(str(site))
    yield
    sys.path.remove(str(site))


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabSystem]:
    """A running system with rows in it, and the settings of three sources that read it."""
    system = LabSystem()
    for number in range(30):
        for stream in Stream:
            system.write(stream, specimen(stream, number))
    system.write(Stream.PRODUCTION_COUNT, specimen(Stream.PRODUCTION_COUNT, 99), good="many")
    SYSTEMS["the lab"] = system
    tables = "".join(
        f'[sources.{name}]\nadapter = "{adapter}"\naddress = "the lab"\n'
        'password = "correct horse"\n'
        for name, adapter in {"first": "lab", "more": "onemore", "leaks": "leaky"}.items()
    )
    file = tmp_path / "quality-loop.toml"
    file.write_text(f'warehouse_url = "postgresql://nobody@localhost/nothing"\n{tables}')
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(file))
    yield system
    del SYSTEMS["the lab"]


def check(*arguments: str) -> Result:
    words = ["adapter", "check", *arguments]
    return CliRunner().invoke(make_cli(words), words)


def rules(result: Result) -> dict[str, dict[str, Any]]:
    return {rule["rule"]: rule for rule in json.loads(result.stdout)["rules"]}


def test_the_live_system_and_the_bench_together_make_the_grade(lab: LabSystem) -> None:
    result = check("first", "--json", "--rows", "5")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["source"], report["adapter"], report["grade"]) == ("first", "lab", "platinum")
    assert report["answered"] == f"the lab's system, {len(lab.rows)} rows"
    assert list(rules(result)) == [rule.id for rule in RULES]
    assert rules(result)["port"]["shown"] == {"live": "met", "lab": "met"}
    slow = rules(result)["slow-is-timed-out"]
    assert (slow["state"], slow["shown"]) == ("met", {"live": "not shown", "lab": "met"})


def test_the_live_part_alone_says_what_it_cannot_show(lab: LabSystem) -> None:
    result = check("first", "--no-bench", "--json", "--rows", "5")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["grade"] == "no grade"
    assert report["states"]["not met"] == 0
    met = {rule for rule, told in rules(result).items() if told["state"] == "met"}
    assert met >= {
        "port",
        "declared-streams",
        "no-row-repeated",
        "same-cursor-same-records",
        "killed-pull-resumes",
        "foreign-cursor-said",
        "lookup-agrees",
        "replay-agrees",
        "close-releases",
        "threads-do-not-mix",
        "declared-commands",
    }
    assert "takes a bench" in rules(result)["corrections-replace"]["seen"]


def test_nothing_of_the_live_system_is_changed(lab: LabSystem) -> None:
    before = deepcopy(lab.rows)
    check("first", "--no-bench")
    assert (lab.rows, lab.deeds) == (before, [])


@pytest.mark.parametrize(
    ("source", "rule", "said"),
    [
        ("more", "pages-within-limit", "a page held 6 rows where 5 were asked for"),
        ("leaks", "no-secret-leaks", "a secret in repr of the adapter"),
    ],
)
def test_a_rule_that_the_source_breaks_is_told_with_the_mend(
    lab: LabSystem, source: str, rule: str, said: str
) -> None:
    result = check(source, "--rows", "5")
    assert result.exit_code == 1
    assert "no grade" in result.stdout.splitlines()[0]
    assert "without a bench" in result.stdout
    told = result.stdout.split(f"\n{rule} ")[1].split("\n\n")[0]
    assert f"not met: {said}" in told or said in told
    assert "mend: " in told
    assert "correct horse" not in result.stdout


def test_an_adapter_is_checked_on_its_bench_where_no_source_is_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(tmp_path / "none.toml"))
    result = check("lab", "--at-least", "platinum", "--all")
    assert result.exit_code == 0
    assert result.stdout.startswith("no live system (adapter lab): platinum\n")
    for rule in RULES:
        assert f"\n{rule.id} ({rule.grade.word}): {rule.promise}\n" in result.stdout


@pytest.fixture
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(tmp_path / "none.toml"))


@pytest.mark.usefixtures("no_settings")
def test_every_kind_of_bench_has_a_grade_and_what_one_breaks_is_broken() -> None:
    """Given an adapter with two benches, then a rule that is broken on one costs the grade, and it
    is said on which.
    """
    result = check("twice")
    assert result.exit_code == 1
    head, _, told = result.stdout.partition("\n\n")
    assert head.splitlines() == [
        "no live system (adapter twice): no grade",
        "bench twice.bad: no grade (30 met, 1 not met)",
        "bench twice.good: platinum (31 met)",
        "rules: 30 met, 1 not met",
    ]
    assert told.startswith("pages-within-limit (bronze)")
    assert "not met, on twice.bad: production_count: a page held 2 rows" in told


@pytest.mark.usefixtures("no_settings")
def test_one_kind_of_bench_may_be_asked_for() -> None:
    result = check("twice", "--on", "good", "--at-least", "platinum")
    assert result.exit_code == 0
    assert "twice.bad" not in result.stdout
    result = check("twice", "--on", "oracle")
    assert result.exit_code == 2
    assert "twice has no bench on oracle; it has one on: bad, good." in result.stderr


def test_a_system_that_is_away_is_said_and_nothing_is_checked(lab: LabSystem) -> None:
    lab.password = "changed"
    result = check("first")
    assert result.exit_code == 1
    assert "could not be reached, so nothing was checked" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "neither a source nor an adapter nobody"),
        ("sap", "there is nothing to check"),
    ],
)
def test_a_name_that_means_nothing_is_exit_code_2(lab: LabSystem, name: str, said: str) -> None:
    result = check(name, "--no-bench")
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_time_for_the_live_system_is_bounded(
    lab: LabSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lab_adapter import LabSource

    def slowly(source: LabSource, *_arguments: Any) -> list[Any]:
        import time

        time.sleep(1.5)
        return []

    monkeypatch.setattr(LabSource, "_rows", slowly)
    result = check("first", "--no-bench", "--json", "--seconds", "1")
    late = [told for told in rules(result).values() if "the time of 1 s was over" in told["seen"]]
    assert len(late) > 10
