"""``quality-loop`` by hand: what it prints, for people and for programs, and its exit codes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from loop_building import Mes, write_settings
from typer.testing import CliRunner, Result

from adapters.contract import COMMAND_TYPES, Stream
from gateway.cli import make_cli


def call(*arguments: str) -> Result:
    return CliRunner().invoke(make_cli(arguments), arguments)


@pytest.fixture
def configured(
    tmp_path: Path, warehouse_url: str, mes: Mes, monkeypatch: pytest.MonkeyPatch
) -> Path:
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings())
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(file))
    return file


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_pull_and_sources(configured: Path, mes: Mes) -> None:
    mes.write("1")
    mes.write("2", unit="furlong")
    (row,) = told(call("pull", "--json"))
    assert (row["source"], row["created"], row["rejected"]) == ("mes", 1, 1)
    (state,) = (row for row in told(call("sources", "--json")) if row["state"])
    assert (state["state"], state["records"], state["open_rejections"]) == ("ok", 1, 1)
    assert "mes" in call("sources").stdout
    assert call("sources", "--check").exit_code == 0


def test_sources_say_what_each_can_do(configured: Path, mes: Mes) -> None:
    """Given a mapping of counts alone, then before the first pull the adapter's own word is shown,
    and after it what the source can do under its settings.
    """

    def capabilities() -> dict[tuple[str | None, str | None], str]:
        rows = told(call("sources", "--json"))
        return {(r["stream"], r["command"]): r["capability"] for r in rows if r["capability"]}

    assert [r["state"] for r in told(call("sources", "--json")) if r["state"]] == ["never"]
    assert capabilities()["defect", None] == "supported"
    call("pull")
    found = capabilities()
    assert {stream for stream, _ in found} == {None, *Stream}
    assert {command for _, command in found} == {None, *COMMAND_TYPES}
    assert found["production_count", None] == "supported"
    assert found["defect", None] == "unsupported"
    shown = call("sources").stdout
    assert re.search(r"^what +mes *$", shown, re.MULTILINE)
    assert re.search(r"^defect +unsupported *$", shown, re.MULTILINE)
    assert re.search(r"^create_notification +\w+( \w+)?$", shown, re.MULTILINE)


def test_of_a_source_without_a_usable_adapter_all_is_unknown(
    tmp_path: Path, warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_settings(tmp_path, warehouse_url, odd={"adapter": "nosuch"})
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(file))
    rows = told(call("sources", "--json"))
    assert {row["capability"] for row in rows} == {None, "unknown"}


def test_a_source_that_is_down_is_exit_code_1_and_a_sentence(configured: Path, mes: Mes) -> None:
    mes.file.unlink()
    result = call("pull", "mes")
    assert result.exit_code == 1
    assert "database file is not there" in result.stdout
    assert call("sources", "--check").exit_code == 1


def test_an_unknown_source_is_exit_code_2(configured: Path) -> None:
    result = call("pull", "nosuch")
    assert result.exit_code == 2
    assert result.stderr == "There is no source nosuch in the settings; there are: mes.\n"


def test_rejected_rows_are_listed_shown_and_replayed_after_a_fix(
    configured: Path, mes: Mes
) -> None:
    """Given rows with unknown units, when the mapping learns one of them, then the replay settles
    its rows, and the other stays with today's reason.
    """
    mes.write("1", unit="dozen")
    mes.write("2", unit="furlong")
    call("pull")
    listed = told(call("rejected", "list", "--json"))
    assert [(row["key"], row["reason"]) for row in listed] == [
        ("1", "unknown_unit"),
        ("2", "unknown_unit"),
    ]
    (counted,) = told(call("rejected", "list", "--count", "--json"))
    assert counted["open"] == 2
    shown = told(call("rejected", "show", str(listed[0]["id"]), "--json"))
    assert shown["raw"]["row"]["r.unit"] == "dozen"

    assert call("rejected", "replay").exit_code == 2
    mes.know_unit(", dozen: 12")
    result = call("rejected", "replay", "--source", "mes", "--json")
    assert result.exit_code == 1
    done = json.loads(result.stdout)
    assert (done["tried"], done["settled"], done["still_rejected"]) == (2, 1, 1)
    (left,) = told(call("rejected", "list", "--json"))
    assert (left["key"], left["times"]) == ("2", 2)
    assert call("rejected", "list", "--reason", "nosuch").stdout == "No row is rejected.\n"
    assert call("rejected", "show", "999").exit_code == 1


def test_feed_without_an_erp_is_exit_code_2(configured: Path) -> None:
    result = call("feed")
    assert result.exit_code == 2
    assert result.stderr == "erp is missing: add a table [erp] with adapter and url.\n"


def test_a_warehouse_that_was_not_migrated_says_what_to_run(
    tmp_path: Path, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_settings(tmp_path, fresh_database)
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(file))
    result = call("sources")
    assert result.exit_code == 1
    assert "Run quality-loop migrate." in result.stderr
    assert call("migrate").exit_code == 0
    assert told(call("sources", "--json")) == []


@pytest.mark.parametrize("command", ["sources", "pull", "feed", "worker", "migrate"])
def test_a_warehouse_that_is_down_is_a_sentence(
    configured: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("QUALITY_LOOP_WAREHOUSE_URL", "postgresql://u:geheim@127.0.0.1:9/x")
    result = call(command)
    assert result.exit_code == 1
    assert "The warehouse does not answer" in result.stderr
    assert "geheim" not in result.output
