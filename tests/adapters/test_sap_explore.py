"""``quality-loop sap explore``: any WSDL is told, and what it proposes works."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from misbehaving import Answer, Misbehaving
from sap_small import NOTE, PASSWORD, small_sap
from sap_wsdl import STYLES

from adapters.contract import Capability, CreateNotification, NotificationKind, Stream
from adapters.sap import SapSettings, SapSource
from adapters.sap.cli import PASSWORD_VARIABLE
from demo.sap_server import dictionary, wsdl
from demo.sap_server.codec import SOAP11
from demo.sap_server.replies import ReplyWriter
from demo.sap_server.runner import SapServer
from demo.sap_server.wsdl import Names
from gateway.cli import make_cli

DICTIONARY = dictionary.read()
OWN = """
services:
  ZQM_EXPORT: {style: mc-style, functions: [ZQM_READ, ZPP_READ, ZQM_CREATE, ZHR_OTHER]}
functions:
  ZQM_READ:
    importing:
      IV_VON date10?, IV_BIS date10?, IV_GEAENDERT_VON date10?, IV_MAXROWS int?, IV_WERK char4?,
      IV_QMNUM char12?
    exporting: ET_QMEL TABLE_OF_ZS_QMEL, ET_POS TABLE_OF_ZS_POS, ET_RETURN TABLE_OF_BAPIRET2
  ZPP_READ:
    importing: DATE_FROM date10?, DATE_TO date10?
    exporting: ET_CONF TABLE_OF_ZS_CONF, RETURN BAPIRET2
  ZQM_CREATE:
    importing: IV_UUID char64, IV_SIMULATION char1?, NOTIF_TYPE char2, NOTIFHEADER ZS_HEADER
    exporting: EV_QMNUM char12, EV_EXISTED char1
    tables: NOTITEM ZS_ITEM?, NOTIFCAUS ZS_ITEM?, NOTIFTASK ZS_ITEM?, RETURN BAPIRET2
  ZHR_OTHER:
    importing: I_X char1?
    exporting: E_Y char10
structures:
  BAPIRET2: TYPE char1, ID char20, NUMBER numeric3, MESSAGE char220
  ZS_QMEL:
    QMNUM char12, QMART char2, QMTXT char40, QMDAT date10, MATNR char18, STATUS char40,
    AEDAT date10
  ZS_POS: QMNUM char12, FENUM numeric4, FETXT char40, FEGRP char8, FECOD char4
  ZS_CONF:
    CONF_NO numeric10, CONF_CNT numeric8, ORDERID char12, OPERATION char4, WORK_CNTR char8,
    PERS_NO numeric8, YIELD quantum13.3, SCRAP quantum13.3, REWORK quantum13.3,
    CONF_QUAN_UNIT unit3, ERSDA date10, ERZET time, ISDD date10, ISDZ time, IEDD date10, IEDZ time,
    STZHL numeric8
  ZS_HEADER: SHORT_TEXT char40, MATERIAL char18, PRIORITY char1
  ZS_ITEM: ITEM_SORT_NO numeric4
