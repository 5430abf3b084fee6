"""Any ABAP WSDL: styles, names, values and refusals as SAP systems send them."""

from decimal import Decimal
from pathlib import Path

import pytest
from misbehaving import Answer, Misbehaving
from sap_wsdl import STYLES, Style

from adapters.contract import (
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from adapters.sap import SapSettings
from adapters.sap.decoding import plain_name, unknown_in
from adapters.sap.errors import SapMessage
from adapters.sap.system import SapSystem

ROW = (
    "<{key}>000000000042</{key}><{day}>0000-00-00</{day}><{quantity}>12.500</{quantity}>"
    "<{count}>7</{count}><{last}>12E4</{last}>"
)


def system(tmp_path: Path, server: Misbehaving, style: Style) -> SapSystem:
    file = tmp_path / "service.wsdl"
    file.write_text(style.wsdl(), encoding="utf-8")
    return SapSystem(
        SapSettings(
            wsdl=str(file), user="u", password="p-secret", client="100", address=server.url,
            time_limit=2,
        )
    )  # fmt: skip


def called(tmp_path, server, style, answer: bytes, **parameters):
    server.answer = Answer(200, answer, "text/xml; charset=utf-8")
    name = plain_name(style.function)
    return system(tmp_path, server, style).call(name, parameters)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_style_gives_the_same_names_and_values(tmp_path, misbehaving, style):
    reply = called(tmp_path, misbehaving, style, style.reply(ROW), I_MATNR="000000000042")
    (row,) = reply["ET_ROWS"]
    assert row == {
        "MATNR": "000000000042",
        "ERDAT": "0000-00-00",
        "LMNGA": Decimal("12.500"),
        "RMZHL": 7,
        "MESSAGE_V1": "12E4",
    }
    (path, body, headers), *_ = misbehaving.requests
    assert b">000000000042<" in body
    assert "sap-client=100" in path
    assert headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_refusal_in_a_table_or_a_structure(tmp_path, misbehaving, style):
    ret = "<{type}>E</{type}><{id}>QV</{id}><{number}>102</{number}><{message}>No lot</{message}>"
    with pytest.raises(SapMessage, match=r"No lot \(QV 102\)"):
        called(tmp_path, misbehaving, style, style.reply(ret=ret))


@pytest.mark.parametrize("kind", ["S", "W", "I", ""])
def test_other_messages_refuse_nothing(tmp_path, misbehaving, kind):
    style = STYLES["capitals"]
    ret = f"<TYPE>{kind}</TYPE><ID>QV</ID><NUMBER>050</NUMBER><MESSAGE>done</MESSAGE>"
    assert called(tmp_path, misbehaving, style, style.reply(ret=ret))["ET_ROWS"] == []


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("12.000-", "-12.000"),
        ("-12.5", "-12.5"),
        ("123456789012345678.125", "123456789012345678.125"),
        (" 1.000 ", "1.000"),
    ],
)
def test_decimals_are_exact_and_may_trail_their_minus(tmp_path, misbehaving, sent, read):
    style = STYLES["capitals"]
    reply = called(tmp_path, misbehaving, style, style.reply(f"<LMNGA>{sent}</LMNGA>"))
    assert str(reply["ET_ROWS"][0]["LMNGA"]) == read


def test_what_is_no_decimal_is_said(tmp_path, misbehaving):
    style = STYLES["capitals"]
    with pytest.raises(ProtocolError, match=r"LMNGA holds '1\.234,5'"):
        called(tmp_path, misbehaving, style, style.reply("<LMNGA>1.234,5</LMNGA>"))


def test_a_field_that_the_wsdl_does_not_know_costs_no_other_field(tmp_path, misbehaving):
    # zeep alone would turn every field after ZZ_NEW into nothing
    style = STYLES["capitals"]
    row = ROW.replace("<{day}>", "<ZZ_NEW>x</ZZ_NEW><{day}>")
    reply = called(tmp_path, misbehaving, style, style.reply(row))
    assert reply["ET_ROWS"][0]["MESSAGE_V1"] == "12E4"
    assert unknown_in(reply) == ["ZZ_NEW"]


def test_an_unknown_parameter_is_said_before_sap_is_asked(tmp_path, misbehaving):
    with pytest.raises(ConfigurationError, match="I_WERKS"):
        called(tmp_path, misbehaving, STYLES["capitals"], b"", I_WERKS="1000")
    assert misbehaving.requests == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(401, b"<html>Anmeldung</html>"), AuthenticationFailed),
        (Answer(200, b"<html>Anmeldung</html>"), AuthenticationFailed),
        (Answer(500, b"<html>ICM</html>"), Unavailable),
        (Answer(503, b""), Unavailable),
        (Answer(404, b""), ConfigurationError),
        (Answer(302, b"", headers={"Location": "/again"}), ConfigurationError),
        (Answer(200, b"<soap-env:Envel", "text/xml"), Unavailable),
        (Answer(200, b"", "text/xml"), Unavailable),
        (Answer(200, b"<a/>", "text/xml"), ProtocolError),
        (Answer(200, b"<a></b>", "text/xml"), ProtocolError),
        (Answer(200, b"<!DOCTYPE html><html>", "text/xml"), AuthenticationFailed),
        (Answer(200, b"<soap-env", "text/xml", cut=50), Unavailable),
    ],
)
def test_each_failure_has_its_own_error(tmp_path, misbehaving, answer, error):
    misbehaving.answer = answer
    with pytest.raises(error) as raised:
        system(tmp_path, misbehaving, STYLES["capitals"]).call("Z_QL_ROWS", {})
    assert type(raised.value) is error
    assert "p-secret" not in str(raised.value)
    assert "127.0.0.1" not in str(raised.value)


def test_a_wsdl_that_redirects_in_a_circle_is_said(misbehaving):
    misbehaving.answer = Answer(302, headers={"Location": "/wsdl"})
    settings = SapSettings(wsdl=f"{misbehaving.url}/wsdl", user="u", password="p", client="100")
    with pytest.raises(ConfigurationError, match="circle"):
        SapSystem(settings).functions()


@pytest.mark.parametrize("text", ["", "<html/>", "<a", "no file at all"])
def test_a_wsdl_that_is_none_is_said(tmp_path, text):
    file = tmp_path / "broken.wsdl"
    if not text.startswith("no"):
        file.write_text(text, encoding="utf-8")
    settings = SapSettings(wsdl=str(file), user="u", password="p", client="100")
    with pytest.raises(ConfigurationError, match=r"broken\.wsdl"):
        SapSystem(settings).functions()
