"""The demo SAP called by a plain zeep client, in SOAP 1.1 and 1.2."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import zeep
from zeep.proxy import ServiceProxy

from demo.sap_server.runner import SapServer

ClientOf = Callable[..., zeep.Client]

LOTS = "z_ql_inspection_lot"
NOTICES = "z_ql_notification"


@pytest.fixture(params=["", "_soap12"], ids=["soap11", "soap12"])
def lots(request: pytest.FixtureRequest, client_of: ClientOf) -> ServiceProxy:
    return client_of(LOTS).bind("Z_QL_INSPECTION_LOT", f"Z_QL_INSPECTION_LOT{request.param}")


@pytest.fixture(params=["", "_soap12"], ids=["soap11", "soap12"])
def notices(request: pytest.FixtureRequest, client_of: ClientOf) -> ServiceProxy:
    return client_of(NOTICES).bind("Z_QL_NOTIFICATION", f"Z_QL_NOTIFICATION{request.param}")


@pytest.fixture
def content(plant: Path) -> dict:
    return json.loads((plant / "sap.json").read_text(encoding="utf-8"))


# ---------------------------------------------------------------------- inspection lots


def test_a_list_without_limit_has_a_hundred_rows(lots: ServiceProxy, content: dict) -> None:
    reply = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={})

    assert len(content["inspection_lots"]) > 500
    assert len(reply.INSPLOT_LIST.item) == 100
    assert reply.RETURN.TYPE is None


@pytest.mark.parametrize(("limit", "rows"), [(7, 7), (150, 150)])
def test_a_limit_cuts_the_oldest_first(lots: ServiceProxy, limit: int, rows: int) -> None:
    found = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, MAX_ROWS=limit).INSPLOT_LIST.item

    created = [row.CREAT_DAT for row in found]
    assert len(found) == rows
    assert created == sorted(created)


def test_all_lots_can_be_had_window_by_window(lots: ServiceProxy, content: dict) -> None:
    numbers: set[str] = set()
    since, full = "0000-00-00", True
    while full:
        reply = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, CREAT_DAT=since, MAX_ROWS=60)
        rows = reply.INSPLOT_LIST.item
        numbers |= {row.INSPLOT for row in rows}
        full, since = len(rows) == 60, rows[-1].CREAT_DAT

    assert numbers == {lot["general"]["INSPLOT"] for lot in content["inspection_lots"]}


def test_a_list_selects_by_what_was_given(lots: ServiceProxy, content: dict) -> None:
    wanted = next(lot for lot in content["inspection_lots"] if "ORDERID" in lot["general"])
    order, batch = wanted["general"]["ORDERID"], wanted["stock"]["BATCH"]

    by_order = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, ORDER=order).INSPLOT_LIST.item
    by_batch = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, BATCH=batch).INSPLOT_LIST.item
    elsewhere = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, PLANT="2000")

    assert {row.ORDER_NO for row in by_order} == {order}
    assert {row.BATCH for row in by_batch} == {batch}
    assert elsewhere.INSPLOT_LIST is None
    assert elsewhere.RETURN.TYPE == "I"


def test_status_switches_left_out_mean_yes_and_blank_means_no(
    lots: ServiceProxy, content: dict
) -> None:
    undecided = [lot for lot in content["inspection_lots"] if "UD" not in lot["status"]]

    found = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, STATUS_UD="", MAX_ROWS=9999)

    assert undecided
    assert {row.INSPLOT for row in found.INSPLOT_LIST.item} == {
        lot["general"]["INSPLOT"] for lot in undecided
    }


def test_values_are_as_sap_writes_them(lots: ServiceProxy) -> None:
    row = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, MAX_ROWS=1).INSPLOT_LIST.item[0]
    detail = lots.BAPI_INSPLOT_GETDETAIL(NUMBER=row.INSPLOT, SYSTEM_STATUS={})

    assert len(row.INSPLOT) == 12
    assert len(row.MATERIAL) == 18
    assert row.MATERIAL.startswith("0000")
    assert row.PO_ITEM == "00000"
    assert detail.GENERAL_DATA.CHANGED_ON_DATE == "0000-00-00"
    assert isinstance(detail.STOCK_DATA.INSPLOT_SIZE, Decimal)
    assert detail.TASK_LIST_DATA.TASK_LIST_VALID_FROM_DATE == "0000-00-00"
    assert [status.SY_ST_TEXT for status in detail.SYSTEM_STATUS.item] == ["REL", "UD"]
    assert detail.USAGE_DECISION_DATA.CODE_VALUATION in {"A", "R"}


def test_optional_tables_come_back_only_where_they_were_sent(lots: ServiceProxy) -> None:
    number = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}).INSPLOT_LIST.item[0].INSPLOT

    assert lots.BAPI_INSPLOT_GETDETAIL(NUMBER=number).SYSTEM_STATUS is None
    assert lots.BAPI_INSPLOT_GETDETAIL(NUMBER=number, SYSTEM_STATUS={}).SYSTEM_STATUS.item


def test_an_open_lot_has_no_usage_decision(lots: ServiceProxy, content: dict) -> None:
    undecided = next(lot for lot in content["inspection_lots"] if "UD" not in lot["status"])

    detail = lots.BAPI_INSPLOT_GETDETAIL(NUMBER=undecided["general"]["INSPLOT"])

    assert detail.USAGE_DECISION_DATA.UD_CODE is None
    assert detail.USAGE_DECISION_DATA.UD_RECORDED_ON_DATE == "0000-00-00"


def test_a_lot_that_does_not_exist_is_an_error_inside_an_answer(lots: ServiceProxy) -> None:
    reply = lots.BAPI_INSPLOT_GETDETAIL(NUMBER="1")

    assert reply.RETURN.TYPE == "E"
    assert "000000000001" in reply.RETURN.MESSAGE


def test_the_lots_tell_the_plants_story(lots: ServiceProxy, plant: Path) -> None:
    truth = json.loads((plant / "truth.json").read_text(encoding="utf-8"))
    story = truth["story"]
    weeks = truth["weeks"][story["operation"]]
    rows = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, MAX_ROWS=99999).INSPLOT_LIST.item
    numbers = [row.INSPLOT for row in rows if row.TXT_LOT == "Roboterschweißen Vorderachsträger"]
    rates = {"before": [], "after": []}

    for number in numbers:
        detail = lots.BAPI_INSPLOT_GETDETAIL(NUMBER=number)
        stock, order = detail.STOCK_DATA, detail.GENERAL_DATA.ORDERID
        week = f"20{order[-4:-2]}-W{order[-2:]}"
        if detail.USAGE_DECISION_DATA.UD_CODE is None:
            continue
        bad = stock.QUANTITY_SCRAP + stock.QUANTITY_BLOCKED
        assert str(int(bad)) == weeks[week]["defective"]
        if week in story["raised_weeks"]:
            rates["before"].append(bad / stock.SAMPLE_SIZE)
        elif week > story["training_week"]:
            rates["after"].append(bad / stock.SAMPLE_SIZE)

    assert all(Decimal("0.078") < rate < Decimal("0.082") for rate in rates["before"])
    assert all(Decimal("0.028") < rate < Decimal("0.032") for rate in rates["after"])
    assert len(rates["before"]) >= 3
    assert rates["after"]


def test_the_bad_lot_was_refused(lots: ServiceProxy, content: dict) -> None:
    batch = next(
        lot["stock"]["BATCH"]
        for lot in content["inspection_lots"]
        if lot["stock"]["BATCH"].startswith("G")
    )

    row = lots.BAPI_INSPLOT_GETLIST(INSPLOT_LIST={}, BATCH=batch).INSPLOT_LIST.item[0]
    detail = lots.BAPI_INSPLOT_GETDETAIL(NUMBER=row.INSPLOT)

    assert detail.USAGE_DECISION_DATA.CODE_VALUATION == "R"


# ---------------------------------------------------------------------- notifications


def test_notifications_come_with_items_and_tasks(notices: ServiceProxy, content: dict) -> None:
    reply = notices.Z_QL_NOTIFICATION_LIST()

    numbers = {header.QMNUM for header in reply.ET_HEADER.item}
    assert len(numbers) == len(content["notifications"])
    assert {item.QMNUM for item in reply.ET_ITEM.item} == numbers
    assert {task.QMNUM for task in reply.ET_TASK.item} == numbers
    assert {header.QMART for header in reply.ET_HEADER.item} == {"Q1", "Q3"}
    assert reply.RETURN.item[0].TYPE == "S"


def test_a_window_selects_by_day_of_creation(notices: ServiceProxy, content: dict) -> None:
    days = sorted(notice["header"]["QMDAT"] for notice in content["notifications"])
    since, until = days[len(days) // 3], days[len(days) // 2]

    found = notices.Z_QL_NOTIFICATION_LIST(I_DATE_FROM=since, I_DATE_TO=until).ET_HEADER.item

    assert sorted(header.QMDAT for header in found) == [d for d in days if since <= d <= until]


def test_a_window_selects_by_day_of_change(notices: ServiceProxy, content: dict) -> None:
    days = sorted(notice["header"]["AEDAT"] for notice in content["notifications"])

    found = notices.Z_QL_NOTIFICATION_LIST(I_CHANGED_FROM=days[-5]).ET_HEADER.item

    assert {header.AEDAT for header in found} == {day for day in days if day >= days[-5]}


def test_open_and_closed_notifications_say_so(notices: ServiceProxy) -> None:
    found = notices.Z_QL_NOTIFICATION_LIST().ET_HEADER.item

    closed = [header for header in found if header.STTXT == "NOCO"]
    still_open = [header for header in found if header.STTXT != "NOCO"]
    assert closed
    assert still_open
    assert all(header.QMDAB != "0000-00-00" for header in closed)
    assert all(header.QMDAB == "0000-00-00" for header in still_open)


def test_one_notification_can_be_looked_up(notices: ServiceProxy, content: dict) -> None:
    number = content["notifications"][3]["header"]["QMNUM"]

    reply = notices.Z_QL_NOTIFICATION_LIST(I_QMNUM=number)

    assert [header.QMNUM for header in reply.ET_HEADER.item] == [number]


def test_a_limit_cuts_the_notifications_with_their_items(notices: ServiceProxy) -> None:
    reply = notices.Z_QL_NOTIFICATION_LIST(I_MAX_ROWS=2)

    numbers = {header.QMNUM for header in reply.ET_HEADER.item}
    assert len(numbers) == 2
    assert {item.QMNUM for item in reply.ET_ITEM.item} == numbers


def test_a_window_turned_around_is_a_business_error(notices: ServiceProxy) -> None:
    reply = notices.Z_QL_NOTIFICATION_LIST(I_DATE_FROM="2026-03-01", I_DATE_TO="2026-02-01")

    assert reply.RETURN.item[0].TYPE == "E"
    assert reply.ET_HEADER is None


def test_nothing_sent_is_longer_than_its_field(content: dict, sap: SapServer) -> None:
    wsdl = zeep.wsdl.Document(sap.wsdl_url(LOTS), _transport(sap))
    notices = zeep.wsdl.Document(sap.wsdl_url(NOTICES), _transport(sap))
    structures = [
        (wsdl, "BAPI2045D_IL0", [lot["general"] for lot in content["inspection_lots"]]),
        (wsdl, "BAPI2045D_IL2", [lot["stock"] for lot in content["inspection_lots"]]),
        (wsdl, "BAPI2045D_IL4", [lot["usage_decision"] for lot in content["inspection_lots"]]),
        (notices, "ZQL_S_NOTIF_HEADER", [n["header"] for n in content["notifications"]]),
        (notices, "ZQL_S_NOTIF_ITEM", [i for n in content["notifications"] for i in n["items"]]),
        (notices, "ZQL_S_NOTIF_TASK", [t for n in content["notifications"] for t in n["tasks"]]),
    ]

    for document, name, rows in structures:
        kind = document.types.get_type(f"{{urn:sap-com:document:sap:rfc:functions}}{name}")
        fields = {field: element.type.name for field, element in kind.elements}
        for row in rows:
            for field, value in row.items():
                assert len(value) <= _length(fields[field]), (name, field, value)


def _length(type_name: str) -> int:
    """Characters that a value of an ABAP type may have, as text."""
    if type_name in {"date10", "time"}:
        return 10
    digits = type_name.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits.split(".")[0]) + 2 if "." in digits else int(digits)


def _transport(sap: SapServer) -> zeep.Transport:
    transport = zeep.Transport()
    transport.session.auth = (sap.store.logon.user, sap.store.logon.password)
    return transport
