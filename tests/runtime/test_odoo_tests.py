"""A run of Odoo's own tests is judged by what ran, not by the exit code alone."""

import pytest

from demo.runtime.odoo_tests import _judge, _with_twins

HEAD = "2026-04-06 08:00:00,000 77 {level} db {logger}: {text}"


def line(level: str, logger: str, text: str) -> str:
    return HEAD.format(level=level, logger=logger, text=text)


RAN = line("INFO", "odoo.tests.stats", "hr_quality: 40 tests 2.35s 1234 queries")


def test_tests_that_ran_and_passed() -> None:
    assert _judge(["hr_quality"], 0, [RAN]) == 0


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (1, [RAN]),
        (0, []),
        (0, [line("INFO", "odoo.tests.stats", "hr_quality: 0 tests 0.0s 0 queries")]),
        (0, [RAN, line("WARNING", "odoo.addons.hr_quality.models.x", "two fields, one label")]),
        (0, [RAN, line("ERROR", "odoo.sql_db", "bad query")]),
    ],
)
def test_runs_that_fail(code: int, lines: list[str]) -> None:
    assert _judge(["hr_quality"], code, lines) == 1


def test_a_skipped_test_fails_where_ci_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = line("INFO", "odoo.addons.hr_quality.tests.test_x", "skipped test_tour : no Chrome")
    monkeypatch.delenv("CI", raising=False)
    assert _judge(["hr_quality"], 0, [RAN, skipped]) == 0
    monkeypatch.setenv("CI", "true")
    assert _judge(["hr_quality"], 0, [RAN, skipped]) == 1


def test_a_module_may_be_tested_by_a_module_of_its_own() -> None:
    assert _with_twins(["base_act"]) == ["base_act", "test_base_act"]
    twin = line("INFO", "odoo.tests.stats", "test_base_act: 145 tests 9.00s 4000 queries")
    assert _judge(["base_act", "test_base_act"], 0, [twin]) == 0
    assert _judge(["base_act"], 0, [RAN]) == 1
