"""What is sent to SAP is complete and fits, by the WSDL's own schema."""

from datetime import date
from decimal import Decimal

import pytest
from misbehaving import Answer, Misbehaving
from sap_wsdl import STYLES, Style

from adapters.contract import BusinessError, ConfigurationError
from adapters.sap import SapSettings
from adapters.sap.errors import SapLocked, SapMessage, ValueRefused, raise_for_messages
from adapters.sap.outgoing import prepared
from adapters.sap.passport import new_transaction_id, passport, transaction_id_of
from adapters.sap.schema import Field, Schema
from adapters.sap.system import SapSystem
from demo.sap_server import dictionary, wsdl

RFC = "urn:sap-com:document:sap:rfc:functions"
DICTIONARY = dictionary.read()


def importing(service: str, function: str) -> tuple[Field, ...]:
    text = wsdl.write(DICTIONARY.services[service], DICTIONARY, "http://localhost/x")
    return Schema([text.encode()]).element((RFC, function))


CREATE = importing("Z_QL_TRANSACTION", "BAPI_QUALNOT_CREATE")


def create(**values: object) -> dict:
    return prepared("BAPI_QUALNOT_CREATE", {"NOTIF_TYPE": "Q3"} | values, CREATE)


# ------------------------------------------------------------------ complete


def test_what_is_not_given_is_sent_with_its_initial_value():
    sent = create(NOTIFHEADER={"SHORT_TEXT": "Riss"}, NOTITEM=[{"ITEM_SORT_NO": "0001"}])
    header, (item,) = sent["NOTIFHEADER"], sent["NOTITEM"]["item"]
    assert (header["SHORT_TEXT"], header["MATERIAL"]) == ("Riss", "")
    assert (header["DESENDDATE"], header["NOTIFTIME"]) == ("0000-00-00", "00:00:00")
    assert (header["INSP_LOT"], header["QUANT_COMPLAINT"]) == ("", 0)
    assert (item["ITEM_SORT_NO"], item["QUANT_DEFECTS"]) == ("0001", 0)


def test_optional_parameters_are_left_out_and_needed_ones_are_not():
    sent = create()
    assert set(sent) == {"NOTIF_TYPE", "NOTIFHEADER"}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_style_knows_its_parameters_and_their_lengths(style: Style):
    schema = Schema([style.wsdl().encode()])
    parameter, table = schema.element((style.namespace, style.function))
    assert (parameter.name, parameter.type.max_length, parameter.optional) == ("I_MATNR", 12, True)
    assert [f.name for f in table.type.columns] == [
        "MATNR", "ERDAT", "LMNGA", "RMZHL", "MESSAGE_V1",
    ]  # fmt: skip
    (quantity,) = [f.type for f in table.type.columns if f.name == "LMNGA"]
    assert (quantity.total_digits, quantity.fraction_digits) == (13, 3)


def test_lengths_written_in_the_field_itself_are_known():
    # old style WSDLs have no named types
    text = f"""<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="{RFC}">
      <s:element name="F"><s:complexType><s:all><s:element name="T"><s:complexType><s:sequence>
        <s:element name="item" minOccurs="0" maxOccurs="unbounded"><s:complexType><s:sequence>
          <s:element name="A"><s:simpleType><s:restriction base="s:string">
            <s:maxLength value="3"/></s:restriction></s:simpleType></s:element>
        </s:sequence></s:complexType></s:element></s:sequence></s:complexType></s:element>
      </s:all></s:complexType></s:element></s:schema>"""
    fields = Schema([text.encode()]).element((RFC, "F"))
    with pytest.raises(ValueRefused, match="T-A of SAP's F takes 3 characters"):
        prepared("F", {"T": [{"A": "four"}]}, fields)


def test_a_session_is_known_by_the_wsdls_policy():
    offered = {
        name: bool(Schema([wsdl.write(s, DICTIONARY, "http://x").encode()]).stateful_bindings)
        for name, s in DICTIONARY.services.items()
    }
    assert offered["Z_QL_TRANSACTION"]
    assert not offered["Z_QL_WRITE"]


# ------------------------------------------------------------------ what does not fit


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"SHORT_TEXT": "x" * 41}, "NOTIFHEADER-SHORT_TEXT of SAP's BAPI_QUALNOT_CREATE takes 40"),
        ({"INSP_LOT": "12A"}, r"NOTIFHEADER-INSP_LOT .* looks like \\d\*"),
        ({"DESENDDATE": "1.4.2026"}, "NOTIFHEADER-DESENDDATE"),
        ({"QUANT_COMPLAINT": Decimal("1.2345")}, "takes 3 decimal places, and 1.2345 has 4"),
        ({"QUANT_COMPLAINT": Decimal("12345678901")}, "takes 10 digits before the point"),
        ({"QUANT_COMPLAINT": "viele"}, "is a number, and 'viele' is none"),
        ({"QUANT_COMPLAINT": Decimal("NaN")}, "QUANT_COMPLAINT"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_field(header: dict, said: str):
    with pytest.raises(ValueRefused, match=said) as refused:
        create(NOTIFHEADER=header)
    assert refused.value.field == f"NOTIFHEADER-{next(iter(header))}"
    assert isinstance(refused.value, BusinessError)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (Decimal("1E+2"), "1E+2"),
        (Decimal("1.50000"), "1.50000"),
        (3, "3"),
        (Decimal("-0.125"), "-0.125"),
    ],
)
def test_numbers_that_fit_are_sent_exactly(given: object, sent: str):
    header = create(NOTIFHEADER={"QUANT_COMPLAINT": given})["NOTIFHEADER"]
    assert str(header["QUANT_COMPLAINT"]) == sent