"""


@pytest.fixture(scope="module")
def sap() -> Iterator[SapServer]:
    with small_sap() as server:
        yield server


def explored(capsys, *arguments: str) -> dict:
    """What the command answers as JSON."""
    assert run(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        make_cli(["sap"])(["sap", "explore", *arguments])
    return int(ended.value.code or 0)


def settings_of(told: dict, folder: Path) -> SapSettings:
    """The settings that were printed, used as they are."""
    content = tomllib.loads(told["settings"])["sources"]["sap"]
    assert content.pop("adapter") == "sap"
    (folder / content["password_file"]).write_text(PASSWORD, encoding="utf-8")
    content["password_file"] = folder / content["password_file"]
    if "mapping" in content:
        (folder / content["mapping"]).write_text(told["mapping"], encoding="utf-8")
        content["mapping"] = folder / content["mapping"]
    return SapSettings(**content)


# ------------------------------------------------------------------ SAP's own functions


def test_every_function_of_the_demo_is_recognised(sap: SapServer, capsys, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    addresses = [sap.wsdl_url(name.lower()) for name in DICTIONARY.services]
    told = explored(capsys, *addresses, "--user", "QL_RFC", "--plant", "1000")
    assert told["not_recognised"] == []
    assert told["notes"] == []
    assert told["mapping"] == ""
    assert set(told["streams"]) == {
        "inspection", "defect", "notification", "order", "production_count", "lot",
        "qualification",
    }  # fmt: skip
    assert {name for name, c in told["commands"].items() if c["way"] == "one call"} == (
        set(told["commands"]) - {"set_permission"}
    )
    by_name = {function["name"]: function for function in told["functions"]}
    assert by_name["BAPI_INSPLOT_GETLIST"]["uses"] == ["inspection"]
    assert by_name["Z_QL_TASK_COMPLETE"]["uses"] == ["complete task"]


def test_the_settings_it_prints_work(sap: SapServer, capsys, monkeypatch, tmp_path: Path):
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    addresses = [sap.wsdl_url("z_ql_notification"), sap.wsdl_url("z_ql_write")]
    told = explored(capsys, *addresses, "--user", "QL_RFC", "--zone", "Europe/Berlin")
    reader = SapSource("sap", settings_of(told, tmp_path))
    assert "create notification: one call" in reader.check()
    assert reader.lookup(Stream.NOTIFICATION, NOTE).number == NOTE


def test_a_session_is_proposed_where_there_is_no_function_for_one_call(
    sap: SapServer, capsys, monkeypatch
):
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    told = explored(capsys, sap.wsdl_url("z_ql_transaction"), "--user", "QL_RFC")
    assert told["commands"]["create_notification"]["way"] == "session"
    assert told["commands"]["decide_usage"]["reason"].endswith("needs `plant`")
    assert told["not_recognised"] == []


# ------------------------------------------------------------------ a company's own


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    abap = dictionary.read(tmp_path)
    file = tmp_path / "own.wsdl"
    file.write_text(wsdl.write(abap.services["ZQM_EXPORT"], abap, "http://sap/x"), "utf-8")
    return file


def test_functions_are_recognised_by_their_fields(own: Path, capsys):
    told = explored(capsys, str(own))
    assert told["streams"] == {"notification": ["ZQM_READ"], "production_count": ["ZPP_READ"]}
    assert told["commands"]["create_notification"]["way"] == "one call"
    assert told["not_recognised"] == ["ZHR_OTHER"]


def test_what_it_proposes_for_them_reads_and_writes(
    own: Path, capsys, tmp_path: Path, misbehaving: Misbehaving
):
    told = explored(capsys, str(own))
    settings = settings_of(told, tmp_path).model_copy(update={"address": misbehaving.url})
    reader = SapSource("own", settings)
    assert reader.streams[Stream.PRODUCTION_COUNT] is Capability.SUPPORTED

    _answers(misbehaving, tmp_path, "ZQM_READ", {
        "ET_QMEL": [{"QMNUM": "1", "QMART": "Q3", "QMTXT": "Riss", "QMDAT": "2026-04-01",
                     "STATUS": "OSNO", "AEDAT": "2026-04-02"}],
        "ET_POS": [{"QMNUM": "1", "FENUM": "0001", "FECOD": "0010", "FEGRP": "SCHW"}],
    })  # fmt: skip
    found = reader.lookup(Stream.NOTIFICATION, "1")
    assert (found.text, found.status, found.created) == ("Riss", "OSNO", date(2026, 4, 1))
    assert [item.code for item in found.items] == ["0010"]
    assert b"<IvQmnum>1</IvQmnum>" in misbehaving.requests[-1][1]

    _answers(misbehaving, tmp_path, "ZQM_CREATE", {"EV_QMNUM": "2", "EV_EXISTED": "X"})
    command = CreateNotification(idempotency_key="k1", kind=NotificationKind.INTERNAL, text="Riss")
    done = reader.execute(command)
    assert (done.reference, done.repeated) == ("2", True)
    assert b"<IvUuid>k1</IvUuid>" in misbehaving.requests[-1][1]


def _answers(server: Misbehaving, folder: Path, function: str, values: dict) -> None:
    abap = dictionary.read(folder)
    writer = ReplyWriter(abap.functions[function], abap, Names("mc-style"))
    server.answer = Answer(200, b"".join(writer.pieces(SOAP11, values)), "text/xml")


def test_a_function_that_lacks_what_a_stream_needs_is_noted(tmp_path: Path, capsys):
    (tmp_path / "own.yaml").write_text(OWN.replace("QMART char2, ", ""), encoding="utf-8")
    abap = dictionary.read(tmp_path)
    file = tmp_path / "own.wsdl"
    file.write_text(wsdl.write(abap.services["ZQM_EXPORT"], abap, "http://sap/x"), "utf-8")
    told = explored(capsys, str(file))
    assert "notification" not in told["streams"]
    assert any("ZQM_READ could feed notification" in note for note in told["notes"])
    assert any("has nothing for kind" in note for note in told["notes"])


def test_a_function_that_keeps_no_key_is_noted(tmp_path: Path, capsys):
    (tmp_path / "own.yaml").write_text(OWN.replace("IV_UUID char64, ", ""), encoding="utf-8")
    abap = dictionary.read(tmp_path)
    file = tmp_path / "own.wsdl"
    file.write_text(wsdl.write(abap.services["ZQM_EXPORT"], abap, "http://sap/x"), "utf-8")
    told = explored(capsys, str(file))
    assert told["commands"]["create_notification"]["way"] is None
    assert any(
        "ZQM_CREATE could create notification, but has not a key" in n for n in told["notes"]
    )


# ------------------------------------------------------------------ for people


def test_functions_are_told_with_their_parameters_tables_and_types(own: Path, capsys):
    assert run(str(own), "--types") == 0
    text = capsys.readouterr().out
    assert "ZQM_READ → notification" in text
    assert "IV_MAXROWS? INT" in text
    assert "QMNUM CHAR 12, QMART CHAR 2, QMTXT CHAR 40, QMDAT DATS" in text
    assert "YIELD DEC 13.3" in text
    assert "Not recognised: ZHR_OTHER" in text
    assert 'mapping = "sap.yaml"' in text


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_wsdl_of_any_style_is_told(tmp_path: Path, style, capsys):
    file = tmp_path / "any.wsdl"
    file.write_text(style.wsdl(), encoding="utf-8")
    told = explored(capsys, str(file))
    (function,) = told["functions"]
    assert [p["name"] for p in function["importing"]] == ["I_MATNR", "ET_ROWS"]
    assert told["streams"] == {}
    assert told["not_recognised"] == [function["name"]]


# ------------------------------------------------------------------ what can go wrong


def test_a_missing_file_and_what_is_no_wsdl_are_said(tmp_path: Path, capsys):
    assert run(str(tmp_path / "none.wsdl")) == 2
    assert "There is no file" in capsys.readouterr().err
    (tmp_path / "page.wsdl").write_text("<html>Anmeldung</html>", encoding="utf-8")
    assert run(str(tmp_path / "page.wsdl")) == 1
    assert "The WSDL page.wsdl cannot be read" in capsys.readouterr().err


def test_a_wrong_logon_and_a_missing_one_are_said(sap: SapServer, capsys, monkeypatch):
    address = sap.wsdl_url("z_ql_notification")
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong-7")
    assert run(address, "--user", "QL_RFC") == 1
    said = capsys.readouterr().err
    assert "does not accept user, password or client" in said
    assert "wrong-7" not in said
    assert run(address) == 1
    assert "Say whom to log on with --user" in capsys.readouterr().err
    monkeypatch.delenv(PASSWORD_VARIABLE)
    assert run(address, "--user", "QL_RFC") == 2
    assert "--password-file" in capsys.readouterr().err


def test_odd_options_are_said(own: Path, capsys):
    assert run(str(own), "--client", "1") == 2
    assert "client" in capsys.readouterr().err
    assert run(str(own), "--zone", "Mars/Base") == 2
    assert "Mars/Base" in capsys.readouterr().err
