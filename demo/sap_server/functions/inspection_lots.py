"""Inspection lots: the list and the details of one."""

from collections.abc import Mapping
from typing import Any

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.codec import Request
from demo.sap_server.store import Lot

DEFAULT_ROWS = 100

_STATUS_TEXTS = {
    "CRTD": ("I0001", "Created"),
    "REL": ("I0002", "Released"),
    "UD": ("I0218", "Usage decision has been made"),
}


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


def get_list(call: Call) -> Reply:
    """BAPI_INSPLOT_GETLIST: oldest first, at most MAX_ROWS, and no way to ask for the rest."""
    request = call.request
    limit = request.number("MAX_ROWS", DEFAULT_ROWS)
    rows = [_list_row(lot) for lot in call.store.lots() if _wanted(lot, request)]
    empty = message("I", "QV", "110", "No inspection lots were found for the selection")
    return {"INSPLOT_LIST": rows[: limit or None], "RETURN": {} if rows else empty}


def get_detail(call: Call) -> Reply:
    """BAPI_INSPLOT_GETDETAIL. Optional tables come back only where the caller sent them."""
    request = call.request
    number = request.text("NUMBER").zfill(12)
    lot = call.store.lot(number)
    if lot is None:
        text = f"Inspection lot {number} does not exist"
        return {"RETURN": message("E", "QV", "102", text, number)}
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


FUNCTIONS: Mapping[str, FunctionCode] = {
    "BAPI_INSPLOT_GETLIST": get_list,
    "BAPI_INSPLOT_GETDETAIL": get_detail,
}
