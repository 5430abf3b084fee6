"""Results of an operation's characteristics, which are text in this BAPI."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.codec import Fields as Sent
from demo.sap_server.store import Fields, Store

_REQUIRED, _FOUND = "inspection_characteristics", "inspection_results"
_KEPT = (
    "CLOSED", "EVALUATED", "EVALUATION", "VALID_VALS", "NONCONF", "MEAN_VALUE", "START_DATE",
    "START_TIME", "END_DATE", "END_TIME", "INSPECTOR", "REMARK", "CODE1", "CODE_GRP1",
)  # fmt: skip


def record(call: Call) -> Reply:
    """BAPI_INSPOPER_RECORDRESULTS: all characteristics or none; stored by the commit."""
    request = call.request
    number, operation = request.text("INSPLOT").zfill(12), request.text("INSPOPER")
    lot = call.store.lot(number)
    if lot is None:
        text = f"Inspection lot {number} does not exist"
        return {"RETURN": message("E", "QV", "102", text, number), "RETURNTABLE": []}
    if lot.usage_decision.get("CODE_VALUATION"):
        text = f"Usage decision for inspection lot {number} has already been made"
        return {"RETURN": message("E", "QV", "046", text, number), "RETURNTABLE": []}
    rows = request.rows("CHAR_RESULTS")
    wrong = [found for row in rows if (found := _wrong(call.store, number, operation, row))]
    if wrong or not rows:
        text = "No results were recorded"
        return {"RETURN": message("E", "Q3", "128", text), "RETURNTABLE": wrong}
    locked = call.locked("lot", number)
    if locked is not None:
        return {"RETURN": locked, "RETURNTABLE": []}
    call.session.changes.append(_change(call.store, number, operation, rows))
    done = f"Results of {len(rows)} characteristics recorded"
    return {"RETURN": message("S", "Q3", "129", done, str(len(rows))), "RETURNTABLE": []}


def _wrong(store: Store, lot: str, operation: str, row: Sent) -> dict[str, str] | None:
    number = row["INSPCHAR"]
    if not _row(store, _REQUIRED, lot, operation, number):
        text = f"Characteristic {number} does not exist in operation {operation}"
        return message("E", "Q3", "103", text, number, operation)
    known = _row(store, _FOUND, lot, operation, number)
    if known is not None and known.get("CLOSED") == "X":
        return message("E", "Q3", "111", f"Characteristic {number} is closed", number)
    for field in ("MEAN_VALUE", "VALID_VALS", "NONCONF"):
        if row[field] and not _is_number(row[field]):
            return message("E", "Q3", "145", f"{field} of {number} is not a number", number)
    return None


def _change(store: Store, lot: str, operation: str, rows: list[Sent]) -> Callable[[], None]:
    sent = [
        {"INSPCHAR": row["INSPCHAR"], **{name: row[name] for name in _KEPT if row[name]}}
        for row in rows
    ]

    def change() -> None:
        for fields in sent:
            key = {"INSPLOT": lot, "INSPOPER": operation, "INSPCHAR": fields["INSPCHAR"]}
            known = _row(store, _FOUND, lot, operation, fields["INSPCHAR"])
            if known is None:
                store.table(_FOUND).append(key | fields)
            else:
                known.update(fields)

    return change


def _row(store: Store, table: str, lot: str, operation: str, number: str) -> Fields | None:
    wanted = (lot, operation, number)
    return next(
        (
            row
            for row in store.table(table)
            if (row["INSPLOT"], row["INSPOPER"], row["INSPCHAR"]) == wanted
        ),
        None,
    )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


FUNCTIONS: Mapping[str, FunctionCode] = {"BAPI_INSPOPER_RECORDRESULTS": record}
