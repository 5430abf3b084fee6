"""How the demo SAP refuses, fails and goes away."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import zeep
from lxml import etree

from demo.sap_server.faults import TRANSACTION_ID, Mode
from demo.sap_server.runner import SapServer

ClientOf = Callable[..., zeep.Client]

SERVICE = "z_ql_inspection_lot"
PORT = 8169


def _logon(sap: SapServer) -> tuple[str, str]:
    return sap.store.logon.user, sap.store.logon.password


def _endpoint(sap: SapServer, client: str = "100") -> str:
    return f"{sap.url}/sap/bc/srt/rfc/sap/{SERVICE}/{client}/{SERVICE}/binding"


def _envelope(body: str) -> bytes:
    return (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:f="urn:sap-com:document:sap:rfc:functions">'
        f"<e:Body>{body}</e:Body></e:Envelope>"
    ).encode()


GET_LIST = "<f:BAPI_INSPLOT_GETLIST><INSPLOT_LIST/></f:BAPI_INSPLOT_GETLIST>"


def _post(sap: SapServer, body: str, **headers: str) -> requests.Response:
    named = {"content-type": "text/xml"} | {k.replace("_", "-"): v for k, v in headers.items()}
    url = _endpoint(sap)
    return requests.post(url, _envelope(body), auth=_logon(sap), headers=named, timeout=10)


@pytest.mark.parametrize("place", ["wsdl", "endpoint"])
@pytest.mark.parametrize("auth", [None, ("QL_RFC", "wrong"), ("NOBODY", "Schweissnaht-7")])
def test_a_wrong_logon_is_a_401_with_a_page(
    sap: SapServer, place: str, auth: tuple[str, str] | None
) -> None:
    url = sap.wsdl_url(SERVICE) if place == "wsdl" else _endpoint(sap)
    method = "GET" if place == "wsdl" else "POST"

    answer = requests.request(method, url, auth=auth, timeout=10)

    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_a_client_that_the_system_lacks_is_refused(sap: SapServer) -> None:
    by_query = requests.post(f"{_endpoint(sap)}?sap-client=200", auth=_logon(sap), timeout=10)
    by_path = requests.post(_endpoint(sap, "200"), auth=_logon(sap), timeout=10)

    for answer in (by_query, by_path):
        assert answer.status_code == 401
        assert "Client 200" in answer.text


def test_the_user_name_may_be_in_any_case(sap: SapServer) -> None:
    auth = (sap.store.logon.user.lower(), sap.store.logon.password)

    assert requests.get(sap.wsdl_url(SERVICE), auth=auth, timeout=10).status_code == 200


def test_the_wsdl_names_the_host_that_was_asked(sap: SapServer) -> None:
    wsdl = requests.get(sap.wsdl_url(SERVICE), auth=_logon(sap), timeout=10).text

    assert wsdl.count(f'location="{_endpoint(sap)}"') == 2
    assert "http://localhost" not in wsdl


def test_children_are_unqualified_and_tables_hold_items(sap: SapServer) -> None:
    reply = etree.fromstring(_post(sap, GET_LIST).content)

    rows = reply.findall(".//INSPLOT_LIST/item")
    assert len(rows) == 100
    assert all(etree.QName(child).namespace is None for child in rows[0])
    assert rows[0][0].tag == "INSPLOT"


def test_an_empty_table_is_an_empty_element(sap: SapServer) -> None:
    body = GET_LIST.replace("<INSPLOT_LIST/>", "<INSPLOT_LIST/><PLANT>9999</PLANT>")

    reply = etree.fromstring(_post(sap, body).content)

    assert len(reply.find(".//INSPLOT_LIST")) == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<f:BAPI_INSPLOT_GETLIST/>", "INSPLOT_LIST"),
        ("<f:BAPI_INSPLOT_GETLIST><INSPLOT_LIST/><NONSENSE/></f:BAPI_INSPLOT_GETLIST>", "NONSENSE"),
        (
            "<f:BAPI_INSPLOT_GETLIST><f:INSPLOT_LIST/></f:BAPI_INSPLOT_GETLIST>",
            "INSPLOT_LIST",
        ),
        ("<f:BAPI_NOT_THERE/>", "BAPI_NOT_THERE"),
        (GET_LIST.replace("<INSPLOT_LIST/>", "<INSPLOT_LIST/><MAX_ROWS>many</MAX_ROWS>"), "MAX_"),
        (
            GET_LIST.replace("<INSPLOT_LIST/>", "<CREAT_DAT>01.02.2026</CREAT_DAT><INSPLOT_LIST/>"),
            "CREAT_DAT",
        ),
        ("", "body"),
    ],
)
def test_what_the_wsdl_does_not_allow_is_a_fault(sap: SapServer, body: str, said: str) -> None:
    answer = _post(sap, body)

    assert answer.status_code == 500
    assert said in etree.fromstring(answer.content).findtext(".//faultstring", "")


def test_a_message_that_is_no_xml_is_a_fault(sap: SapServer) -> None:
    answer = requests.post(_endpoint(sap), b"<broken", auth=_logon(sap), timeout=10)

    assert answer.status_code == 500
    assert b"soap-env:Server" in answer.content


@pytest.mark.parametrize("port", ["Z_QL_INSPECTION_LOT", "Z_QL_INSPECTION_LOT_soap12"])
def test_a_system_error_carries_its_transaction(
    sap: SapServer, client_of: ClientOf, port: str
) -> None:
    service = client_of(SERVICE).bind("Z_QL_INSPECTION_LOT", port)
    sap.control.mode = Mode.FAULT

    with pytest.raises(zeep.exceptions.Fault) as caught:
        service.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={})

    assert f"Transaction ID {TRANSACTION_ID}" in caught.value.message
    assert caught.value.code in {"soap-env:Server", "env:Receiver"}


def test_a_missing_authorisation_says_for_which_service(
    sap: SapServer, client_of: ClientOf
) -> None:
    service = client_of(SERVICE).service
    sap.control.mode = Mode.FORBIDDEN

    with pytest.raises(zeep.exceptions.Fault, match="role missing for service Z_QL_INSPECTION"):
        service.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={})


def test_a_logon_page_comes_with_status_200(sap: SapServer) -> None:
    answer = _post(sap, GET_LIST, x_demo_fault="html-200")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_down_is_a_503_with_a_page(sap: SapServer) -> None:
    answer = _post(sap, GET_LIST, x_demo_fault="down")

    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")


def test_slow_takes_as_long_as_it_was_told(sap: SapServer) -> None:
    sap.control.mode, sap.control.delay = Mode.SLOW, 0.4
    began = time.monotonic()

    answer = _post(sap, GET_LIST)

    assert answer.status_code == 200
    assert time.monotonic() - began > 0.4


def test_control_characters_break_the_xml(sap: SapServer) -> None:
    answer = _post(sap, GET_LIST, x_demo_fault="control-chars")

    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.content)


def test_the_control_tells_what_was_called(sap: SapServer) -> None:
    sap.control.calls.clear()

    _post(sap, GET_LIST)

    assert sap.control.calls == ["BAPI_INSPLOT_GETLIST"]


def test_what_is_not_there_is_not_found(sap: SapServer) -> None:
    other = _endpoint(sap).replace(SERVICE, "z_other")

    assert requests.post(other, auth=_logon(sap), timeout=10).status_code == 404
    assert requests.get(_endpoint(sap), auth=_logon(sap), timeout=10).status_code == 405


def test_a_stopped_server_does_not_answer(plant: Path) -> None:
    server = SapServer.from_file(plant / "sap.json").start()
    url = server.wsdl_url(SERVICE)
    assert requests.get(url, auth=_logon(server), timeout=10).status_code == 200

    server.stop()

    with pytest.raises(requests.ConnectionError):
        requests.get(url, auth=_logon(server), timeout=10)


def test_the_command_prints_where_the_wsdls_are(plant: Path) -> None:
    command = [sys.executable, "-m", "demo.sap_server", "--data", str(plant / "sap.json")]
    process = subprocess.Popen([*command, "--port", str(PORT)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        urls = [process.stdout.readline().strip() for _ in range(2)]
        answer = _when_up(urls[0])
    finally:
        process.terminate()
        process.wait(10)

    assert SERVICE in urls[0]
    assert answer.status_code == 401


def _when_up(url: str) -> requests.Response:
    until = time.monotonic() + 20
    while True:
        try:
            return requests.get(url, timeout=10)
        except requests.ConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
