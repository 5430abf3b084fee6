"""Operations and characteristics of inspection lots, what was found, and defects."""

from collections.abc import Mapping
from typing import Any

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.listing import ListFunction
from demo.sap_server.store import Fields


def get_operations(call: Call) -> Reply:
    """BAPI_INSPOPER_GETLIST: the operations of a lot."""
    number = call.request.text("INSPLOT").zfill(12)
    if call.store.lot(number) is None:
        text = f"Inspection lot {number} does not exist"
        return {"RETURN": message("E", "QV", "102", text, number), "RETURN2": {}}
    operations = sorted({row["INSPOPER"] for row in _of_lot(call, _REQUIRED, number)})
    rows = [
        {"INSPLOT": number, "INSPOPER": name, "PLANT": call.store.plant, "TXT_OPER": "Prüfen"}
        for name in operations
    ]
    given = {"INSPOPER_LIST": rows} if call.request.given("INSPOPER_LIST") else {}
    return {"RETURN": {}, "RETURN2": {}, **given}


def get_characteristics(call: Call) -> Reply:
    """BAPI_INSPOPER_GETDETAIL: a table comes back where it was sent and its flag is set."""
    number, operation = call.request.text("INSPLOT").zfill(12), call.request.text("INSPOPER")
    tables = {"CHAR_REQUIREMENTS": _REQUIRED, "CHAR_RESULTS": _FOUND}
    reply: dict[str, Any] = {
        "OPERATION": {"INSPLOT": number, "INSPOPER": operation, "PLANT": call.store.plant},
        "INSPPOINT_REQUIREMENTS": {},
        "RETURN": {},
    }
    for name, table in tables.items():
        if call.request.given(name):
            wanted = call.request.text(f"READ_{name}") == "X"
            rows = _of_lot(call, table, number) if wanted else []
            reply[name] = [row for row in rows if row["INSPOPER"] == operation]
    return reply


_REQUIRED, _FOUND = "inspection_characteristics", "inspection_results"


def _of_lot(call: Call, table: str, number: str) -> list[Fields]:
    return [row for row in call.store.table(table) if row["INSPLOT"] == number]


FUNCTIONS: Mapping[str, FunctionCode] = {
    "BAPI_INSPOPER_GETLIST": get_operations,
    "BAPI_INSPOPER_GETDETAIL": get_characteristics,
    "Z_QL_DEFECT_LIST": ListFunction(
        table="defects",
        into="ET_DEFECT",
        created="ERDAT",
        keys={"I_QMNUM": "QMNUM", "I_FENUM": "FENUM"},
    ),
}
