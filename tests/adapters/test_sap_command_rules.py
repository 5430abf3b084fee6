"""SAP's commands under the conformance suite's own rules, in both ways."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sap_command_bench as of_commands

from adapters.conformance.bench import Bench, Fault
from adapters.conformance.outcome import NotShown
from adapters.conformance.rules import commands
from adapters.conformance.trial import Trial
from adapters.contract import Command, Record, Stream
from adapters.sap import SapSource
from demo.sap_server.faults import Control
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

RULES = [
    commands.commands_declared,
    commands.commands_happen_once,
    commands.lost_answer_repeated,
    commands.dry_runs_do_nothing,
    commands.refusals_typed,
]


@pytest.fixture(scope="module")
def running() -> Iterator[SapServer]:
    with SapServer(Store(of_commands.content())) as server:
        yield server


class CommandBench(Bench):
    """Offers commands; what streams give is another bench's."""

    adapter: ClassVar[Any] = SapSource
    streams: ClassVar[Any] = (Stream.NOTIFICATION,)

    def __init__(self, sap: SapServer, service: str) -> None:
        self._sap, self._service = sap, service
        sap.hold(of_commands.content())
        sap.control.__dict__.update(Control().__dict__)

    def settings(self) -> dict[str, Any]:
        return of_commands.settings(self._sap, self._service)

    def put(self, record: Record) -> Record:
        raise NotShown("this bench is for commands")

    def close(self) -> None:
        """The server goes on for the next trial."""

    def command(self, name: str, number: int) -> Command:
        return of_commands.command(name, number)

    def refused(self, name: str) -> Command:
        return of_commands.refused(name)

    def deeds(self) -> Any:
        return of_commands.deeds(self._sap)

    def broken(self, fault: Fault) -> AbstractContextManager[None]:
        assert fault is Fault.ANSWER_LOST
        return of_commands.answers_lost(self._sap)


def hold(running: SapServer, service: str, rule: Callable[[Trial], None], folder: Path) -> None:
    with Trial(lambda _folder: CommandBench(running, service), folder) as trial:
        rule(trial)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_in_one_call_every_rule_holds(running: SapServer, rule, tmp_path: Path):
    hold(running, "z_ql_write", rule, tmp_path)


# Two workers with one key at the same moment: that needs a function for one call.
@pytest.mark.parametrize(
    "rule", [r for r in RULES if r is not commands.commands_happen_once], ids=lambda r: r.__name__
)
def test_in_a_session_every_rule_holds_but_that_of_two_at_once(
    running: SapServer, rule, tmp_path: Path
):
    hold(running, "z_ql_transaction", rule, tmp_path)
