"""What the READMEs promise: their links lead somewhere, their commands exist, both say the same.

That the commands do what they say is tested where they are made: ``tests/runtime`` for make and
the demo, ``tests/whole_loop`` for the query and the menus, ``tests/gateway`` for docs/graphql.md
and docs/writing-an-adapter.md.
"""

import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import make_cli

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = [
    *READMES,
    "CONTRIBUTING.md",
    "docs/graphql.md",
    "docs/adapters.md",
    "docs/writing-an-adapter.md",
    *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/adapters/*.md")),
]


def text(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", text(name))
    local = [link for link in links if "://" not in link]
    missing = [link for link in local if not (ROOT / name).parent.joinpath(link).exists()]
    assert missing == []


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (
        [re.sub(r"\s*#.*", "", block) for block in re.findall(r"```sh\n(.*?)```", text(name), re.S)]
        for name in READMES
    )
    assert english == chinese
    assert len(english) >= 2


def test_both_languages_have_the_same_chapters() -> None:
    english, chinese = (re.findall(r"^(#+) ", text(name), re.M) for name in READMES)
    assert english == chinese


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text(name), re.M))
    database = subprocess.run(
        ["make", "-pRrq", ":"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    known = set(re.findall(r"^([a-z][a-z-]*):", database, re.M))
    assert targets - known == set()
    assert {"demo", "test"} <= targets or name == "CONTRIBUTING.md"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_exist(name: str) -> None:
    for command in sorted(set(re.findall(r"quality-loop ([a-z]+(?: [a-z][a-z-]*)?)", text(name)))):
        arguments = [*command.split(), "--help"]
        shown = CliRunner().invoke(make_cli(arguments), arguments)
        assert shown.exit_code == 0, f"quality-loop {command}: {shown.output}"


def test_contributing_fits_one_page() -> None:
    assert len(text("CONTRIBUTING.md").splitlines()) <= 60


def test_the_modules_are_those_of_the_readme() -> None:
    manifest = {
        folder.parent.name: folder.read_text()
        for folder in (ROOT / "erp_addon").glob("*/__manifest__.py")
    }
    for name in re.findall(r"`((?:base|hr)_[a-z_]+)`", text("README.md")):
        assert name in manifest
    named = re.search(r"install \*(.+?)\*", text("README.md"))
    assert named
    assert f'"{named.group(1)}"' in manifest["hr_quality_training"]