def test_dates_numbers_and_flags_become_saps_texts():
    fields = importing("Z_QL_TRANSACTION", "BAPI_INSPLOT_SETUSAGEDECISION")
    data = {
        "UD_RECORDED_ON_DATE": date(2026, 4, 3),
        "UD_FORCE_COMPLETION": True,
        "UD_CODE": Decimal("10"),
    }
    sent = prepared("F", {"NUMBER": "1", "UD_DATA": data}, fields)["UD_DATA"]
    assert (sent["UD_RECORDED_ON_DATE"], sent["UD_FORCE_COMPLETION"], sent["UD_CODE"]) == (
        "2026-04-03",
        "X",
        "10",
    )


def test_a_field_that_the_function_has_not_is_said_and_not_dropped():
    with pytest.raises(ConfigurationError, match="no field NOTIFHEADER-ZZ_LINE"):
        create(NOTIFHEADER={"ZZ_LINE": "3"})
    with pytest.raises(ConfigurationError, match="no parameter ZZ"):
        create(ZZ="3")


# ------------------------------------------------------------------ what SAP answers


def row(**fields: str) -> dict[str, str]:
    return {"TYPE": "E", "ID": "IM", "NUMBER": "055", "MESSAGE": "Enter a short text"} | fields


def test_a_refusal_has_class_number_and_the_transaction_id():
    with pytest.raises(SapMessage, match=r"Enter a short text \(IM 055\)") as refused:
        raise_for_messages(
            {"DETAIL_RETURN": [row(TYPE="S"), row(FIELD="QMTXT")]}, transaction_id="A1"
        )
    error = refused.value
    assert (error.message_class, error.number, error.field) == ("IM", "055", "QMTXT")
    assert (error.transaction_id, error.reference) == ("A1", "A1")


def test_how_many_more_messages_there_were_is_said():
    with pytest.raises(SapMessage, match="SAP has 1 more of this"):
        raise_for_messages({"RETURN": [row(), row(TYPE="W"), row(TYPE="A")]})


@pytest.mark.parametrize("locked", [{"FLG_LOCKED": "X"}, {"ID": "MC", "NUMBER": "601"}])
def test_a_lock_may_be_tried_again_and_other_refusals_may_not(locked: dict):
    with pytest.raises(SapLocked) as raised:
        raise_for_messages({"DETAIL_RETURN": [row(**locked)]})
    assert raised.value.retryable
    with pytest.raises(SapMessage) as refused:
        raise_for_messages({"DETAIL_RETURN": [row(**locked), row()]})
    assert not refused.value.retryable


def test_a_passport_has_saps_layout_and_tells_its_transaction_id():
    identity, root = new_transaction_id(), new_transaction_id()
    header = passport(identity, root)
    content = bytes.fromhex(header)
    assert (content[:4], content[-4:], len(content)) == (b"*TH*", b"*TH*", 230)
    assert (content[4], content[5:7]) == (3, b"\x00\xe6")
    assert content[149:181].decode() == identity
    assert content[186:202].hex().upper() == root
    assert transaction_id_of(header) == identity
    assert transaction_id_of("2A54") is None


def test_every_call_travels_under_a_transaction_id_of_its_own(tmp_path, misbehaving: Misbehaving):
    style = STYLES["capitals"]
    ret = "<{type}>E</{type}><{id}>QV</{id}><{number}>102</{number}><{message}>No</{message}>"
    misbehaving.answer = Answer(200, style.reply(ret=ret), "text/xml; charset=utf-8")
    file = tmp_path / "service.wsdl"
    file.write_text(style.wsdl(), encoding="utf-8")
    settings = SapSettings(
        wsdl=str(file), user="u", password="p-secret", client="100", address=misbehaving.url
    )
    told = []
    for _ in range(2):
        with pytest.raises(SapMessage) as refused:
            SapSystem(settings).call("Z_QL_ROWS", {})
        told.append(refused.value.transaction_id)
    sent = [transaction_id_of(headers["SAP-PASSPORT"]) for _, _, headers in misbehaving.requests]
    assert told == sent
    assert len(set(told)) == 2
