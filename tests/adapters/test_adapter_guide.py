"""The code and the list of rules in docs/writing-an-adapter.md, run against real servers.

Its commands are run by ``tests/gateway/test_writing_an_adapter.py``.
"""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from misbehaving import Answer, Misbehaving

from adapters.conformance import RULES
from adapters.contract import (
    AccessDenied,
    AuthenticationFailed,
    BusinessError,
    ConfigurationError,
    ProtocolError,
    SetPermission,
    TimedOut,
    Unavailable,
)

TEXT = (Path(__file__).parents[2] / "docs" / "writing-an-adapter.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMAND = SetPermission(idempotency_key="k-1", person="P", operation="W", allowed=False)


def shown(name: str) -> Any:
    """The class of that name from a block of the page."""
    (block,) = [code for code in PYTHON if f"class {name}" in code]
    namespace: dict[str, Any] = {}
    exec(compile(block, f"docs/writing-an-adapter.md: {name}", "exec"), namespace)  # noqa: S102
    return namespace[name]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (Answer(401), AuthenticationFailed),
        (Answer(403), AccessDenied),
        (Answer(503), Unavailable),
        (Answer(500, b"[]"), ProtocolError),
        (Answer(200, b"<html>"), ProtocolError),
        (Answer(200, b"{}"), ProtocolError),
        (Answer(200, b"[]", cut=5), Unavailable),
        (Answer(200, b"[]", delay=1), TimedOut),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_services_errors_are_the_contracts(
    misbehaving: Misbehaving, answer: Answer, wanted: type[Exception]
) -> None:
    misbehaving.answer = answer
    service = shown("LabService")(misbehaving.url, "secret-token", 0.3)
    with pytest.raises(wanted) as error:
        service.rows(0, 10)
    service.close()
    assert type(error.value) is wanted
    assert "secret-token" not in repr(error.value)
    assert misbehaving.url not in str(error.value)


def test_a_service_that_is_away_is_unavailable() -> None:
    with Misbehaving() as gone:
        url = gone.url
    with pytest.raises(Unavailable):
        shown("LabService")(url, "secret-token", 1).rows(0, 10)


def test_the_services_numbers_keep_their_digits(misbehaving: Misbehaving) -> None:
    digits = "123456789012345678.127"
    misbehaving.answer = Answer(200, f'[{{"good": {digits}}}]'.encode())
    service = shown("LabService")(misbehaving.url, "secret-token", 5)
    assert service.rows(3, 10) == [{"good": digits}]
    (path, _, headers) = misbehaving.requests[0]
    assert path == "/rows?after=3&limit=10"
    assert {name.lower(): value for name, value in headers.items()}["authorization"] == (
        "Bearer secret-token"
    )


def test_the_gate_carries_out_under_the_key(misbehaving: Misbehaving) -> None:
    gate = shown("LabGate")(httpx.Client(base_url=misbehaving.url))
    misbehaving.answer = Answer(200, b'{"number": "7", "known": true}')
    done = gate.execute(COMMAND, dry_run=True)
    assert (done.reference, done.repeated, done.dry_run) == ("7", True, True)
    ((path, body, headers),) = misbehaving.requests
    assert path == "/permissions"
    assert {name.lower(): value for name, value in headers.items()}["idempotency-key"] == "k-1"
    assert json.loads(body)["only_try"] is True


def test_the_gate_tells_a_refusal_from_a_lost_answer(misbehaving: Misbehaving) -> None:
    gate = shown("LabGate")(httpx.Client(base_url=misbehaving.url))
    misbehaving.answer = Answer(422, b'{"reason": "unknown person"}')
    with pytest.raises(BusinessError, match="unknown person"):
        gate.execute(COMMAND)
    misbehaving.answer = Answer(200, b"{}", cut=9)
    with pytest.raises(Unavailable, match="sent again"):
        gate.execute(COMMAND)
    with pytest.raises(ConfigurationError):
        gate.execute(object())


def test_the_benchs_example_is_a_bench() -> None:
    assert "Bench" in [base.__name__ for base in shown("FolderBench").__mro__]


def test_the_list_of_rules_is_the_suites() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.*) \|$", TEXT, re.MULTILINE)
    assert listed == [(rule.id, rule.grade.word, rule.promise) for rule in RULES]
