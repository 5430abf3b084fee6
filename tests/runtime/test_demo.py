"""The demo as a new user runs it: up, status, what it prints, down, and up again."""

import json
import os
import re
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.runtime.layout import executable
from demo.runtime.processes import birth
from demo.story.kiosk import Kiosk

Demo = Callable[..., subprocess.CompletedProcess[str]]

EVERY_TIME = {
    "Start PostgreSQL",
    "Prepare the warehouse",
    "Start SAP, the MESs and the attendance system",
    "Start Odoo and the gateway",
    "Pull from all sources into the warehouse",
    "Feed the measurements into Odoo",
    "Let Odoo decide",
}
"""What every start does; the rest, which takes minutes, is done once."""


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder of the test's own, so that a running demo is left alone."""
    return tmp_path_factory.mktemp("demo") / "state"


@pytest.fixture(scope="module")
def demo(state: Path) -> Iterator[Demo]:
    """Runs ``quality-loop demo …`` on that folder."""
    environment = {**os.environ, "QUALITY_LOOP_STATE": str(state)}
    environment.pop("QUALITY_LOOP_DATABASE_URL", None)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [executable(), "demo", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    yield run
    run("down")


@pytest.fixture(scope="module")
def first_up(demo: Demo) -> subprocess.CompletedProcess[str]:
    """The first start, detached."""
    return demo("up", "--detach")


@pytest.fixture
def status(demo: Demo, first_up: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert first_up.returncode == 0, first_up.stdout + first_up.stderr
    answer = demo("status", "--json")
    assert answer.returncode == 0
    return json.loads(answer.stdout)


def test_it_prints_addresses_people_the_need_and_a_query(
    first_up: subprocess.CompletedProcess[str], status: dict[str, Any], state: Path
) -> None:
    printed = first_up.stdout
    for name in ("odoo", "graphql", "sap", "kiosk"):
        assert status["addresses"][name] in printed
    kinds = ("operator", "production manager", "quality engineer", "HR", "BI", "administrator")
    for kind in kinds:
        assert f"  {kind} " in printed
    story = json.loads((state / "plant" / "truth.json").read_text())["story"]
    assert f"[{story['operation']}]" in printed
    assert story["raised_weeks"][0] in printed
    assert '"availableActs"' in printed
    assert _steps_done(first_up) > EVERY_TIME


def test_every_part_runs_and_listens_on_this_machine_alone(status: dict[str, Any]) -> None:
    ours = {"PostgreSQL", "Odoo", "gateway", "worker"}
    systems = {"SAP server", "MES", "MES of line 4", "MES of line 5", "attendance"}
    assert set(status["processes"]) == ours | systems
    assert {each["state"] for each in status["processes"].values()} == {"running"}
    assert all("127.0.0.1" in status["addresses"][name] for name in ("odoo", "graphql", "sap"))


def test_the_keys_open_graphql_and_nobody_else_reads_their_file(
    status: dict[str, Any], state: Path
) -> None:
    for person in status["people"]:
        answer = httpx.post(
            status["addresses"]["graphql"],
            json={"query": "{ me { login } }"},
            headers={"Authorization": f"Bearer {person['key']}"},
        )
        assert answer.json()["data"]["me"]["login"] == person["login"]
    assert stat.S_IMODE((state / "keys.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_the_needs_are_those_of_the_plants_truth(status: dict[str, Any], state: Path) -> None:
    quality = next(each for each in status["people"] if each["role"] == "quality_engineer")
    answer = httpx.post(
        status["addresses"]["graphql"],
        json={"query": "{ needs(limit: 100) { operation weeks { week } } }"},
        headers={"Authorization": f"Bearer {quality['key']}"},
    )
    raised = {
        need["operation"]: [week["week"] for week in need["weeks"]]
        for need in answer.json()["data"]["needs"]
    }
    truth = json.loads((state / "plant" / "truth.json").read_text())
    assert raised == {need["operation"]: need["weeks"] for need in truth["needs"]}


def test_who_is_trained_already_stands_in_the_ledger_under_two_names(
    status: dict[str, Any], state: Path
) -> None:
    plant = json.loads((state / "plant" / "plant.json").read_text())
    best = next(
        person for person in plant["employees"] if max(person["scores"].values(), default=0) > 90
    )
    domain = [["kind", "=", "qualified"], ["employee_id.barcode", "=", best["badge"]]]
    entries = _as(
        status,
        "hr_officer",
        "hr.quality.qualification",
        domain,
        ["signer_id", "second_signer_id"],
    )
    assert entries
    assert all(entry["signer_id"] and entry["second_signer_id"] for entry in entries)
    assert all(entry["signer_id"] != entry["second_signer_id"] for entry in entries)


def test_five_sources_feed_one_warehouse(status: dict[str, Any], state: Path) -> None:
    """Given SAP, three kinds of MES and a business system, then ``sources`` shows each of them
    with everything that its truth has, and nothing is wrong.
    """
    assert status["faults"].keys() == {"sap", "mes", "line4", "line5", "attendance"}
    done = subprocess.run(
        [executable(), "sources", "--json"],
        env={**os.environ, "QUALITY_LOOP_CONFIG": str(state / "quality-loop.toml")},
        capture_output=True,
        check=True,
    )
    told = {
        (row["source"], row["stream"]): row for row in json.loads(done.stdout) if row["records"]
    }
    assert {row["state"] for row in told.values()} <= {"ok", "slow"}
    truth = json.loads((state / "plant" / "truth.json").read_text())
    lines = {line: truth[line]["records"] for line in ("line4", "line5")}
    records = {**truth["records"], **lines}
    assert records.keys() == status["faults"].keys()
    for source, streams in records.items():
        for stream, number in streams.items():
            assert told[source, stream]["records"] >= number > 0


def test_the_kiosk_lets_an_operator_in(status: dict[str, Any]) -> None:
    with Kiosk(status["addresses"]["kiosk"], "00001001", "1001"):
        pass


def test_a_second_one_reads_a_sentence(demo: Demo, status: dict[str, Any]) -> None:
    answer = demo("up")
    assert answer.returncode == 1
    assert str(status["pid"]) in answer.stderr
    assert answer.stderr.count("\n") == 1


def _steps_done(run: subprocess.CompletedProcess[str]) -> set[str]:
    """The steps that a start has printed with their seconds."""
    return set(re.findall(r"^ *[\d.]+ s (.+)$", run.stdout, re.MULTILINE))


def _as(
    status: dict[str, Any], role: str, model: str, domain: list[Any], fields: list[str]
) -> list[dict[str, Any]]:
    key = next(each["key"] for each in status["people"] if each["role"] == role)
    answer = httpx.post(
        f"{status['addresses']['odoo']}/json/2/{model}/search_read",
        json={"domain": domain, "fields": fields},
        headers={"Authorization": f"Bearer {key}"},
    )
    return answer.raise_for_status().json()


def test_down_stops_all_of_it_and_up_finds_the_data_again(
    demo: Demo, status: dict[str, Any]
) -> None:
    pids = [status["pid"], *(each["pid"] for each in status["processes"].values())]

    assert demo("down").returncode == 0
    assert [pid for pid in pids if birth(pid) is not None] == []
    assert demo("status").returncode == 3
    assert demo("down").stdout == "The demo was not running.\n"

    begun = time.monotonic()
    again = demo("up", "--detach")
    assert again.returncode == 0, again.stdout + again.stderr
    assert time.monotonic() - begun < 60
    assert _steps_done(again) == EVERY_TIME
    found = json.loads(demo("status", "--json").stdout)
    assert found["people"] == status["people"]

    os.kill(found["pid"], signal.SIGKILL)
    pids = [each["pid"] for each in found["processes"].values()]
    deadline = time.monotonic() + 30
    while any(birth(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [pid for pid in pids if birth(pid) is not None] == []
