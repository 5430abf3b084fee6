"""The SAP adapter keeps every rule as a running system too, of which nothing is changed."""

import json
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
from sap_small import CONTENT, PASSWORD
from typer.testing import CliRunner

from adapters.conformance import RULES
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store
from gateway.cli import make_cli

SERVICES = (
    "z_ql_inspection_lot",
    "z_ql_inspection_result",
    "z_ql_notification",
    "z_ql_production",
    "z_ql_qualification",
    "z_ql_write",
)


def many_confirmations() -> dict:
    """The small system with a confirmation a day; one has a unit that nobody knows."""
    content = deepcopy(dict(CONTENT))
    (first,) = content["confirmations"]
    for number in range(2, 40):
        day = str(date(2026, 4, 1) + timedelta(days=number))
        row = first | {"RMZHL": f"{number:08d}", "ERSDA": day, "IEDD": day, "ISDD": day}
        content["confirmations"].append(row)
    content["confirmations"][20] |= {"MEINH": "KAR"}
    return content


def held(store: Store) -> str:
    """All that the system holds; a number that was drawn and not used is nothing."""
    tables = {name: rows for name, rows in store._tables.items() if rows}
    return repr((tables, list(store.lots()), list(store.notices())))


def test_as_a_running_system_it_meets_every_rule_that_can_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with SapServer(Store(many_confirmations())) as sap:
        wsdl = [sap.wsdl_url(name) for name in SERVICES]
        file = tmp_path / "quality-loop.toml"
        file.write_text(
            'warehouse_url = "postgresql://nobody@localhost/nothing"\n'
            f'[sources.sap]\nadapter = "sap"\nwsdl = {json.dumps(wsdl)}\nclient = "100"\n'
            f'user = "QL_RFC"\npassword = "{PASSWORD}"\nzone = "Europe/Berlin"\n'
            'plant = "1000"\nsince = "2026-03-25"\nmax_rows = 30\nstreams = ["production_count"]\n'
        )
        monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(file))
        words = ["adapter", "check", "sap", "--no-bench", "--rows", "3", "--pages", "30", "--json"]
        before = held(sap.store)
        result = CliRunner().invoke(make_cli(words), words)
        assert held(sap.store) == before
    shown = {rule["rule"]: rule["shown"]["live"] for rule in json.loads(result.stdout)["rules"]}
    # What leaks shows in errors, and a running system is not made to have any.
    expected = {rule.id for rule in RULES if rule.live} - {"no-secret-leaks", "memory-stays-flat"}
    assert {rule for rule, state in shown.items() if state == "met"} >= expected
    assert "not met" not in shown.values()
