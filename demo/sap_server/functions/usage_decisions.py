"""The usage decision on an inspection lot, which can be made once."""

from collections.abc import Callable, Mapping

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.codec import Fields as Sent
from demo.sap_server.store import Lot, Store

_SELECTED_SET, _GROUP = "01", "01"
# code → valuation, quality score
_CODES = {"A": ("A", "100"), "A1": ("A", "75"), "R": ("R", "1")}


def decide(call: Call) -> Reply:
    """BAPI_INSPLOT_SETUSAGEDECISION: message QV 050, and nothing is stored before the commit."""
    number, wrong = call.request.text("NUMBER").zfill(12), check(call)
    lot = call.store.lot(number)
    if wrong or lot is None:
        return {"RETURN": wrong, "STOCK_DATA": {}, "UD_RETURN_DATA": {}}
    data = call.request.structure("UD_DATA")
    call.session.changes.append(decision(call.store, number, data))
    done = f"Usage decision for inspection lot {number} was made"
    score = _CODES[data["UD_CODE"]][1]
    return {
        "RETURN": message("S", "QV", "050", done, number),
        "STOCK_DATA": lot.stock,
        "UD_RETURN_DATA": {"QUALITY_SCORE": score, "INSPLOT_FRACTION_NONCONFORMING": 0.0},
    }


def check(call: Call) -> dict[str, str]:
    """What is wrong with the decision that the caller sent, if anything."""
    number, data = call.request.text("NUMBER").zfill(12), call.request.structure("UD_DATA")
    lot = call.store.lot(number)
    if lot is None:
        return message("E", "QV", "102", f"Inspection lot {number} does not exist", number)
    if lot.usage_decision.get("CODE_VALUATION"):
        text = f"Usage decision for inspection lot {number} has already been made"
        return message("E", "QV", "046", text, number)
    if data["UD_SELECTED_SET"] != _SELECTED_SET or data["UD_PLANT"] != call.store.plant:
        text = f"Selected set {data['UD_SELECTED_SET']} does not exist in plant {data['UD_PLANT']}"
        return message("E", "QS", "510", text, data["UD_SELECTED_SET"], data["UD_PLANT"])
    if data["UD_CODE_GROUP"] != _GROUP or data["UD_CODE"] not in _CODES:
        text = f"Code {data['UD_CODE_GROUP']} {data['UD_CODE']} is not in the selected set"
        return message("E", "QS", "511", text, data["UD_CODE_GROUP"], data["UD_CODE"])
    return _incomplete(lot, data) or call.locked("lot", number) or {}


def _incomplete(lot: Lot, data: Sent) -> dict[str, str]:
    if "CRTD" in lot.status and data["UD_FORCE_COMPLETION"] != "X":
        text = f"Inspection of lot {lot.number} is not complete: force the completion"
        return message("E", "QV", "117", text, lot.number)
    return {}


def decision(store: Store, number: str, data: Sent) -> Callable[[], None]:
    """What the commit does to the lot."""
    today, now = store.now()
    code = data["UD_CODE"]
    valuation, score = _CODES[code]
    fields = {
        "UD_CATALOG_TYPE": "3",
        "UD_PLANT": data["UD_PLANT"],
        "UD_SELECTED_SET": data["UD_SELECTED_SET"],
        "UD_CODE_GROUP": data["UD_CODE_GROUP"],
        "UD_CODE": code,
        "CODE_VALUATION": valuation,
        "QUALITY_SCORE": score,
        "UD_RECORDED_BY_USER": data["UD_RECORDED_BY_USER"] or store.logon.user,
        "UD_RECORDED_ON_DATE": data["UD_RECORDED_ON_DATE"] or today,
        "UD_RECORDED_AT_TIME": data["UD_RECORDED_AT_TIME"] or now,
    }

    def change() -> None:
        lot = store.lot(number)
        if lot is not None:
            lot.usage_decision.update(fields)
            lot.status.append("UD")

    return change


FUNCTIONS: Mapping[str, FunctionCode] = {"BAPI_INSPLOT_SETUSAGEDECISION": decide}
