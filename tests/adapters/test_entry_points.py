"""The adapters are found by entry point, keep the ports, and know the contract alone."""

import ast
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from pydantic import BaseModel

import adapters.mes
from adapters.contract import (
    ERP_ENTRY_POINTS,
    SOURCE_ENTRY_POINTS,
    Capability,
    Erp,
    Source,
    Stream,
)
from adapters.odoo import OdooSettings
from adapters.sap import SapSettings, SapSource

ROOT = Path(adapters.mes.__file__).parent.parent


def loaded(group: str) -> dict[str, type]:
    return {point.name: point.load() for point in entry_points(group=group)}


def test_the_sources_are_found():
    found = loaded(SOURCE_ENTRY_POINTS)
    assert {"b2mml", "rest", "sql", "sap"} <= found.keys()
    for source in found.values():
        assert issubclass(source.Settings, BaseModel)
        assert all(isinstance(c, Capability) for c in source.streams.values())
        assert set(source.streams) <= set(Stream)


def test_the_sources_keep_the_port(mes):
    settings = SapSettings(wsdl="a.wsdl", user="u", password="p", client="100")
    for source in (mes.source(), SapSource("sap", settings)):
        assert isinstance(source, Source)
        source.close()


@pytest.mark.parametrize("name", ["json2", "odoorpc"])
async def test_the_erps_keep_the_port(name):
    erp = loaded(ERP_ENTRY_POINTS)[name](OdooSettings(url="http://127.0.0.1:1", database="d"))
    assert isinstance(erp, Erp)
    await erp.aclose()


MAPPED = {"mapping", "mes", "sap"}
"""Whose rows become records as a mapping says (decision 13)."""


def test_an_adapter_knows_the_contract_the_mapping_and_itself_alone():
    for file in ROOT.rglob("*.py"):
        part = file.relative_to(ROOT).parts[0]
        known = {"contract", part} | ({"mapping"} if part in MAPPED else set())
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for module in _imported(node):
                first, second = (*module.split("."), "")[:2]
                ours = first in {"gateway", "demo", "tests", "bench", "erp_addon"}
                assert not ours, f"{file} imports {module}"
                if first == "adapters":
                    assert second in known, f"{file} imports {module}"


def _imported(node: ast.AST) -> list[str]:
    """The modules, those of ``from adapters import contract`` by their whole names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or not node.module:
        return []
    if node.module == "adapters":
        return [f"adapters.{alias.name}" for alias in node.names]
    return [node.module]
