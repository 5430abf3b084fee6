"""The loop, once, after a pull: feed, let Odoo decide, ask."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from demo.parts import Parts, call
from demo.runtime.beside import Beside
from demo.runtime.commands import run_command
from demo.runtime.steps import Steps

QUERY = """\
query Needs($operation: String!) {
  needs(where: {operations: [$operation]}, limit: 1) {
    number
    state
    operation
    operationName
    responsible
    why
    weeks { week produced defectRate limit }
    availableActs { name label }
  }
}"""

PRODUCTION_MANAGER = "production_manager"

People = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class LoopResult:
    """What came of it."""

    need: dict[str, Any] | None
    """Number, state, operation, responsible person and reason of the latest need."""
    asked_by: str
    """The login whose key the query was sent with."""
    variables: dict[str, str]
    answer: Any
    """GraphQL's answer to ``QUERY``."""


class Pull:
    """What is new in the sources comes into the warehouse, beside everything else."""

    def __init__(
        self, parts: Parts, steps: Steps, at_end: Callable[[Callable[[], None]], object]
    ) -> None:
        self._steps = steps
        self._running = Beside(parts.pull(), "The pull failed", at_end)

    def wait(self) -> None:
        """Return when it has come. Raises ``SetupError`` where something could not be pulled."""
        with self._steps.step("Pull from all sources into the warehouse"):
            self._running.wait()


def run_loop(parts: Parts, people: People, steps: Steps) -> LoopResult:
    """Run each step of the loop after the pull; it may have run before."""
    feed(parts, steps)
    feeder = next(person for person in people if person["role"] == "feeder")
    with steps.step("Let Odoo decide"):
        _json2(parts, feeder["key"], "hr.quality.rule", "evaluate", {"ids": []})
    return _ask(parts, people)


def feed(parts: Parts, steps: Steps) -> None:
    """What is new in the warehouse comes into Odoo."""
    with steps.step("Feed the measurements into Odoo"):
        run_command(
            parts.command("feed"),
            "The feed failed",
            log=parts.layout.log / "gateway.log",
            environment=parts.environment,
        )


def _ask(parts: Parts, people: People) -> LoopResult:
    """What GraphQL tells a production manager about a need that he is to decide.

    It is the need of the plant's story where that was raised, otherwise the latest of anybody's.
    """
    truth = json.loads((parts.layout.plant / "truth.json").read_text())
    story = ["operation_id.code", "=", truth["story"]["operation"]]
    managers = [person for person in people if person["role"] == PRODUCTION_MANAGER]
    for condition in ([story], []):
        for manager in managers:
            need = _latest_need(parts, manager, condition)
            if need:
                return _answered(parts, manager, need)
    return LoopResult(None, managers[0]["login"], {}, None)


def _answered(parts: Parts, manager: dict[str, str], need: dict[str, Any]) -> LoopResult:
    variables = {"operation": need["code"]}
    answer = call(parts.gateway_url, manager["key"], {"query": QUERY, "variables": variables})
    return LoopResult(need, manager["login"], variables, answer)


def _latest_need(
    parts: Parts, manager: dict[str, str], condition: list[Any]
) -> dict[str, Any] | None:
    domain = [["managed_by_me", "=", True], *condition]
    specification = {
        "name": {},
        "state": {},
        "operation_id": {"fields": {"code": {}, "display_name": {}}},
        "responsible_id": {"fields": {"display_name": {}}},
        "reason_text": {},
    }
    arguments = {"domain": domain, "specification": specification, "limit": 1}
    found = _json2(parts, manager["key"], "hr.quality.need", "web_search_read", arguments)
    for row in found["records"]:
        return {
            "number": row["name"],
            "state": row["state"],
            "code": row["operation_id"]["code"],
            "operation": row["operation_id"]["display_name"],
            "responsible": row["responsible_id"] and row["responsible_id"]["display_name"],
            "why": row["reason_text"],
        }
    return None


def _json2(parts: Parts, key: str, model: str, method: str, arguments: dict[str, Any]) -> Any:
    return call(f"{parts.odoo.url}/json/2/{model}/{method}", key, arguments)
