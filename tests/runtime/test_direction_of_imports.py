"""The add-ons know neither gateway, adapters nor demo: they install without them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.runtime.layout import addons_folder

FOREIGN = {"gateway", "adapters", "demo", "bench", "tests"}


def imported(source: str) -> Iterator[str]:
    """The first part of every absolute import in a source text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def test_the_addons_know_nothing_of_the_rest() -> None:
    files = list(addons_folder().rglob("*.py"))
    assert len(files) > 30
    broken = {
        str(file): found for file in files if (found := FOREIGN & set(imported(file.read_text())))
    }
    assert broken == {}


@pytest.mark.parametrize("line", ["import gateway.cli", "from adapters.contract import Record"])
def test_an_import_of_the_rest_would_be_seen(line: str) -> None:
    assert FOREIGN & set(imported(f"def later():\n    {line}\n"))


def test_no_addon_names_a_python_package_of_ours() -> None:
    for manifest in addons_folder().glob("*/__manifest__.py"):
        needed = ast.literal_eval(manifest.read_text()).get("external_dependencies", {})
        assert not FOREIGN & set(needed.get("python", ())), manifest


def test_the_folder_of_the_addons_is_no_python_package(
    pytestconfig: pytest.Config,
) -> None:
    assert not (Path(pytestconfig.rootpath) / "erp_addon" / "__init__.py").exists()
