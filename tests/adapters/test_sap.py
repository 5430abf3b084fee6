"""SAP over real HTTP: the demo's SOAP server, asked as a company's SAP would be."""

import json
import logging
from collections import Counter
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from mes_building import gathered

from adapters.contract import (
    AccessDenied,
    AuthenticationFailed,
    ConfigurationError,
    InspectionResult,
    NotificationKind,
    ProtocolError,
    Reason,
    Rejection,
    Stream,
    TimedOut,
    Unavailable,
)
from adapters.sap import SapSettings, SapSource
from adapters.sap.errors import SapMessage
from demo.sap_server.faults import TRANSACTION_ID, Mode
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

LOTS, NOTES = Stream.INSPECTION, Stream.NOTIFICATION
TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()
SERVICES = ("z_ql_inspection_lot", "z_ql_notification")


@pytest.fixture
def content(sap_content) -> dict:
    return sap_content


@pytest.fixture
def sap(content) -> SapServer:
    with SapServer(Store(deepcopy(content))) as server:
        yield server


def source(sap: SapServer, **settings) -> SapSource:
    logon = sap.store.logon
    values = {
        "wsdl": [sap.wsdl_url(name) for name in SERVICES],
        "user": logon.user,
        "password": logon.password,
        "client": logon.client,
        "zone": "Europe/Berlin",
        "since": "2026-01-01",
    }
    return SapSource("sap", SapSettings(**(values | settings)))


def changed(sap: SapServer, content: dict) -> None:
    """The system goes on: its store holds other content from now on."""
    sap.store.__dict__.update(Store(content).__dict__)


# ------------------------------------------------------------------ complete and true


@pytest.mark.parametrize("max_rows", [1, 7, 1000])
def test_every_lot_comes_whatever_the_row_limit(sap, content, max_rows):
    records, rejections = gathered(source(sap, max_rows=max_rows).pages(LOTS, None))
    assert rejections == []
    expected = sorted(lot["general"]["INSPLOT"] for lot in content["inspection_lots"])
    assert sorted(record.key for record in records) == expected


@pytest.mark.parametrize("max_rows", [1, 3, 1000])
def test_every_notification_comes_whatever_the_row_limit(sap, content, max_rows):
    records, rejections = gathered(source(sap, max_rows=max_rows).pages(NOTES, None))
    assert rejections == []
    expected = sorted(note["header"]["QMNUM"] for note in content["notifications"])
    assert sorted(record.key for record in records) == expected


def test_a_lot_is_an_inspection_exactly(sap, content):
    given = next(lot for lot in content["inspection_lots"] if lot["usage_decision"])
    general, stock, decision = given["general"], given["stock"], given["usage_decision"]
    found = source(sap).lookup(LOTS, general["INSPLOT"])
    assert found.key == general["INSPLOT"]
    assert (found.material, found.lot) == (general["MATERIAL_LONG"], stock["BATCH"])
    assert found.inspected == Decimal(stock["SAMPLE_SIZE"])
    assert found.nonconforming == Decimal(stock["QUANTITY_SCRAP"]) + Decimal(
        stock["QUANTITY_BLOCKED"]
    )
    assert found.unit == "pcs"
    assert f"{found.decided:%Y-%m-%d}" == decision["UD_RECORDED_ON_DATE"]
    assert found.decided.tzinfo is not None


def test_an_open_lot_has_neither_decision_nor_nonconforming_pieces(sap, content):
    given = next(lot for lot in content["inspection_lots"] if not lot["usage_decision"])
    found = source(sap).lookup(LOTS, given["general"]["INSPLOT"])
    assert (found.result, found.decided) == (InspectionResult.OPEN, None)
    assert (found.nonconforming, found.inspector) == (None, None)


def test_a_notification_comes_with_its_items_and_tasks(sap, content):
    given = content["notifications"][0]
    header = given["header"]
    found = source(sap).lookup(NOTES, header["QMNUM"])
    assert (found.number, found.text, found.status) == (
        header["QMNUM"],
        header["QMTXT"],
        header["STTXT"],
    )
    assert found.created == date.fromisoformat(header["QMDAT"])
    assert [i.number for i in found.items] == [i["FENUM"] for i in given["items"]]
    assert [t.text for t in found.tasks] == [t["MATXT"] for t in given["tasks"]]
    open_tasks = [t for t in given["tasks"] if "ERLDAT" not in t]
    assert sum(t.completed is None for t in found.tasks) == len(open_tasks)


def test_an_unknown_key_is_none(sap):
    assert source(sap).lookup(LOTS, "999999999999") is None
    assert source(sap).lookup(NOTES, "000999999999") is None


def test_soap_1_2_gives_the_same(sap):
    old, _ = gathered(source(sap).pages(NOTES, None))
    new, _ = gathered(source(sap, soap="1.2").pages(NOTES, None))
    assert old == new


# ------------------------------------------------------------------ what is new


