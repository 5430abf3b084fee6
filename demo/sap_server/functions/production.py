"""Production orders, their confirmations, and batches."""

from collections.abc import Mapping
from typing import Any

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.listing import ListFunction, in_ranges
from demo.sap_server.store import Fields

# What BAPI_ORDER_HEADER1 calls the fields of AFKO.
_HEADER = {
    "ORDER_NUMBER": "AUFNR",
    "PRODUCTION_PLANT": "WERKS",
    "MATERIAL": "MATNR",
    "MATERIAL_LONG": "MATNR",
    "BATCH": "CHARG",
    "TARGET_QUANTITY": "GAMNG",
    "SCRAP": "IASMG",
    "UNIT": "GMEIN",
    "ORDER_TYPE": "AUART",
    "START_DATE": "GSTRP",
    "FINISH_DATE": "GLTRP",
    "ACTUAL_START_DATE": "GSTRI",
    "ACTUAL_START_TIME": "GSUZI",
    "ACTUAL_FINISH_DATE": "GETRI",
    "ENTER_DATE": "ERDAT",
    "MATERIAL_TEXT": "KTEXT",
    "SYSTEM_STATUS": "STTXT",
}
_RANGES = {
    "ORDER_NUMBER_RANGE": "AUFNR",
    "MATERIAL_RANGE": "MATNR",
    "ORDER_TYPE_RANGE": "AUART",
    "PRODPLANT_RANGE": "WERKS",
}


def get_list(call: Call) -> Reply:
    """BAPI_PRODORD_GET_LIST: everything that the ranges select, whatever it is."""
    selected = {field: in_ranges(call, name) for name, field in _RANGES.items()}
    rows = [
        _header(row)
        for row in call.store.table("orders")
        if all(wants(str(row.get(field, ""))) for field, wants in selected.items())
    ]
    empty = message("W", "CO", "017", "No production orders were found for the selection")
    return {"ORDER_HEADER": rows, "RETURN": {} if rows else empty}


def _header(row: Fields) -> dict[str, Any]:
    return {name: row[field] for name, field in _HEADER.items() if field in row}


FUNCTIONS: Mapping[str, FunctionCode] = {
    "BAPI_PRODORD_GET_LIST": get_list,
    "Z_QL_ORDER_LIST": ListFunction(
        table="orders", into="ET_ORDER", created="ERDAT", keys={"I_AUFNR": "AUFNR"}
    ),
    "Z_QL_CONFIRMATION_LIST": ListFunction(
        table="confirmations",
        into="ET_CONFIRMATION",
        created="ERSDA",
        keys={"I_RUECK": "RUECK", "I_RMZHL": "RMZHL", "I_AUFNR": "AUFNR"},
    ),
    "Z_QL_BATCH_LIST": ListFunction(
        table="batches",
        into="ET_BATCH",
        created="ERSDA",
        keys={"I_MATNR": "MATNR", "I_CHARG": "CHARG"},
    ),
}
