"""``quality-loop adapter new`` makes a package that installs, passes and shows up at once."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.conformance import suite
from adapters.conformance.new_adapter.my_system.bench import MySystemBench
from gateway.cli import make_cli
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate
from strangers_environment import StrangersEnvironment

test_conformance_of_the_template = suite(MySystemBench)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(make_cli(arguments), arguments)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Acme", "small letters"),
        ("acme_lab", "small letters"),
        ("9lives", "a letter first"),
        ("acme--lab", "single dashes"),
        ("-x", "No such option"),
        ("../x", "small letters"),
        ("", "small letters"),
        ("sql", "installed already"),
        ("class", "word of Python"),
        ("json", "Python module json already"),
        ("pydantic", "Python module pydantic already"),
        ("gateway", "Python module gateway already"),
    ],
)
def test_a_bad_name_is_refused_with_the_reason(name: str, said: str, tmp_path: Path) -> None:
    result = call("adapter", "new", name, "--into", str(tmp_path))
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "acme-lab" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    result = call("adapter", "new", "acme-lab", "--into", str(tmp_path))
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert [file.name for file in kept.parent.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = call("adapter", "new", "acme-lab", "--into", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_nothing_of_the_template_is_left_in_the_package(tmp_path: Path) -> None:
    call("adapter", "new", "acme-lab-two", "--into", str(tmp_path))
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 10
    for file in files:
        assert not re.search("my.?system", str(file) + file.read_text(), re.IGNORECASE), file
    assert "class AcmeLabTwoSource" in (
        tmp_path / "acme-lab-two" / "acme_lab_two" / "source.py"
    ).read_text(encoding="utf-8")


def test_a_new_package_installs_passes_its_tests_and_feeds_the_warehouse(
    tmp_path: Path, fresh_database: str
) -> None:
    """Given a new adapter in an environment of its own, then the gateway finds it, its tests pass,
    and what it reads is in the warehouse, the unusable row with its reason.
    """
    asyncio.run(_migrated(fresh_database))
    stranger = StrangersEnvironment(tmp_path)
    settings = f"""
warehouse_url = {json.dumps(fresh_database)}
[sources.lab]
adapter = "acme-lab"
folder = "acme-lab/sample"
"""
    (stranger.folder / "quality-loop.toml").write_text(settings, encoding="utf-8")
    stranger.done("quality-loop adapter new acme-lab && pip install -e ./acme-lab")
    assert re.search(
        r"^acme-lab +yes +production_count", stranger.done("quality-loop adapter list"), re.M
    )
    tested = stranger.done("pytest -q acme-lab -k 'port or limit or skipped or replay'")
    assert "4 passed" in tested
    (pulled,) = json.loads(stranger.done("quality-loop pull lab --json"))
    assert (pulled["created"], pulled["rejected"], pulled["problem"]) == (4, 1, None)
    (shown,) = [
        row for row in json.loads(stranger.done("quality-loop sources --json")) if row["state"]
    ]
    assert (shown["source"], shown["stream"]) == ("lab", "production_count")
    assert (shown["state"], shown["open_rejections"]) == ("ok", 1)


async def _migrated(url: str) -> None:
    async with Warehouse.open(Settings(warehouse_url=url)) as warehouse:  # pyright: ignore
        await migrate(warehouse.engine)
