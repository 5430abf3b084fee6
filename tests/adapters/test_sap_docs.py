"""What the pages on SAP show works as it stands there."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError
from sap_small import settings, small_sap

from adapters.contract import Stream
from adapters.sap import SapSettings
from adapters.sap.model import load_sap_mapping

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, kind: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def sap_settings(page: str) -> list[dict]:
    found = (tomllib.loads(block).get("sources", {}) for block in blocks(page, "toml"))
    return [sources["sap"] for sources in found if "sap" in sources]


def test_the_settings_of_the_pages_are_settings():
    (connection,) = sap_settings("adapters.md")
    (writes,) = sap_settings("adapters/sap-writing.md")
    assert connection.pop("adapter") == "sap"
    made = SapSettings.model_validate(connection | writes)
    assert made.writes.qualifications == {"W-MAG": "50001234"}
    assert str(made.since) == "2025-01-01"


def test_the_mapping_of_the_page_changes_what_it_says_and_nothing_else(tmp_path: Path):
    (example,) = blocks("adapters/sap.md", "yaml")
    file = tmp_path / "my_sap.yaml"
    file.write_text(example, encoding="utf-8")
    mine, standard = load_sap_mapping(file), load_sap_mapping(Path("standard"))
    (part,), (shipped,) = (each.streams[Stream.NOTIFICATION] for each in (mine, standard))
    assert (part.list.function, part.list.limit) == ("ZQM_NOTIFICATIONS", "IV_ROWS")
    assert part.list.created == shipped.list.created
    kinds = part.fields["kind"].values
    assert (kinds["Z1"], kinds["Q1"]) == ("internal", "complaint")
    assert set(standard.streams) - set(mine.streams) == {Stream.QUALIFICATION}


def test_every_function_of_the_shipped_mapping_stands_on_the_page():
    text = (DOCS / "adapters" / "sap.md").read_text(encoding="utf-8")
    parts = [part for each in load_sap_mapping(Path("standard")).streams.values() for part in each]
    functions = {part.list.function for part in parts}
    functions |= {detail.function for part in parts for detail in part.details}
    assert {name for name in functions if f"`{name}`" not in text} == set()


def test_a_setting_that_has_moved_into_the_mapping_is_told():
    with small_sap() as sap, pytest.raises(ValidationError, match="`extends: standard`") as said:
        settings(sap, units={"BX": "box"}, inspection_types={"05": "final"})
    assert "units, inspection_types: this is said in a mapping now" in str(said.value)