def test_only_what_changed_is_read_in_detail(sap, content):
    reader = source(sap)
    *_, last = reader.pages(LOTS, None)
    sap.control.calls.clear()
    records, _ = gathered(reader.pages(LOTS, last.cursor))
    assert Counter(sap.control.calls)["BAPI_INSPLOT_GETDETAIL"] == len(records)
    assert len(records) < len(content["inspection_lots"]) / 10


def test_a_decision_is_a_higher_revision_of_the_lot_that_was_open(sap, content):
    reader = source(sap)
    records, _ = gathered(pages := list(reader.pages(LOTS, None)))
    later = deepcopy(content)
    lot = next(x for x in later["inspection_lots"] if not x["usage_decision"])
    lot["status"].append("UD")
    lot["usage_decision"] = {
        "CODE_VALUATION": "R",
        "UD_RECORDED_BY_USER": "QM0210",
        "UD_RECORDED_ON_DATE": "2026-04-08",
        "UD_RECORDED_AT_TIME": "09:00:00",
    }
    changed(sap, later)
    news, _ = gathered(reader.pages(LOTS, pages[-1].cursor))
    before = next(r for r in records if r.key == lot["general"]["INSPLOT"])
    (after,) = [r for r in news if r.key == before.key]
    assert (before.result, after.result) == (InspectionResult.OPEN, InspectionResult.REJECTED)
    assert after.revision > before.revision


def test_a_changed_notification_comes_again_and_an_unchanged_one_has_the_same_revision(
    sap, content
):
    reader = source(sap, recheck_days=0)
    first, _ = gathered(pages := list(reader.pages(NOTES, None)))
    later = deepcopy(content)
    header = later["notifications"][0]["header"]
    header |= {"AEDAT": f"{TODAY}", "AEZEIT": "08:00:00", "QMTXT": "neu"}
    changed(sap, later)
    news, _ = gathered(reader.pages(NOTES, pages[-1].cursor))
    assert [(n.key, n.text) for n in news] == [(header["QMNUM"], "neu")]
    again, _ = gathered(reader.pages(NOTES, None))
    old = {n.key: n.revision for n in first}
    assert {n.key for n in again if n.revision > old[n.key]} == {header["QMNUM"]}


def test_a_pull_that_was_killed_goes_on(sap, content):
    reader = source(sap)
    pages = reader.pages(LOTS, None, limit=9)
    stored = [next(pages), next(pages)]
    pages.close()
    rest, _ = gathered(reader.pages(LOTS, stored[-1].cursor, limit=9))
    keys = {r.key for page in stored for r in page.records} | {r.key for r in rest}
    assert len(keys) == len(content["inspection_lots"])


def of_version_1(**state) -> str:
    """As the adapter wrote it that read lots and notifications only."""
    return json.dumps({**state, "version": 1})


def test_lots_go_on_from_a_cursor_of_version_1(sap, content):
    reader = source(sap)
    open_lots = {
        lot["general"]["INSPLOT"]: lot["general"]["CREATED_ON_DATE"]
        for lot in content["inspection_lots"]
        if not lot["usage_decision"]
    }
    newest = max(lot["general"]["CREATED_ON_DATE"] for lot in content["inspection_lots"])
    later = deepcopy(content)
    decided = next(x for x in later["inspection_lots"] if not x["usage_decision"])
    decided["status"].append("UD")
    decided["usage_decision"] = {"CODE_VALUATION": "A", "UD_RECORDED_ON_DATE": "2026-04-08"}
    changed(sap, later)
    pages = list(reader.pages(LOTS, of_version_1(listed=newest, open=open_lots)))
    records, _ = gathered(pages)
    assert decided["general"]["INSPLOT"] in {r.key for r in records}
    assert len(records) < len(content["inspection_lots"]) / 10
    again, _ = gathered(reader.pages(LOTS, pages[-1].cursor))
    assert len(again) < len(content["inspection_lots"]) / 10


@pytest.mark.parametrize(
    "state",
    [
        {"changed": "2026-03-20"},
        # killed while everything was read for the first time
        {"until": "2026-03-18", "first": "2026-04-01"},
    ],
)
def test_notifications_go_on_from_a_cursor_of_version_1(sap, content, state):
    day = "2026-03-18" if "changed" in state else "2026-03-19"
    records, _ = gathered(pages := list(source(sap).pages(NOTES, of_version_1(**state))))
    headers = [notice["header"] for notice in content["notifications"]]
    field = "AEDAT" if "changed" in state else "QMDAT"
    expected = {h["QMNUM"] for h in headers if max(h[field], h["QMDAT"]) >= day}
    assert 0 < len(expected) < len(headers)
    assert {record.key for record in records} == expected
    assert json.loads(pages[-1].cursor)["version"] == 2


@pytest.mark.parametrize(
    "state", [{}, {"listed": "soon", "open": {}}, {"changed": "2026-04-20", "more": 1}]
)
def test_other_cursors_of_version_1_are_not_read(sap, state):
    with pytest.raises(ConfigurationError, match="not one of this adapter"):
        list(source(sap).pages(NOTES, of_version_1(**state)))


# ------------------------------------------------------------------ flaws


