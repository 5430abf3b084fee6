"""What the function modules do."""

from collections.abc import Callable, Mapping
from typing import Any

from demo.sap_server.codec import Request
from demo.sap_server.store import Lot, Store

DEFAULT_ROWS = 100
Reply = Mapping[str, Any]

_STATUS_TEXTS = {
    "CRTD": ("I0001", "Created"),
    "REL": ("I0002", "Released"),
    "UD": ("I0218", "Usage decision has been made"),
}


def _message(kind: str, area: str, number: str, text: str, *variables: str) -> dict[str, str]:
    """A row of BAPIRET2 or BAPIRETURN1."""
    named = {f"MESSAGE_V{place}": value for place, value in enumerate(variables, start=1)}
    return {"TYPE": kind, "ID": area, "NUMBER": number, "MESSAGE": text, **named}


def _list_row(lot: Lot) -> dict[str, Any]:
    general, stock = lot.general, lot.stock
    return {
        "INSPLOT": lot.number,
        "BATCH": stock.get("BATCH", ""),
        "CREAT_DAT": lot.created,
        "CUSTOMER": general.get("CUSTOMER", ""),
        "MATERIAL": general.get("MATERIAL", ""),
        "ORDER_NO": general.get("ORDERID", ""),
        "PLANT": general.get("PLANT", ""),
        "VENDOR": general.get("VENDOR", ""),
        "TXT_LOT": general.get("SHORT_TEXT", ""),
    }


def _wanted(lot: Lot, request: Request) -> bool:
    row = _list_row(lot)
    pairs = (
        ("BATCH", "BATCH"),
        ("CUSTOMER", "CUSTOMER"),
        ("MATERIAL", "MATERIAL"),
        ("ORDER", "ORDER_NO"),
        ("PLANT", "PLANT"),
        ("VENDOR", "VENDOR"),
    )
    if any(request.text(name) not in {"", row[field]} for name, field in pairs):
        return False
    since = request.day("CREAT_DAT")
    if since and lot.created < since:
        return False
    decided, released = "UD" in lot.status, "REL" in lot.status
    switch = "STATUS_UD" if decided else "STATUS_RELEASED" if released else "STATUS_CREATED"
    return request.text(switch, "X") == "X"


def get_list(store: Store, request: Request) -> Reply:
    """BAPI_INSPLOT_GETLIST: oldest first, at most MAX_ROWS, and no way to ask for the rest."""
    limit = request.number("MAX_ROWS", DEFAULT_ROWS)
    rows = [_list_row(lot) for lot in store.lots() if _wanted(lot, request)]
    empty = _message("I", "QV", "110", "No inspection lots were found for the selection")
    return {"INSPLOT_LIST": rows[: limit or None], "RETURN": {} if rows else empty}


def get_detail(store: Store, request: Request) -> Reply:
    """BAPI_INSPLOT_GETDETAIL. Optional tables come back only where the caller sent them."""
    number = request.text("NUMBER").zfill(12)
    lot = store.lot(number)
    if lot is None:
        text = f"Inspection lot {number} does not exist"
        return {"RETURN": _message("E", "QV", "102", text, number)}
    reply: dict[str, Any] = {
        "GENERAL_DATA": lot.general,
        "STOCK_DATA": lot.stock,
        "ACCOUNTING_DATA": {"INSPLOT": number, **lot.accounting},
        "TASK_LIST_DATA": {"INSPLOT": number},
        "USAGE_DECISION_DATA": {"INSPLOT": number, **lot.usage_decision},
        "CUSTOMER_INCLUDE_DATA": {},
        "RETURN": {},
    }
    statuses = [
        {
            "SYS_STATUS": _STATUS_TEXTS[code][0],
            "SY_ST_TEXT": code,
            "SY_ST_DSCR": _STATUS_TEXTS[code][1],
        }
        for code in lot.status
    ]
    tables: dict[str, list[dict[str, str]]] = {
        "SYSTEM_STATUS": statuses,
        "USER_STATUS": [],
        "MATERIAL_DOCUMENTS": [],
    }
    return reply | {name: rows for name, rows in tables.items() if request.given(name)}


def list_notifications(store: Store, request: Request) -> Reply:
    """Z_QL_NOTIFICATION_LIST: headers, items and tasks of the notifications in a date window."""
    since, until = request.day("I_DATE_FROM"), request.day("I_DATE_TO")
    changed, number = request.day("I_CHANGED_FROM"), request.text("I_QMNUM")
    plant, limit = request.text("I_PLANT"), request.number("I_MAX_ROWS", 0)
    found = [
        notice
        for notice in store.notices()
        if (not since or notice.header["QMDAT"] >= since)
        and (not until or notice.header["QMDAT"] <= until)
        and (not changed or notice.header["AEDAT"] >= changed)
        and (not number or notice.header["QMNUM"] == number.zfill(12))
        and (not plant or notice.header["MAWERK"] == plant)
    ]
    if since and until and since > until:
        text = f"Lower limit {since} is later than upper limit {until}"
        return {"RETURN": [_message("E", "ZQL", "001", text, since, until)]}
    shown = found[: limit or None]
    done = _message("S", "ZQL", "000", f"{len(shown)} notifications selected", str(len(shown)))
    return {
        "ET_HEADER": [notice.header for notice in shown],
        "ET_ITEM": [item for notice in shown for item in notice.items],
        "ET_TASK": [task for notice in shown for task in notice.tasks],
        "RETURN": [done],
    }


FUNCTIONS: Mapping[str, Callable[[Store, Request], Reply]] = {
    "BAPI_INSPLOT_GETLIST": get_list,
    "BAPI_INSPLOT_GETDETAIL": get_detail,
    "Z_QL_NOTIFICATION_LIST": list_notifications,
}
