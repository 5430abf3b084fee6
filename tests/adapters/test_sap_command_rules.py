"""SAP's commands in a session of its own BAPIs, under the conformance suite's rules for commands.

Those in one call are under all rules in ``test_conformance_sap``.
"""

from pathlib import Path

import pytest

from adapters.conformance.outcome import State
from adapters.conformance.rulebook import RULES, Rule
from adapters.conformance.run import run_rule
from demo.benches.sap import SapSessionBench


@pytest.mark.parametrize("rule", [r for r in RULES if r.for_commands], ids=lambda rule: rule.id)
def test_in_a_session_every_rule_for_commands_holds(rule: Rule, tmp_path: Path):
    outcome = run_rule(rule, SapSessionBench, tmp_path)
    assert outcome.state is State.MET, outcome.told()
