"""A recording holds no secret and nobody's name, and replays without a system."""

import base64
import json
import runpy
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from misbehaving import Answer, Misbehaving
from pydantic import BaseModel, SecretStr
from sap_small import DECIDED_LOT, PASSWORD, settings, small_sap

from adapters.contract import Capability, IndicatorValue, Page, Stream
from adapters.recording import Plan, RecordingError, ScrubRules, check_replay, make, replayed
from adapters.recording.canonical import canonical
from adapters.recording.pseudonyms import Pseudonyms, masked
from adapters.recording.scrubbing import Scrubber
from adapters.sap import SapSource
from demo.sap_server.runner import SapServer
from gateway.cli import make_cli

PLAN = Plan(streams=(Stream.INSPECTION, Stream.NOTIFICATION))
SHIPPED = ScrubRules.shipped()


@pytest.fixture(scope="module")
def sap() -> Iterator[SapServer]:
    with small_sap() as server:
        yield server


@pytest.fixture(scope="module")
def recorded(sap: SapServer, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("recordings") / "sap"
    make("sap", "sap", SapSource, settings(sap), PLAN, SHIPPED, folder)
    return folder


def written(folder: Path) -> str:
    return "\n".join(f.read_text("utf-8") for f in sorted(folder.rglob("*")) if f.is_file())


# ------------------------------------------------------------------ what is in it


def test_it_replays_without_the_system_and_gives_the_records(recorded: Path, sap: SapServer):
    found = replayed(recorded, name="sap")
    assert [lot["key"] for lot in found["inspection"]["records"]] == [
        DECIDED_LOT,
        "010000000002",
    ]
    assert found["notification"]["records"][0]["items"][0]["code"] == "0010"
    assert len(found["notification"]["by_key"]) == 1
    check_replay(recorded)


def test_no_secret_no_host_and_nobodys_name_is_in_it(recorded: Path, sap: SapServer):
    text = written(recorded)
    basic = base64.b64encode(f"QL_RFC:{PASSWORD}".encode()).decode()
    for secret in (PASSWORD, basic, "QL_RFC", "QM0210", "WE_BUCHER", "Bucher", "127.0.0.1"):
        assert secret.lower() not in text.lower()
    assert str(sap.url.rsplit(":", 1)[1]) not in text
    for header in ("authorization", "set-cookie", "server:", "sap-passport"):
        assert header not in text.lower()


def test_the_same_person_has_the_same_other_name_everywhere(recorded: Path):
    found = replayed(recorded, name="sap")
    decided = found["inspection"]["records"][0]["inspector"]
    assert decided not in {None, "", "QM0210"}
    assert f"<ERLNAM>{decided}</ERLNAM>" in (recorded / "cassette.yaml").read_text("utf-8")


def test_two_recordings_do_not_name_people_alike(recorded: Path, sap: SapServer, tmp_path: Path):
    make("sap", "sap", SapSource, settings(sap), PLAN, SHIPPED, tmp_path / "sap")
    names = {
        replayed(folder)["inspection"]["records"][0]["inspector"]
        for folder in (recorded, tmp_path / "sap")
    }
    assert len(names) == 2


# ------------------------------------------------------------------ it can fail


def test_a_changed_request_does_not_match(recorded: Path, tmp_path: Path):
    copy = _copied(recorded, tmp_path, "recording.yaml", "plant: '1000'", "plant: '2000'")
    with pytest.raises(RecordingError, match="no answer to POST /sap/bc/srt/rfc"):
        check_replay(copy)


def test_a_record_that_is_made_otherwise_is_said_with_field_and_values(
    recorded: Path, tmp_path: Path
):
    before, after = "<SAMPLE_SIZE>20.000</SAMPLE_SIZE>", "<SAMPLE_SIZE>21.000</SAMPLE_SIZE>"
    copy = _copied(recorded, tmp_path, "cassette.yaml", before, after)
    with pytest.raises(RecordingError, match=r"inspected is '21.000' now and was '20.000'"):
        check_replay(copy)


def test_an_adapter_that_reads_the_answers_no_more_is_said(recorded: Path, tmp_path: Path):
    copy = _copied(
        recorded, tmp_path, "cassette.yaml", "<INSPTYPE>", "<ZZ_NEW>1</ZZ_NEW><INSPTYPE>"
    )
    with pytest.raises(RecordingError, match=r"0 now, 2 when it was recorded"):
        check_replay(copy)


def test_settings_that_no_longer_exist_are_said(recorded: Path, tmp_path: Path):
    copy = _copied(recorded, tmp_path, "recording.yaml", "plant:", "plants:")
    with pytest.raises(RecordingError, match="none of today's sap: plants"):
        check_replay(copy)


def _copied(folder: Path, into: Path, file: str, old: str, new: str) -> Path:
    for each in folder.iterdir():
        content = each.read_text("utf-8")
        if each.name == file:
            assert old in content
            content = content.replace(old, new)
        (into / each.name).write_text(content, encoding="utf-8")
    return into


# ------------------------------------------------------------------ JSON, forms, tokens


VALUES = Plan(streams=(Stream.INDICATOR_VALUE,))


class HrSettings(BaseModel):
    url: str
    client_secret: SecretStr
    api_key: SecretStr
    login: str = "reader"


class HrSource:
    """Reads JSON with a token, as a REST service has it."""

    Settings: ClassVar[type[BaseModel]] = HrSettings
    streams: Mapping[Stream, Capability] = {Stream.INDICATOR_VALUE: Capability.SUPPORTED}

    def __init__(self, name: str, settings: HrSettings) -> None:
        self.name, self._settings = name, settings

    def check(self) -> str:
        form = {"client_id": "ql", "client_secret": self._settings.client_secret.get_secret_value()}
        answer = httpx.post(f"{self._settings.url}/token", data=form).json()
        self._token = answer.get("access_token", "")
        return "hr"

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        rows = [row for row in self._rows("/values") if row["kind"] != "scrubbed"]
        yield Page(records=[self._record(row) for row in rows], cursor="end")

    def lookup(self, stream: Stream, key: str) -> IndicatorValue | None:
        return self._record(self._rows(f"/values/{key}")[0])

    def close(self) -> None:
        """Nothing is open."""

    def _rows(self, path: str) -> list[dict[str, Any]]:
        asked = {"api_key": self._settings.api_key.get_secret_value()}
        headers = {"Authorization": f"Bearer {self._token}", "X-Trace": "inner-host-7"}
        return httpx.get(self._settings.url + path, params=asked, headers=headers).json()["rows"]

    def _record(self, row: dict[str, Any]) -> IndicatorValue:
        return IndicatorValue(
            source=self.name, key=str(row["person"]["id"]), revision=1, indicator=row["kind"],
            person=str(row["person"]["id"]), begins=date(2026, 1, 1), ends=date(2026, 1, 31),
            value=Decimal(str(row["value"])), unit="h",
        )  # fmt: skip


def hr(server: Misbehaving) -> HrSettings:
    return HrSettings(
        url=server.url, client_secret=SecretStr("C-secret-2"), api_key=SecretStr("K-9a")
    )


ROWS = {
    "access_token": "T-secret-1",
    "rows": [
        {
            "kind": "attendance",
            "value": 152.5,
            "person": {"id": 470011, "name": "Hans Müller", "mail": "hans@firma.example"},
            "note": "Müller war krank",
            "head": "see http://hr.firma.example/470011, ask Müller",
        }
    ],
}


def test_json_tokens_forms_and_addresses_are_scrubbed_and_keys_still_match(
    misbehaving: Misbehaving, tmp_path: Path
):
    misbehaving.answer = Answer(
        200, json.dumps(ROWS).encode(), "application/json", {"Set-Cookie": "sid=abc-7"}
    )
    values = hr(misbehaving)
    folder = tmp_path / "hr"
    made = make("hr", "hr", HrSource, values, VALUES, SHIPPED, folder)
    assert (made.requests, made.records) == (3, 1)
    text = written(folder)
    for hidden in (
        "T-secret-1", "C-secret-2", "K-9a",
        "Müller", "M\\u00fcller", "Hans", "hans@firma", "470011",
        "firma.example", "127.0.0.1", "inner-host-7", "abc-7", "reader", "krank",
    ):  # fmt: skip
        assert hidden not in text, hidden
    (again,) = replayed(folder, name="hr", source=HrSource, settings_type=HrSettings)[
        "indicator_value"
    ]["by_key"]
    assert (again["value"], again["indicator"]) == ("152.5", "attendance")
    assert again["person"].isdigit()
    assert len(again["person"]) == 6


def test_a_secret_in_an_unexpected_place_is_not_written(misbehaving: Misbehaving, tmp_path: Path):
    echoed = ROWS | {"debug": ["logged on with C-secret-2"]}
    misbehaving.answer = Answer(200, json.dumps(echoed).encode(), "application/json")
    values = hr(misbehaving)
    make("hr", "hr", HrSource, values, VALUES, SHIPPED, tmp_path / "hr")
    assert "C-secret-2" not in written(tmp_path)
    assert "logged on with scrubbed" in written(tmp_path)


def test_what_does_not_replay_leaves_nothing_behind(misbehaving: Misbehaving, tmp_path: Path):
    misbehaving.answer = Answer(200, json.dumps(ROWS).encode(), "application/json")
    values = hr(misbehaving)
    rules = SHIPPED.model_copy(update={"secrets": (*SHIPPED.secrets, "value")})
    with pytest.raises(ArithmeticError):
        make("hr", "hr", HrSource, values, VALUES, rules, tmp_path / "hr")
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_the_adapter_needs_must_not_be_scrubbed(
    misbehaving: Misbehaving, tmp_path: Path
):
    misbehaving.answer = Answer(200, json.dumps(ROWS).encode(), "application/json")
    rules = SHIPPED.model_copy(update={"secrets": (*SHIPPED.secrets, "kind")})
    with pytest.raises(RecordingError, match="indicator_value has 0 records instead of 1"):
        make("hr", "hr", HrSource, hr(misbehaving), VALUES, rules, tmp_path / "hr")
    assert list(tmp_path.iterdir()) == []


def test_a_short_name_is_replaced_where_the_element_says_that_it_is_one():
    scrubber = Scrubber(SHIPPED)
    body = "<a><PERNR>47</PERNR><UName>Li</UName><MENGE>47</MENGE><TXT_X>Li</TXT_X></a>"
    scrubber.learn_body(body)
    found = scrubber.body(body)
    assert "<PERNR>47<" not in found
    assert ">Li</UName>" not in found
    assert "<MENGE>47</MENGE><TXT_X>Li</TXT_X>" in found


def test_what_is_no_xml_after_all_keeps_its_tags_alone():
    scrubber = Scrubber(SHIPPED)
    assert scrubber.body("<a><b>Hans 7</b><c>\x01</a>") == "<a><b>Xxxx 0</b><c>\x01</a>"
    assert scrubber.body('{"a": "Hans') == '{"x": "Xxxx'


class SilentSource(HrSource):
    """Reads nothing from anywhere."""

    def check(self) -> str:
        return "here"

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        yield Page(records=[], cursor=None)


def test_a_source_without_http_is_told_so(misbehaving: Misbehaving, tmp_path: Path):
    with pytest.raises(RecordingError, match="made no call over HTTP"):
        make("mes", "sql", SilentSource, hr(misbehaving), VALUES, SHIPPED, tmp_path / "mes")


# ------------------------------------------------------------------ pseudonyms, canonical forms


def test_a_pseudonym_keeps_the_shape_and_is_the_same_each_time():
    people = Pseudonyms()
    people.learn("Hans Müller")
    people.learn("00004711")
    name, number = people.of("Hans Müller"), people.of("00004711")
    assert people.of("MÜLLER") == name.split()[1].upper()
    assert people.of("4711") == number.lstrip("0")
    assert number.startswith("0000")
    assert (len(number), number.isdigit()) == (8, True)
    assert [len(word) for word in name.split()] == [4, 6]
    assert people.of("") == ""
    assert people.of("00000000") == "00000000"


def test_a_name_is_found_in_other_texts_and_a_quantity_is_not_taken_for_one():
    people = Pseudonyms()
    for name in ("QM0210", "4711", "470011", "Li"):
        people.learn(name)
    assert "QM0210" not in people.everywhere("changed by qm0210.").upper()
    assert people.everywhere("4711.000") == "4711.000"
    assert people.everywhere("4711") == "4711"
    assert people.everywhere("470011") != "470011"
    assert people.everywhere("Li") == "Li"
    assert "470011" not in people.everywhere("done by 470011/7 today")
    assert people.everywhere("470011.5 kg") == "470011.5 kg"
    assert people.everywhere("12,470011 kg") == "12,470011 kg"


def test_no_pseudonym_is_anothers_real_name():
    people = Pseudonyms()
    real = {f"{number:02d}" for number in range(10, 40)}
    for number in real:
        people.learn(number)
    given = [people.of(number) for number in sorted(real)]
    assert not real & set(given)
    assert len(set(given)) == len(given)


def test_a_masked_text_has_its_shape_alone():
    assert masked("Naht 3 gerissen, Müller") == "Xxxx 0 xxxxxxxx, Xxxxxx"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b"<a:x xmlns:a='u' p='1' q='2'/>", b'<x q="2" p="1" xmlns="u"></x>', True),
        (b"<x><y>1</y></x>", b"<x><y>2</y></x>", False),
        (b"<x><y/><z/></x>", b"<x><z/><y/></x>", False),
        (b"<x>a</x>", b"<x>a </x>", False),
        (b'{"a": 1, "b": [1, 2]}', b'{"b":[1,2],"a":1}', True),
        (b'{"b": [2, 1]}', b'{"b": [1, 2]}', False),
        (b"a=1", b"a=1", True),
        (b"<broken", b"<broken", True),
    ],
)  # fmt: skip
def test_bodies_are_compared_by_their_canonical_form(one: bytes, other: bytes, same: bool):
    assert (canonical(one) == canonical(other)) is same


