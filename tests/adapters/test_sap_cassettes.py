"""Every function of SAP's as it was recorded: the adapter reads it without a server."""

import json
from pathlib import Path
from typing import Any

import pytest
from sap_cassettes import CALLS_FILE, FOLDER, HOST, called, cassette, every_function

from adapters.recording import RecordingError
from adapters.recording.tape import playing

TOLD: dict[str, Any] = json.loads(CALLS_FILE.read_text("utf-8"))
every = pytest.mark.parametrize("function", sorted(TOLD))


def replayed(function: str, calls: list[Any], folder: Path) -> Any:
    with playing(cassette(function)):
        return called([(name, given) for name, given in calls], HOST, "scrubbed", folder)


def test_there_is_a_cassette_of_every_function():
    again = "python tests/adapters/sap_cassettes.py records them"
    assert sorted(TOLD) == every_function(), again
    assert sorted(file.stem for file in FOLDER.glob("*.yaml")) == every_function(), again


@every
def test_it_replays_and_gives_the_same_values(function: str, tmp_path: Path):
    assert replayed(function, TOLD[function]["calls"], tmp_path) == TOLD[function]["reply"]


@every
def test_a_changed_request_does_not_match(function: str, tmp_path: Path):
    *first, (name, given) = TOLD[function]["calls"]
    if not given:
        given, name = {"WAIT": "X"}, "BAPI_TRANSACTION_COMMIT"
    key = next(key for key, value in given.items() if value and isinstance(value, str | int | list))
    changed = given | {key: _changed(given[key])}
    with pytest.raises(RecordingError, match="no answer to POST"):
        replayed(function, [*first, (name, changed)], tmp_path)


def _changed(value: Any) -> Any:
    if isinstance(value, list):
        return [*value, value[-1]]
    return value + 1 if isinstance(value, int) else value[:-1] + chr(ord(value[-1]) - 1)


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.name)
def test_it_holds_neither_secret_nor_name_nor_host(file: Path):
    text = file.read_text("utf-8").lower()
    for hidden in (
        "schweissnaht", "qm0210", "we_bucher", "bucher", "ql_rfc", "00004711", "127.0.0.1",
        "naht gerissen", "bestand sperren",
    ):  # fmt: skip
        assert hidden not in text
    for header in ("authorization", "cookie", "sap-passport", "date:", "server:"):
        assert header not in text