@pytest.mark.parametrize(
    ("structure", "field", "value", "reason"),
    [
        ("general", "INSPTYPE", "77", Reason.UNKNOWN_CODE),
        ("stock", "SAMPLE_BASE_UOM", "KAR", Reason.UNKNOWN_UNIT),
        ("stock", "QUANTITY_SCRAP", "-1.000", Reason.NEGATIVE_QUANTITY),
        ("usage_decision", "CODE_VALUATION", "Z", Reason.UNKNOWN_CODE),
        ("usage_decision", "UD_RECORDED_ON_DATE", "2026-02-31", Reason.INVALID_TIME),
    ],
)
def test_a_flawed_lot_is_rejected_and_comes_in_once_it_is_mended(
    sap, content, structure, field, value, reason
):
    flawed = deepcopy(content)
    lot = next(x for x in flawed["inspection_lots"] if x["usage_decision"])
    lot[structure][field] = value
    changed(sap, flawed)
    reader = source(sap)
    records, (rejection,) = gathered(reader.pages(LOTS, None))
    assert len(records) == len(content["inspection_lots"]) - 1
    assert (rejection.key, rejection.reason) == (lot["general"]["INSPLOT"], reason)
    assert field in rejection.detail
    json.dumps(rejection.raw)
    assert isinstance(reader.replay(rejection), Rejection)
    changed(sap, content)
    assert reader.replay(rejection).key == rejection.key


def test_a_code_that_the_mapping_learns_is_taken(sap, content, tmp_path):
    flawed = deepcopy(content)
    flawed["notifications"][0]["header"]["QMART"] = "Z1"
    changed(sap, flawed)
    _, (rejection,) = gathered(source(sap).pages(NOTES, None))
    assert "kind (QMART) holds the code 'Z1'" in rejection.detail
    own = tmp_path / "own.yaml"
    own.write_text(
        "extends: standard\nstreams:\n  notification:\n"
        "    - {name: notifications, fields: {kind: {values: {Z1: internal}}}}\n",
        encoding="utf-8",
    )
    taken = source(sap, mapping=own).replay(rejection)
    assert taken.kind is NotificationKind.INTERNAL


# ------------------------------------------------------------------ failures by name


@pytest.mark.parametrize(
    ("mode", "error", "said"),
    [
        (Mode.DOWN, Unavailable, "503"),
        (Mode.SLOW, TimedOut, "time limit"),
        (Mode.FAULT, ProtocolError, "failed inside"),
        (Mode.HTML_200, AuthenticationFailed, "page for people"),
        (Mode.FORBIDDEN, AccessDenied, "may not call"),
    ],
)
def test_each_failure_has_its_own_error(sap, mode, error, said):
    reader = source(sap, time_limit=0.5)
    reader.check()
    sap.control.mode, sap.control.delay = mode, 1.5
    with pytest.raises(error, match=said) as raised:
        reader.lookup(NOTES, "000200000001")
    assert raised.value.reference == (TRANSACTION_ID if mode is Mode.FAULT else None)
    assert "http" not in str(raised.value)
    sap.control.mode = Mode.NONE
    assert reader.check()


def test_a_character_that_xml_forbids_is_replaced_and_loses_nothing_else(sap, content):
    sap.control.mode = Mode.CONTROL_CHARS
    records, _ = gathered(source(sap).pages(NOTES, None))
    assert len(records) == len(content["notifications"])


@pytest.mark.parametrize("wrong", [{"password": "no"}, {"client": "200"}, {"user": "NOBODY"}])
def test_a_wrong_logon_is_said(sap, wrong):
    with pytest.raises(AuthenticationFailed, match="user, password or client"):
        source(sap, **wrong).check()


def test_sap_that_is_not_there_is_said(sap):
    reader = source(sap)
    sap.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        reader.check()


def test_a_function_that_no_wsdl_has_is_said_with_those_there_are(sap, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "extends: standard\nstreams:\n  notification:\n"
        "    - {name: notifications, list: {function: Z_OWN}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match=r"Z_OWN.*Z_QL_NOTIFICATION_LIST"):
        source(sap, mapping=own).lookup(NOTES, "1")


def test_a_refusal_names_its_message_class_and_number(sap):
    reader = source(sap)
    with pytest.raises(SapMessage, match=r"\(ZQL 001\)") as error:
        reader._system.call(
            "Z_QL_NOTIFICATION_LIST", {"I_DATE_FROM": "2026-02-01", "I_DATE_TO": "2026-01-01"}
        )
    assert (error.value.message_class, error.value.number) == ("ZQL", "001")


def test_the_password_is_in_no_log_and_no_error(sap, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "password"
    file.write_text(sap.store.logon.password + "\n", encoding="utf-8")
    reader = source(sap, password=None, password_file=file)
    reader.check()
    sap.control.mode = Mode.FAULT
    with pytest.raises(ProtocolError) as error:
        reader.lookup(LOTS, "1")
    for text in (caplog.text, repr(error.value), repr(reader._settings)):
        assert sap.store.logon.password not in text