# ------------------------------------------------------------------ the commands


@pytest.fixture
def configured(sap: SapServer, tmp_path: Path, monkeypatch) -> Path:
    config = tmp_path / "quality-loop.toml"
    wsdl = [sap.wsdl_url("z_ql_inspection_lot"), sap.wsdl_url("z_ql_notification")]
    config.write_text(
        f'warehouse_url = "postgresql://nowhere/w"\n[sources.sap]\nadapter = "sap"\n'
        f'wsdl = {json.dumps(wsdl)}\nuser = "QL_RFC"\npassword = "{PASSWORD}"\nclient = "100"\n'
        "since = 2026-03-01\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(config))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        make_cli(arguments)(list(arguments))
    return int(ended.value.code or 0)


def test_the_command_records_and_writes_a_test_that_passes(configured: Path, capsys):
    assert run("record", "sap") == 0
    said = capsys.readouterr().out
    assert "2 records" in said or "3 records" in said
    folder = configured / "recordings" / "sap"
    # what these settings can read, of all that the adapter could
    assert set(json.loads((folder / "expected.json").read_text())) == {"inspection", "notification"}
    assert run("replay", str(folder)) == 0
    found = runpy.run_path(str(folder / "test_sap_recording.py"))
    found["test_the_recording_of_sap_gives_the_same_records"]()


def test_the_command_says_what_is_wrong(configured: Path, capsys):
    assert run("record", "lab") == 2
    assert "There is no source lab" in capsys.readouterr().err
    rules = configured / "more.yaml"
    rules.write_text("persons: [x]", encoding="utf-8")
    assert run("record", "sap", "--rules", str(rules)) == 2
    assert "wrong is persons" in capsys.readouterr().err
    assert run("replay", str(configured)) == 1
    assert "is not a recording" in capsys.readouterr().err
