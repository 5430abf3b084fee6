"""Everything that is installed is pinned, and no host is named."""

import re
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

import pytest

OURS = "quality-loop"


def normal(name: str) -> str:
    """A package's name as the registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture
def pins(pytestconfig: pytest.Config) -> dict[str, str]:
    lines = (Path(pytestconfig.rootpath) / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_every_installed_package_is_pinned_to_its_version(pins: dict[str, str]) -> None:
    # of this environment; tests make distributions of their own elsewhere
    found = distributions(path=[sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    installed = {normal(each.metadata["Name"]): each.version for each in found}
    installed.pop(OURS)
    wrong = {name: version for name, version in installed.items() if pins.get(name) != version}
    assert wrong == {}


def test_the_pins_are_exact_and_name_no_host(pytestconfig: pytest.Config) -> None:
    text = (Path(pytestconfig.rootpath) / "constraints.txt").read_text()
    for line in text.splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.]+", line), line
